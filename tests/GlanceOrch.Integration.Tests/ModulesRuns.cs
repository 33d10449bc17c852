using System.Security.Cryptography;
using System.Text.Json;

namespace GlanceOrch.Integration.Tests;

/// <summary>Plays tests/lab/modules.yml on one host for each shell, as root and as a user who becomes root, and keeps what was seen.</summary>
public sealed class ModulesRuns : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-modules-");

    internal static IReadOnlyList<string> Hosts { get; } = ["dash1", "bash1", "busybox1"];

    internal Lab.Ended Check { get; private set; } = new(-1, "", "", default);

    internal (IReadOnlyList<string> Before, IReadOnlyList<string> After) Trees { get; private set; } = ([], []);

    internal Lab.Ended First { get; private set; } = new(-1, "", "", default);

    internal Lab.Ended Second { get; private set; } = new(-1, "", "", default);

    internal Lab.Ended Undo { get; private set; } = new(-1, "", "", default);

    /// <summary>What is left on a host after the undoing.</summary>
    internal string Left { get; private set; } = "";

    internal Lab.Ended BecomeFirst { get; private set; } = new(-1, "", "", default);

    internal Lab.Ended BecomeSecond { get; private set; } = new(-1, "", "", default);

    public async Task InitializeAsync()
    {
        if (Lab.Missing is not null)
        {
            return;
        }

        var big = Path.Combine(_folder.FullName, "big \"ü\" 'a' $x.bin");
        var bytes = RandomNumberGenerator.GetBytes(1 << 20);
        await File.WriteAllBytesAsync(big, bytes);
        Task<Lab.Ended> PlayAsync(string who, params IReadOnlyList<string> options)
        {
            var variables = JsonSerializer.Serialize(new Dictionary<string, string>
            {
                ["targets"] = string.Join(':', Hosts),
                ["who"] = who,
                ["ansible_user"] = who,
                ["big"] = big,
                ["big_sum"] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            });
            return Lab.ToolAsync(["play", "tests/lab/modules.yml", "-i", Lab.Inventory, "-e", variables, "--detailed-exitcode", .. options]);
        }

        var before = await Lab.TreesAsync(Hosts);
        Check = await PlayAsync("root", "--check", "--diff");
        Trees = (before, await Lab.TreesAsync(Hosts));
        First = await PlayAsync("root");
        Second = await PlayAsync("root");
        Undo = await PlayAsync("root", "--tags", "undo");
        Left = await Lab.OnAsync("busybox1", "ls -d /opt/* /srv/www* /etc/systemd/system/lab-* /home/lab-* 2>/dev/null; getent passwd lab-root; getent group lab-root; command -v killall || true");
        BecomeFirst = await PlayAsync("deploy", "--become");
        BecomeSecond = await PlayAsync("deploy", "--become");
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
