using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace GlanceOrch.Integration.Tests;

/// <summary>Ctrl-C: as at a terminal, the signal goes to the tool and to every process it has started.</summary>
[Collection("hosts many*")]
public sealed class InterruptTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-interrupt-");

    public void Dispose() => _folder.Delete(recursive: true);

    [LabFact]
    public async Task The_first_one_lets_the_task_end_and_starts_nothing_new()
    {
        var (status, output) = await PlayAsync("many4", "4.1", signals: 1);
        status.ShouldBe(130, output);
        output.ShouldContain("changed: [many4] => run sleep 4.1");
        output.ShouldContain("interrupted: nothing behind the tasks shown above was started");
        Lab.Recap(output, "many4", "ok").ShouldBe(2);
        (await Lab.OnAsync("many4", "ls /root/after 2>/dev/null || echo none")).ShouldBe("none\n");
    }

    [LabFact]
    public async Task The_second_one_cuts_off_and_the_process_on_the_host_is_gone()
    {
        var (status, output) = await PlayAsync("many3", "301.5", signals: 2);
        status.ShouldBe(130, output);
        output.ShouldContain("failed: [many3] => cut off: whether it was carried out");
        Lab.Recap(output, "many3", "failed").ShouldBe(1);
        (await Lab.OnAsync("many3", "pgrep -fx 'sleep 301.5' || echo none; ls /root/after 2>/dev/null || echo none")).ShouldBe("none\nnone\n");
    }

    /// <summary>Plays a long task and sends signals once it runs on the host; each is sent when the one before was answered.</summary>
    private async Task<(int Status, string Output)> PlayAsync(string host, string seconds, int signals)
    {
        var playbook = Path.Combine(_folder.FullName, "long.yml");
        await File.WriteAllTextAsync(playbook, $"""
            - hosts: {host}
              gather_facts: false
              tasks:
                - command: "true"
                - command: sleep {seconds}
                - command: touch /root/after
            """);
        // A session of its own is a process group of its own, which the signal can be sent to. Started in the background of a
        // script, this process may ignore the signal, and so would the tool.
        var start = new ProcessStartInfo("setsid", ["env", "--default-signal=INT", Lab.Tool, "play", playbook, "-i", Lab.Inventory])
        {
            WorkingDirectory = Lab.Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start).ShouldNotBeNull();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = new StringBuilder();
        await Lab.OnAsync(host, $"until pgrep -fx 'sleep {seconds}'; do sleep 0.1; done");
        for (var sent = 0; sent < signals; sent++)
        {
            var kill = await Lab.RunAsync("kill", ["-INT", "--", string.Create(CultureInfo.InvariantCulture, $"-{process.Id}")], input: "");
            kill.Status.ShouldBe(0, kill.Error);
            if (sent == 0)
            {
                error.AppendLine(await process.StandardError.ReadLineAsync());
            }
        }

        error.Append(await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        error.ToString().ShouldStartWith("stopping: ");
        return (process.ExitCode, await output);
    }
}
