using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules;

public class IniFileModuleTests
{
    private const string Path = "/etc/a.ini";

    private static readonly IniFileModule.Args Args = new() { Path = Path, Section = "s", Option = "a", Value = "9" };

    private readonly IniFileModule _module = new(TimeProvider.System);

    [Theory]
    [InlineData("", "[s]\na = 9\n")]
    [InlineData("[s]\na = 9\n", null)]
    [InlineData("[s]\na=9\n", "[s]\na = 9\n")]
    [InlineData("[s]\na=1\na=2\n", "[s]\na = 9\n")]
    [InlineData("[s]\n#a = 1\nb = 1\n", "[s]\na = 9\nb = 1\n")]
    [InlineData("[s]\nb=1\n\n[t]\na=1\n", "[s]\nb=1\na = 9\n\n[t]\na=1\n")]
    [InlineData("[s]\na: b = 1\n", "[s]\na: b = 1\na = 9\n")]
    public Task An_option_is_set(string before, string? after) => Check(Args, before, after);

    [Fact]
    public Task Without_extra_spaces() => Check(Args with { NoExtraSpaces = true }, "[s]\na = 9\n", "[s]\na=9\n");

    [Fact]
    public Task Blanks_may_be_ignored() => Check(Args with { IgnoreSpaces = true }, "[s]\na=9\n", null);

    [Fact]
    public Task A_comment_may_stay() => Check(Args with { ModifyInactiveOption = false }, "[s]\n#a = 1\nb=1\n", "[s]\n#a = 1\nb=1\na = 9\n");

    [Fact]
    public Task Without_a_section_it_stands_before_the_first() => Check(Args with { Section = null }, "b = 1\n\n[s]\n", "b = 1\na = 9\n\n[s]\n");

    [Fact]
    public Task Values_may_be_added() => Check(Args with { Exclusive = false }, "[s]\na = 1\n", "[s]\na = 1\na = 9\n");

    [Fact]
    public Task Several_values_are_several_lines() => Check(Args with { Value = null, Values = ["1", "2"] }, "[s]\na = 3\n", "[s]\na = 1\na = 2\n");

    [Fact]
    public Task No_value_is_a_bare_key() => Check(Args with { Value = null, AllowNoValue = true }, "[s]\n", "[s]\na\n");

    [Theory]
    [InlineData("[s]\na=1\na=9\nb=1\n", "[s]\nb=1\n")]
    [InlineData("[t]\na=1\n", null)]
    public Task An_option_is_removed(string before, string? after) => Check(Args with { State = IniFileModule.State.Absent, Value = null }, before, after);

    [Fact]
    public Task Only_one_value_is_removed() =>
        Check(Args with { State = IniFileModule.State.Absent, Exclusive = false }, "[s]\na=1\na=9\n", "[s]\na=1\n");

    [Fact]
    public Task A_section_is_removed_whole() =>
        Check(Args with { State = IniFileModule.State.Absent, Option = null, Value = null }, "[r]\nb=1\n[s]\na=1\n# c\n[t]\n", "[r]\nb=1\n[t]\n");

    [Fact]
    public Task A_section_is_made() => Check(Args with { Option = null, Value = null }, "[r]\n", "[r]\n\n[s]\n");

    [Fact]
    public async Task What_makes_no_sense_is_an_error()
    {
        (await _module.FailAsync(Args with { Value = null }, new FakeHost())).ShouldContain("allow_no_value");
        (await _module.FailAsync(Args with { Section = null, Option = null, Value = null }, new FakeHost())).ShouldContain("section");
        foreach (var option in new[] { "a=b", "#a", ";a", "[a]", " a" })
        {
            (await _module.FailAsync(Args with { Option = option }, new FakeHost())).ShouldContain($"'{option}'");
        }

        (await _module.FailAsync(Args with { Section = " a " }, new FakeHost())).ShouldContain("blanks");
        (await _module.FailAsync(Args with { Path = "a.ini" }, new FakeHost())).ShouldContain("absolute");
        (await _module.FailAsync(Args with { Create = false }, new FakeHost())).ShouldContain("does not exist");
    }

    private async Task Check(IniFileModule.Args args, string before, string? after)
    {
        var host = new FakeHost().File(Path, before);
        var change = await _module.ConvergeAsync(args, host);
        (change is null).ShouldBe(after is null);
        host.Text(Path).ShouldBe(after ?? before);
    }
}
