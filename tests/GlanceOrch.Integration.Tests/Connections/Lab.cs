using System.Diagnostics;
using GlanceOrch.Core.Connections;

namespace GlanceOrch.Integration.Tests.Connections;

/// <summary>A fact that needs running hosts of the lab; skipped, with the reason, where they are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabFactAttribute : FactAttribute
{
    public LabFactAttribute(params string[] hosts) => SkipReason(hosts);

    /// <summary>The test takes the link of a host down, for which it needs the lab's own program.</summary>
    public bool CutsLinks
    {
        get => false;
        set
        {
            if (value && Skip is null && Lab.Program is null)
            {
                Skip = "the lab's program is neither tests/lab/lab nor named by GLANCE_ORCH_TEST_LAB";
            }
        }
    }

    private void SkipReason(string[] hosts)
    {
        if (Lab.Hosts.Count == 0)
        {
            Skip = "GLANCE_ORCH_TEST_INVENTORY names no inventory of running lab hosts";
        }
        else if (hosts.FirstOrDefault(host => !Lab.Hosts.ContainsKey(host)) is { } missing)
        {
            Skip = $"the lab has no host {missing}";
        }
    }
}

/// <summary>The hosts of the lab, from the INI inventory that <c>lab inventory</c> prints.</summary>
internal static class Lab
{
    public static IReadOnlyDictionary<string, ConnectionOptions> Hosts { get; } = Read();

    public static string? Program { get; } = Find();

    public static ConnectionOptions Host(string name) => Hosts[name] with { ControlPersist = TimeSpan.Zero };

    /// <summary>Runs <c>lab WORD HOST</c>.</summary>
    public static async Task DoAsync(string word, string host)
    {
        using var process = Process.Start(Program ?? throw new InvalidOperationException("no lab"), [word, host]);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var program = Path.Combine(folder.FullName, "tests", "lab", "lab");
            if (File.Exists(program))
            {
                return program;
            }
        }

        return Environment.GetEnvironmentVariable("GLANCE_ORCH_TEST_LAB");
    }

    private static Dictionary<string, ConnectionOptions> Read()
    {
        var hosts = new Dictionary<string, ConnectionOptions>(StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable("GLANCE_ORCH_TEST_INVENTORY") is not { Length: > 0 } path || !File.Exists(path))
        {
            return hosts;
        }

        var lines = File.ReadAllLines(path);
        string? Value(string key) => lines.FirstOrDefault(line => line.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..].Trim('\'', '"');
        foreach (var line in lines.Where(line => line.Contains(" ansible_host=", StringComparison.Ordinal)))
        {
            var words = line.Split(' ');
            hosts[words[0]] = new ConnectionOptions
            {
                HostName = words[0],
                Address = words.First(word => word.StartsWith("ansible_host=", StringComparison.Ordinal))["ansible_host=".Length..],
                User = Value("ansible_user"),
                PrivateKeyFile = Value("ansible_ssh_private_key_file"),
                ExtraArguments = Value("ansible_ssh_common_args")?.Split(' ') ?? [],
            };
        }

        return hosts;
    }
}
