using GlanceOrch.Core.Modules;
using Mode = GlanceOrch.Core.Modules.FileMode;
using State = GlanceOrch.Core.Modules.FileModule.State;

namespace GlanceOrch.Core.Tests.Modules;

public class FileModuleTests
{
    private readonly FileModule _module = new();
    private readonly FakeHost _host = new();

    [Fact]
    public async Task A_directory_is_made_with_its_parents()
    {
        await _module.ConvergeAsync(new() { Path = "/var/lib/glance/staging/", State = State.Directory, Owner = "daemon", Mode = new Mode(0b111_101_000) }, _host);
        _host.Stat("/var/lib/glance/staging").Owner.ShouldBe("daemon");
        _host.Stat("/var/lib/glance/staging").Mode.ShouldBe(0b111_101_000);
        _host.Stat("/var/lib/glance").Owner.ShouldBe("root");
    }

    [Fact]
    public async Task Attributes_are_set_and_shown()
    {
        _host.File("/etc/a", "x");
        var change = await _module.ConvergeAsync(new() { Path = "/etc/a", Mode = new Mode(0b110_000_000), Group = "adm" }, _host);
        change.ShouldNotBeNull().Differences.ShouldBe([new Difference("/etc/a (attributes)", "group: root\nmode: 0644\n", "group: adm\nmode: 0600\n")]);
        (await _module.DryAsync(new() { Path = "/etc/a", Owner = "0", Group = "4" }, _host)).ShouldBeNull();
    }

    [Fact]
    public async Task Attributes_are_those_of_what_a_link_leads_to()
    {
        _host.File("/etc/a", "x").Link("/etc/l", "a");
        await _module.ConvergeAsync(new() { Path = "/etc/l", Mode = new Mode(0b110_000_000) }, _host);
        _host.Stat("/etc/a").Mode.ShouldBe(0b110_000_000);
    }

    [Fact]
    public async Task All_below_is_looked_at_with_one_query()
    {
        const string Find = "find /var/lib/g '!' -type l '(' '!' -user daemon -o '!' -perm 0750 ')' -print";
        _host.Directory("/var/lib/g", "daemon", mode: 0b111_101_000).File("/var/lib/g/a", "x");
        _host.AnswerWith(Find, prefix: false, _ => FakeHost.Result(_host.Stat("/var/lib/g/a").Owner == "daemon" ? "" : "/var/lib/g/a\n"));
        await _module.ConvergeAsync(new() { Path = "/var/lib/g", Recurse = true, Owner = "daemon", Mode = new Mode(0b111_101_000) }, _host);
        _host.Stat("/var/lib/g/a").Mode.ShouldBe(0b111_101_000);
    }

    [Fact]
    public async Task An_unknown_owner_differs_and_stands_in_the_way()
    {
        FileModule.Args args = new() { Path = "/var/lib/glance", State = State.Directory, Owner = "glance" };
        var change = (await _module.DryAsync(args, _host)).ShouldNotBeNull();
        _host.Answer("find / -prune -user glance", status: 1, error: "find: 'glance' is not the name of a known user\n");
        (await change.ObstacleAsync(_host, CancellationToken.None)).ShouldBe("cannot set owner or mode of /var/lib/glance: find: 'glance' is not the name of a known user");
        (await _module.FailAsync(args, _host)).ShouldContain("glance");
    }

    [Fact]
    public async Task A_link_is_made_and_turned_and_left()
    {
        await _module.ConvergeAsync(new() { Path = "/etc/l", State = State.Link, Src = "a" }, _host);
        await _module.ConvergeAsync(new() { Path = "/etc/l", State = State.Link, Src = "/etc/b" }, _host);
        _host.Stat("/etc/l").LinkTarget.ShouldBe("/etc/b");
        _host.File("/etc/f", "x");
        (await _module.FailAsync(new() { Path = "/etc/f", State = State.Link, Src = "a" }, _host)).ShouldContain("force");
        await _module.ConvergeAsync(new() { Path = "/etc/f", State = State.Link, Src = "a", Force = true }, _host);
        (await _module.FailAsync(new() { Path = "/var", State = State.Link, Src = "a", Force = true }, _host)).ShouldContain("directory");
    }

    [Fact]
    public async Task Absent_removes_what_is_there()
    {
        _host.Directory("/tmp/d").File("/tmp/d/f", "x");
        await _module.ConvergeAsync(new() { Path = "/tmp/d", State = State.Absent }, _host);
        _host.Exists("/tmp/d/f").ShouldBeFalse();
        (await _module.FailAsync(new() { Path = "/", State = State.Absent }, _host)).ShouldBe("refused to remove /");
    }

    [Fact]
    public async Task Touch_makes_a_file_and_then_a_new_time()
    {
        FileModule.Args args = new() { Path = "/tmp/f", State = State.Touch, Mode = new Mode(0b110_000_000) };
        await _module.ConvergeAsync(args with { ModificationTime = FileModule.TimeRule.Preserve }, _host);
        _host.Text("/tmp/f").ShouldBe("");
        _host.Answer("touch -- /tmp/f");
        var change = (await _module.DryAsync(args, _host)).ShouldNotBeNull();
        await _module.ApplyAsync(change, _host, CancellationToken.None);
        _host.Runs.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_missing_file_fails()
    {
        (await _module.FailAsync(new() { Path = "/tmp/f" }, _host)).ShouldContain("does not exist");
    }

    [Theory]
    [InlineData(State.Touch, null)]
    [InlineData(State.Link, "x")]
    public async Task The_folder_of_what_is_made_must_be_there(State state, string? src)
    {
        var args = new FileModule.Args { Path = "/nowhere/f", State = state, Src = src };
        async Task<string?> ObstacleAsync(FileModule.Args of) => await (await _module.DryAsync(of, _host)).ShouldNotBeNull().ObstacleAsync(_host, CancellationToken.None);
        (await ObstacleAsync(args)).ShouldBe("cannot write /nowhere/f: its directory does not exist");
        (await ObstacleAsync(args with { Path = "/tmp/f" })).ShouldBeNull();
    }

    [Theory]
    [InlineData(State.Hard, null, "not supported")]
    [InlineData(State.Link, null, "needs src")]
    [InlineData(State.Directory, "x", "only for")]
    [InlineData(State.File, null, "is a directory")]
    public async Task What_makes_no_sense_is_an_error(State state, string? src, string message) =>
        (await _module.FailAsync(new() { Path = "/etc", State = state, Src = src }, _host)).ShouldContain(message);

    [Fact]
    public async Task A_file_where_a_directory_shall_be_is_an_error() =>
        (await _module.FailAsync(new() { Path = "/etc/passwd", State = State.Directory }, _host)).ShouldContain("no directory");
}
