using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules;

public class CopyAndTemplateModuleTests
{
    private readonly CopyModule _copy = new(TimeProvider.System);
    private readonly TemplateModule _template = new(TimeProvider.System);
    private readonly FakeHost _host = new();
    private readonly FakeTaskContext _context = new();

    [Theory]
    [InlineData("/etc/b.conf", "/etc/b.conf")]
    [InlineData("/etc", "/etc/a.conf")]
    [InlineData("/etc/", "/etc/a.conf")]
    [InlineData("/etc/new/", "/etc/new/a.conf")]
    [InlineData("/etc/link", "/etc/a.conf")]
    public async Task A_file_lands_where_it_is_sent(string dest, string path)
    {
        _context.Files["sub/a.conf"] = "text\n";
        _host.Link("/etc/link", "/etc");
        await _copy.ConvergeAsync(new() { Src = "sub/a.conf", Dest = dest, Context = _context }, _host);
        _host.Text(path).ShouldBe("text\n");
    }

    [Fact]
    public async Task Content_and_attributes_are_compared_apart()
    {
        _host.File("/etc/a", "text");
        var change = await _copy.ConvergeAsync(Content("text") with { Group = "adm" }, _host);
        change.ShouldNotBeNull().File.After.ShouldBeNull();
        _host.Text("/etc/a").ShouldBe("text");
        _host.Writes.ShouldBe(["attributes /etc/a"]);
    }

    [Fact]
    public async Task Without_force_a_file_keeps_its_content()
    {
        _host.File("/etc/a", "theirs");
        (await _copy.DryAsync(Content("ours") with { Force = false }, _host)).ShouldBeNull();
        await _copy.ConvergeAsync(Content("ours") with { Force = false, Group = "adm" }, _host);
        _host.Text("/etc/a").ShouldBe("theirs");
    }

    [Theory]
    [InlineData(false, "/etc/a", FileKind.File)]
    [InlineData(true, "/etc/real", FileKind.Link)]
    public async Task A_link_is_replaced_or_followed(bool follow, string written, FileKind kind)
    {
        _host.File("/etc/real", "old").Link("/etc/a", "real");
        await _copy.ConvergeAsync(Content("new") with { Follow = follow }, _host);
        _host.Text(written).ShouldBe("new");
        _host.Stat("/etc/a").Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task A_link_to_the_same_content_is_replaced_unless_it_is_followed_or_what_is_there_stays()
    {
        _host.File("/etc/real", "same").Link("/etc/a", "real").Link("/etc/dangling", "nowhere");
        (await _copy.DryAsync(Content("same") with { Follow = true }, _host)).ShouldBeNull();
        (await _copy.DryAsync(Content("same") with { Force = false }, _host)).ShouldBeNull();
        await _copy.ConvergeAsync(Content("same"), _host);
        _host.Stat("/etc/a").Kind.ShouldBe(FileKind.File);
        await _copy.ConvergeAsync(Content("new") with { Dest = "/etc/dangling" }, _host);
        _host.Stat("/etc/dangling").Kind.ShouldBe(FileKind.File);
    }

    [Fact]
    public async Task A_file_of_the_host_is_copied_there()
    {
        CopyModule.Args args = new() { Src = "/etc/passwd", RemoteSrc = true, Dest = "/tmp/", Context = _context };
        await _copy.ConvergeAsync(args, _host);
        _host.Text("/tmp/passwd").ShouldBe(_host.Text("/etc/passwd"));
        (await _copy.FailAsync(args with { Src = "/nowhere" }, _host)).ShouldContain("/nowhere does not exist");
    }

    [Fact]
    public async Task A_template_loses_its_suffix_in_a_directory()
    {
        _context.Templates["haproxy.cfg.sbn"] = "global\n";
        _host.Answer("haproxy -c -f /etc/haproxy.cfg.new");
        await _template.ConvergeAsync(new() { Src = "haproxy.cfg.sbn", Dest = "/etc/", Validate = "haproxy -c -f %s", Context = _context }, _host);
        _host.Text("/etc/haproxy.cfg").ShouldBe("global\n");
    }

    [Fact]
    public async Task What_makes_no_sense_is_an_error()
    {
        (await _copy.FailAsync(new() { Dest = "/etc/a", Context = _context }, _host)).ShouldBe("give either src or content");
        (await _copy.FailAsync(Content("x") with { Dest = "/etc/" }, _host)).ShouldContain("is a directory");
        (await _copy.FailAsync(Content("x") with { Dest = "etc/a" }, _host)).ShouldContain("absolute");
        _context.Files["a"] = "x";
        (await _copy.FailAsync(new() { Src = "a", Dest = "/etc/passwd/", Context = _context }, _host)).ShouldContain("no directory");
        (await _copy.FailAsync(new() { Src = "b", Dest = "/etc/b", Context = _context }, _host)).ShouldContain("no file 'b'");
    }

    private CopyModule.Args Content(string text) => new() { Content = text, Dest = "/etc/a", Context = _context };
}
