using System.Globalization;

namespace GlanceOrch.Integration.Tests;

/// <summary>Deploys Glance from fresh hosts, step by step, and keeps what was seen at each step for the tests to judge.</summary>
public sealed class DeployedGlance : IAsyncLifetime
{
    private const string ApiConf = "/etc/glance/glance-api.conf";

    private static readonly string Variables = Path.Combine(Lab.Root, "inventories/lab/group_vars/all.yml");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-deploy-");

    internal Lab.Ended Check { get; private set; } = new(-1, "", "", default);

    internal (IReadOnlyList<string> Before, IReadOnlyList<string> After) Trees { get; private set; } = ([], []);

    internal Lab.Ended First { get; private set; } = new(-1, "", "", default);

    internal Lab.Ended Second { get; private set; } = new(-1, "", "", default);

    /// <summary>When the services were last started, before and after the second run.</summary>
    internal (string Before, string After) Starts { get; private set; }

    internal Lab.Ended Repair { get; private set; } = new(-1, "", "", default);

    internal (string Before, string Drifted, string After) Conf { get; private set; }

    /// <summary>How often glance-api was started, before and after the repair.</summary>
    internal (int Before, int After) ApiStarts { get; private set; }

    internal Lab.Ended Verified { get; private set; } = new(-1, "", "", default);

    /// <summary>The site's inventory, with its variables beside it.</summary>
    internal string Inventory => Path.Combine(_folder.FullName, "hosts.ini");

    public async Task InitializeAsync()
    {
        if (Lab.Missing is not null)
        {
            return;
        }

        var groups = Path.Combine(Lab.Root, "inventories/lab");
        await File.WriteAllTextAsync(Inventory, await File.ReadAllTextAsync(Lab.Inventory) + await File.ReadAllTextAsync(Path.Combine(groups, "hosts")));
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "group_vars"));
        File.Copy(Variables, Path.Combine(_folder.FullName, "group_vars/all.yml"));
        Task<Lab.Ended> PlayAsync(params IReadOnlyList<string> options) =>
            Lab.ToolAsync(["play", "tests/lab/services.yml", "site.yml", "-i", Inventory, .. options]);

        var before = await TreesAsync();
        Check = await PlayAsync("--check", "--diff");
        Trees = (before, await TreesAsync());
        First = await PlayAsync();
        if (First.Status != 0)
        {
            return;
        }

        var starts = await StartsAsync();
        Second = await PlayAsync("--detailed-exitcode");
        Starts = (starts, await StartsAsync());

        var conf = await Lab.OnAsync("api1", $"cat {ApiConf}");
        var count = await ApiStartsAsync();
        await Lab.OnAsync("api1", $"sed -i 's/^bind_port *=.*/bind_port = 9393/; s/^workers *=.*/workers = junk/' {ApiConf}");
        var drifted = await Lab.OnAsync("api1", $"cat {ApiConf}");
        Repair = await PlayAsync("--diff");
        Conf = (conf, drifted, await Lab.OnAsync("api1", $"cat {ApiConf}"));
        ApiStarts = (count, await ApiStartsAsync());

        Verified = await VerifyAsync();
    }

    /// <summary>Uploads an image and downloads it again, as a user of the site.</summary>
    internal static Task<Lab.Ended> VerifyAsync() => Lab.RunAsync(
        Path.Combine(Lab.Root, "tests/lab/verify-glance"), [], input: "",
        ("OS_AUTH_URL", "http://services:5000/v3"), ("OS_USERNAME", "admin"), ("OS_PASSWORD", Variable("keystone_admin_password")),
        ("OS_PROJECT_NAME", "admin"), ("GLANCE_URL", "http://api1:9292"));

    /// <summary>A plain text among the site's variables.</summary>
    internal static string Variable(string name) =>
        File.ReadLines(Variables).First(line => line.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..];

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private static Task<IReadOnlyList<string>> TreesAsync() => Lab.TreesAsync("services", "api1");

    private static async Task<string> StartsAsync() =>
        await Lab.OnAsync("services", "systemctl show -p Id,ActiveEnterTimestamp,ExecMainStartTimestamp,NRestarts mariadb rabbitmq-server keystone")
        + await Lab.OnAsync("api1", "systemctl show -p Id,ActiveEnterTimestamp,ExecMainStartTimestamp,NRestarts glance-api");

    private static async Task<int> ApiStartsAsync() =>
        int.Parse(await Lab.OnAsync("api1", "journalctl -u glance-api -o cat | grep -c '^Started '"), CultureInfo.InvariantCulture);
}
