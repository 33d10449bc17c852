using System.Text;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Modules;

public class CommandModuleTests
{
    private readonly CommandModule _command = new();
    private readonly ShellModule _shell = new();

    [Fact]
    public async Task Words_are_quoted_and_no_shell_expands_them()
    {
        var host = new FakeHost().Answer("echo '$HOME' '*' 'a b'", "out\nmore\n\n");
        var change = (await _command.DryAsync(new() { Cmd = "echo $HOME * 'a b'" }, host)).ShouldNotBeNull();
        change.IsPredictable.ShouldBeFalse();
        var output = await _command.ApplyAsync(change, host, CancellationToken.None);
        output.Values["rc"].ShouldBe(0);
        output.Values["stdout"].ShouldBe("out\nmore");
        output.Values["stdout_lines"].ShouldBe(new ScriptArray { "out", "more" });
        output.Values["stderr_lines"].ShouldBe(new ScriptArray());
        output.Values["cmd"].ShouldBe(new ScriptArray { "echo", "$HOME", "*", "a b" });
    }

    [Fact]
    public async Task A_status_other_than_zero_fails_with_the_values()
    {
        var host = new FakeHost().Answer("false", "some\n", 3, "why\n");
        var change = (await _command.DryAsync(new() { Argv = ["false"] }, host)).ShouldNotBeNull();
        var exception = await Should.ThrowAsync<ModuleException>(() => _command.ApplyAsync(change, host, CancellationToken.None));
        exception.Message.ShouldBe("the command failed with status 3: why");
        exception.Values.ShouldNotBeNull()["rc"].ShouldBe(3);
        exception.Values["stderr"].ShouldBe("why");
    }

    [Theory]
    [InlineData("/tmp", null, false)]
    [InlineData("/nowhere", null, true)]
    [InlineData(null, "/tmp", true)]
    [InlineData(null, "/nowhere", false)]
    [InlineData("/etc/pass*", null, false)]
    [InlineData("/etc/nothing*", null, true)]
    [InlineData("/nowhere", "/nowhere", false)]
    public async Task Creates_and_removes_decide(string? creates, string? removes, bool runs) =>
        (await _command.DryAsync(new() { Cmd = "x", Creates = creates, Removes = removes }, new FakeHost()) is not null).ShouldBe(runs);

    [Fact]
    public async Task A_relative_path_is_seen_from_chdir()
    {
        (await _command.DryAsync(new() { Cmd = "x", Chdir = "/etc", Creates = "passwd" }, new FakeHost())).ShouldBeNull();
        (await _command.FailAsync(new() { Cmd = "x", Creates = "passwd" }, new FakeHost())).ShouldContain("absolute");
        foreach (var executable in new[] { "/bin/bash\n", "/bin/bash -e" })
        {
            (await new ShellModule().FailAsync(new() { Cmd = "x", Executable = executable }, new FakeHost())).ShouldContain("without arguments");
        }
    }

    [Fact]
    public async Task A_shell_gets_its_text_input_and_directory()
    {
        var host = new FakeHost().Answer("wc -l | cat", "1\n");
        var change = (await _shell.DryAsync(new() { Cmd = "wc -l | cat", Stdin = "text", Chdir = "/tmp", Executable = "/bin/bash" }, host)).ShouldNotBeNull();
        await _shell.ApplyAsync(change, host, CancellationToken.None);
        var command = host.Runs.ShouldHaveSingleItem();
        Encoding.UTF8.GetString(command.Input.Span).ShouldBe("text\n");
        command.Directory.ShouldBe("/tmp");
        command.Shell.ShouldBe("/bin/bash");
    }

    [Fact]
    public async Task What_makes_no_sense_is_an_error()
    {
        var host = new FakeHost();
        (await _command.FailAsync(new(), host)).ShouldBe("give either cmd or argv");
        (await _command.FailAsync(new() { Cmd = "a", Argv = ["b"] }, host)).ShouldBe("give either cmd or argv");
        (await _shell.FailAsync(new() { Cmd = " " }, host)).ShouldBe("cmd is empty");
    }
}
