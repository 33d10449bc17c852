using System.Diagnostics;
using System.Text;

namespace GlanceOrch.Cli.Tests;

/// <summary>What only a process of its own shows: signals, and an output that cannot be written.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly Vault.VaultFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("doc")]
    [InlineData("--version")]
    [InlineData("template", "page.sbn")]
    [InlineData("inventory", "-i", "a,b", "--list")]
    [InlineData("play", "site.yml", "-i", "a,b", "-c", "local", "-o", "human")]
    [InlineData("play", "site.yml", "-i", "a,b", "-c", "local", "-o", "json", "--detailed-exitcode")]
    public async Task Output_that_is_lost_is_said_in_one_line_and_is_no_success(params string[] args)
    {
        Write();
        using var process = Start(">/dev/full", args);
        (await EndAsync(process)).ShouldBe((ExitCodes.OutputLost, "", "glance-orch: output was lost: No space left on device\n"));
        if (args[0] == "play")
        {
            // The run went on: hosts are not left half done.
            _folder.Read("done-a").ShouldBe("done");
            _folder.Read("done-b").ShouldBe("done");
        }
    }

    [Fact]
    public async Task A_failed_run_stays_one_when_its_output_is_lost()
    {
        Write();
        using var process = Start(">/dev/full", "play", "site.yml", "-i", "a,b", "-c", "local", "-e", "wanted=2");
        (await EndAsync(process)).ShouldBe((ExitCodes.TaskFailed, "", "glance-orch: output was lost: No space left on device\n"));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("no text: \u00ff")]
    public async Task A_secret_that_is_lost_is_no_success(string content)
    {
        await File.WriteAllBytesAsync(_folder["file"], Encoding.Latin1.GetBytes(content));
        (await _folder.RunAsync("vault", "encrypt", "--vault-password-file", _folder.PasswordFile, _folder["file"])).Code.ShouldBe(ExitCodes.Success);
        using var process = Start(">/dev/full", "vault", "view", "--vault-password-file", "password", "file");
        (await EndAsync(process)).ShouldBe((ExitCodes.OutputLost, "", "glance-orch: output was lost: No space left on device\n"));
    }

    [Fact]
    public async Task A_reader_that_has_gone_is_no_loss()
    {
        Write();
        using var process = Start("| true", "play", "site.yml", "-i", "a,b", "-c", "local");
        (await EndAsync(process)).ShouldBe((0, "", ""));
        _folder.Read("done-b").ShouldBe("done");
    }

    [Theory]
    [InlineData("INT", 128 + 2)]
    [InlineData("TERM", 128 + 15)]
    public async Task A_signal_at_a_question_ends_the_program_at_once_and_the_terminal_echoes_again(string signal, int expected)
    {
        Write();
        _folder.Write(
            "terminal",
            $"#!/bin/sh\necho $$ >shell\ntrap : INT TERM\ndotnet {Tool} play site.yml -i a,b -c local -K\necho ended $?\nstty -a\n",
            UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var process = StartShell("exec env --default-signal=INT,TERM script -qec ./terminal /dev/null", "sh");
        await SeesAsync(process, "Become password: ");
        await SignalAsync(signal, $"$(pgrep -P {_folder.Read("shell").Trim()})");
        var (_, printed, _) = await EndAsync(process);
        printed.ShouldContain($"ended {expected}");
        printed.ShouldContain(" echo ");
        File.Exists(_folder["done-a"]).ShouldBeFalse();
    }

    [Fact]
    public async Task The_first_signal_lets_a_task_end_and_starts_nothing_new()
    {
        _folder.Write("site.yml", $$"""
            - hosts: all
              gather_facts: false
              tasks:
                - shell: "touch {{_folder["begun"]}}; until [ -e {{_folder["go"]}} ]; do sleep 0.05; done; touch {{_folder["ended"]}}"
                - shell: touch {{_folder["second"]}}
            """);
        using var process = Start("", "play", "site.yml", "-i", "a,", "-c", "local");
        await IsThereAsync("begun", process);
        await SignalAsync("INT", $"{process.Id}");
        (await ReadLineAsync(process.StandardError)).ShouldStartWith("stopping: ");
        _folder.Write("go", "");
        var (code, printed, _) = await EndAsync(process);
        code.ShouldBe(ExitCodes.Interrupted, printed);
        File.Exists(_folder["ended"]).ShouldBeTrue();
        File.Exists(_folder["second"]).ShouldBeFalse();
    }

    [Fact]
    public async Task What_the_keyboard_sends_is_left_to_the_editor()
    {
        var file = await _folder.WriteEncryptedAsync("file", "key: old\n");
        using var process = StartEditing(file, "until [ -e go ]; do sleep 0.05; done; echo key: new >\"$1\"");
        await IsThereAsync("begun", process);
        await SignalAsync("INT", $"{process.Id}");
        await SignalAsync("QUIT", $"{process.Id}");
        _folder.Write("go", "");
        var (code, _, error) = await EndAsync(process);
        code.ShouldBe(ExitCodes.Success, error);
        (await _folder.RunAsync("vault", "view", "--vault-password-file", _folder.PasswordFile, file)).Out.ShouldBe("key: new\n");
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task A_signal_that_ends_editing_removes_the_plaintext_and_ends_with_130(string signal)
    {
        var file = await _folder.WriteEncryptedAsync("file", "key: old\n");
        var before = _folder.Read("file");
        using var process = StartEditing(file, "exec sleep 600");
        await IsThereAsync("begun", process);
        await SignalAsync(signal, $"{process.Id}");
        (await EndAsync(process)).ShouldBe((ExitCodes.Interrupted, "", "glance-orch: stopped: nothing was written\n"));
        File.Exists(_folder.Read("begun").Trim()).ShouldBeFalse();
        _folder.Read("file").ShouldBe(before);
    }

    private static string Tool { get; } = Path.Combine(AppContext.BaseDirectory, "glance-orch.dll");

    private Process StartEditing(string file, string script)
    {
        var editor = _folder.Write("editor", $"#!/bin/sh\necho \"$1\" >begun.new; mv begun.new begun; {script}\n", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return StartShell("EDITOR=$1; export EDITOR; shift; exec env --default-signal=INT,QUIT,HUP dotnet \"$0\" \"$@\"", Tool, editor, "vault", "edit", "--vault-password-file", _folder.PasswordFile, file);
    }

    /// <summary>Starts the program in the folder; its first words are files there.</summary>
    private Process Start(string redirection, params string[] args) =>
        StartShell(redirection.StartsWith('|') ? $"dotnet \"$0\" \"$@\" {redirection}" : $"exec env --default-signal=INT dotnet \"$0\" \"$@\" {redirection}", Tool, args);

    private Process StartShell(string command, string first, params string[] args)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command, first, .. args])
        {
            WorkingDirectory = _folder.Path,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["XDG_STATE_HOME"] = _folder["state"];
        return Process.Start(start).ShouldNotBeNull();
    }

    private void Write()
    {
        _folder.Write("page.sbn", "page");
        _folder.Write("site.yml", $$$"""
            - hosts: all
              gather_facts: false
              tasks:
                - debug: { msg: first }
                - copy: { dest: "{{{_folder.Path}}}/done-{{ inventory_hostname }}", content: done }
                - assert: { that: (wanted ?? 1) == 1 }
            """);
    }

    private static async Task<(int Code, string Out, string Error)> EndAsync(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, printed, await error);
    }

    private async Task IsThereAsync(string name, Process process)
    {
        while (!File.Exists(_folder[name]))
        {
            process.HasExited.ShouldBeFalse();
            await Task.Yield();
        }
    }

    private static async Task SeesAsync(Process process, string words)
    {
        var seen = "";
        var buffer = new char[1];
        while (!seen.EndsWith(words, StringComparison.Ordinal))
        {
            (await process.StandardOutput.ReadAsync(buffer)).ShouldBe(1, seen);
            seen += buffer[0];
        }
    }

    private static async Task<string> ReadLineAsync(StreamReader reader) => await reader.ReadLineAsync() ?? "";

    private static async Task SignalAsync(string signal, string pid)
    {
        using var kill = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"kill -{signal} {pid}"])).ShouldNotBeNull();
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }
}
