using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules;

public class LineinfileModuleTests
{
    private const string Path = "/etc/a.conf";

    private static readonly LineinfileModule.Args Args = new() { Path = Path, Line = "x=9" };

    private readonly LineinfileModule _module = new(TimeProvider.System);

    [Theory]
    [InlineData("", "x=9\n")]
    [InlineData("a\nx=9\nb\n", null)]
    [InlineData("a", "a\nx=9\n")]
    [InlineData("a\r\nb\r\n", "a\r\nb\r\nx=9\r\n")]
    public Task A_line_is_added_once(string before, string? after) => Check(Args, before, after);

    [Fact]
    public Task The_line_break_that_a_block_of_YAML_ends_in_is_no_part_of_the_line() => Check(Args with { Line = "x=9\n" }, "a\n", "a\nx=9\n");

    [Fact]
    public async Task A_write_that_is_refused_leaves_no_backup()
    {
        var host = new FakeHost().File(Path, "a\n");
        var change = (await _module.DryAsync(Args with { Backup = true }, host)).ShouldNotBeNull();
        host.File(Path, "b\n");
        await Should.ThrowAsync<HostChangedException>(() => _module.ApplyAsync(change, host, CancellationToken.None));
        var backup = host.Writes[0]["write ".Length..];
        backup.ShouldStartWith(Path + ".");
        host.Exists(backup).ShouldBeFalse();
    }

    [Fact]
    public async Task Several_lines_are_refused() =>
        (await _module.FailAsync(Args with { Line = "x=9\ny=1" }, new FakeHost().File(Path, ""))).ShouldContain("line is one line");

    [Theory]
    [InlineData("a\nx=1\nx=2\nb\n", "a\nx=1\nx=9\nb\n")]
    [InlineData("a\n", "a\nx=9\n")]
    [InlineData("x=1\r\nb\r\n", "x=9\r\nb\r\n")]
    [InlineData("x=1", "x=9")]
    public Task The_last_match_is_replaced(string before, string? after) => Check(Args with { Regexp = "^x=" }, before, after);

    [Fact]
    public Task The_first_match_when_asked() => Check(Args with { Regexp = "^x=", Firstmatch = true }, "x=1\nx=2\n", "x=9\nx=2\n");

    [Fact]
    public Task A_line_that_is_there_is_not_added_again_by_a_regexp_that_misses_it() => Check(Args with { Regexp = "^#x" }, "x=9\n", null);

    [Fact]
    public Task A_literal_text_is_no_expression() => Check(Args with { SearchString = "x.*" }, "x=1\nx.*\n", "x=1\nx=9\n");

    [Theory]
    [InlineData("^b", null, "a\nb\nx=9\nb2\nc\n", true)]
    [InlineData("^b", null, "a\nb\nb2\nx=9\nc\n", false)]
    [InlineData(null, "^b", "a\nb\nx=9\nb2\nc\n", false)]
    [InlineData(null, "^b", "a\nx=9\nb\nb2\nc\n", true)]
    [InlineData(null, "BOF", "x=9\na\nb\nb2\nc\n", false)]
    [InlineData("EOF", null, "a\nb\nb2\nc\nx=9\n", false)]
    [InlineData("nothing", null, "a\nb\nb2\nc\nx=9\n", false)]
    [InlineData(null, "nothing", "a\nb\nb2\nc\nx=9\n", false)]
    public Task New_lines_go_where_they_are_told(string? after, string? before, string expected, bool first) =>
        Check(Args with { Insertafter = after, Insertbefore = before, Firstmatch = first }, "a\nb\nb2\nc\n", expected);

    [Theory]
    [InlineData("(x)=(\\d+)", "\\1 = \\g<2>0", "x=1\n", "x = 10\n")]
    [InlineData("(?P<key>x)=1", "\\g<key>=\\\\1", "x=1\n", "x=\\1\n")]
    [InlineData("^y=(.*)", "y=\\1", "x=1\n", null)]
    [InlineData("^(?P<a>.)=(?P=a)$", "\\1=same", "x=x\ny=z\n", "x=same\ny=z\n")]
    public Task Groups_are_put_into_the_line(string regexp, string line, string before, string? after) =>
        Check(Args with { Regexp = regexp, Line = line, Backrefs = true }, before, after);

    [Theory]
    [InlineData(null, "a\nx=9\nb\nx=9\n", "a\nb\n")]
    [InlineData("^x", "a\nx=1\nb\nx=2\n", "a\nb\n")]
    [InlineData("^y", "a\nx=9\n", null)]
    public Task Lines_are_removed(string? regexp, string before, string? after) =>
        Check(Args with { State = LineinfileModule.State.Absent, Regexp = regexp }, before, after);

    [Fact]
    public async Task A_missing_file_is_made_only_when_asked()
    {
        var host = new FakeHost();
        (await _module.FailAsync(Args, host)).ShouldContain("create: true");
        (await _module.DryAsync(Args with { State = LineinfileModule.State.Absent }, host)).ShouldBeNull();
        await _module.ConvergeAsync(Args with { Create = true }, host);
        host.Text(Path).ShouldBe("x=9\n");
    }

    [Fact]
    public async Task A_refused_validation_leaves_the_file_alone()
    {
        var host = new FakeHost().File(Path, "a\n").Answer($"check {Path}.new", status: 1, error: "no good");
        (await _module.FailAsync(Args with { Validate = "check %s" }, host)).ShouldContain("no good");
        host.Text(Path).ShouldBe("a\n");
        (await _module.FailAsync(Args with { Validate = "check" }, host)).ShouldContain("%s");
    }

    [Theory]
    [InlineData("(", "not a regular expression")]
    [InlineData("", "matches every line")]
    public async Task A_wrong_expression_is_an_error(string regexp, string message) =>
        (await _module.FailAsync(Args with { Regexp = regexp }, new FakeHost().File(Path, ""))).ShouldContain(message);

    private async Task Check(LineinfileModule.Args args, string before, string? after)
    {
        var host = new FakeHost().File(Path, before);
        // With groups the new line need not match again; that it would not is the user's affair.
        var change = args.Backrefs ? await _module.DryAsync(args, host) : await _module.ConvergeAsync(args, host);
        if (args.Backrefs && change is not null)
        {
            await _module.ApplyAsync(change, host, CancellationToken.None);
        }

        (change is null).ShouldBe(after is null);
        host.Text(Path).ShouldBe(after ?? before);
    }
}
