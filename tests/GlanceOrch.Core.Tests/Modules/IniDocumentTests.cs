using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules;

public class IniDocumentTests
{
    private static readonly IniStyle Style = new("=");

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("[DEFAULT]")]
    [InlineData("[DEFAULT]\na = 1\n  more\n\n; c\n[x] # note\n\tb:2\r\n")]
    [InlineData("\uFEFF[DEFAULT]\r\na=1\r\n")]
    [InlineData("before=1\n[a]\nno option here\n[broken\n=\n")]
    public void What_is_not_changed_comes_out_as_it_went_in(string text)
    {
        IniDocument.Parse(text, IniSyntax.Oslo).ToString().ShouldBe(text);
        IniDocument.Parse(text, IniSyntax.Plain).ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("a = 1", "1")]
    [InlineData("a=1  ", "1")]
    [InlineData("a: 1", "1")]
    [InlineData("a = b:c=d", "b:c=d")]
    [InlineData("a:b = c", "b = c")]
    [InlineData("a =", "")]
    [InlineData("a = one\n  two\n\tthree", "one\ntwo\nthree")]
    [InlineData("a =\n  one\n  two", "\none\ntwo")]
    [InlineData("a = one\n\n  two", "one")]
    [InlineData("a = one\n# c\n  two", "one")]
    [InlineData("  a = one\n  b = two", "one")]
    [InlineData("#a = 1", null)]
    [InlineData("a", null)]
    [InlineData("a = \"x\"", "\"x\"")]
    public void Values_are_read_as_oslo_config_does(string lines, string? value) =>
        IniDocument.Parse($"[s]\n{lines}\n", IniSyntax.Oslo).Find("s", "a").Select(found => found.Value).SingleOrDefault().ShouldBe(value);

    [Theory]
    [InlineData("[s]", "s")]
    [InlineData("  [s]  ", "s")]
    [InlineData("[s] # why", "s")]
    [InlineData("[pipeline:glance-api]", "pipeline:glance-api")]
    [InlineData("[^x_.*[0-9]]", "^x_.*[0-9]")]
    [InlineData("[s", null)]
    [InlineData("[]", null)]
    [InlineData("[s] a=1", null)]
    public void Headers_are_recognized(string line, string? name) =>
        IniDocument.Parse(line, IniSyntax.Oslo).Sections.Skip(1).Select(section => section.Name).SingleOrDefault().ShouldBe(name);

    [Fact]
    public void An_equal_value_leaves_the_line_alone() => Put("[s]\na  =  1 \n", "a", ["1"]).ShouldBe("[s]\na  =  1 \n");

    [Theory]
    [InlineData("[s]\n  a  :  1\nb=2\n", "[s]\n  a  :  9\nb=2\n")]
    [InlineData("[s]\na=1\n", "[s]\na=9\n")]
    [InlineData("[s]\na =\n", "[s]\na = 9\n")]
    [InlineData("[s]\na = \n", "[s]\na = 9\n")]
    [InlineData("[s]\na=1", "[s]\na=9\n")]
    [InlineData("[s]\r\na=1\r\nb=2\r\n", "[s]\r\na=9\r\nb=2\r\n")]
    [InlineData("[s]\na = 1\n  2\n  3\nb=2\n", "[s]\na = 9\nb=2\n")]
    public void A_changed_line_keeps_its_own_manner(string before, string after) => Put(before, "a", ["9"]).ShouldBe(after);

    [Fact]
    public void A_new_line_stands_right_below_its_commented_example() =>
        Put("[s]\n# Words on a = b\n#a = <None>\n\n# More\n#aa = 1\n\n[t]\n#a = 2\n", "a", ["9"])
            .ShouldBe("[s]\n# Words on a = b\n#a = <None>\na=9\n\n# More\n#aa = 1\n\n[t]\n#a = 2\n");

    [Fact]
    public void An_example_with_a_blank_will_do_where_there_is_no_other() =>
        Put("[s]\n# a = 5\nb=1\n", "a", ["9"]).ShouldBe("[s]\n# a = 5\na=9\nb=1\n");

    [Fact]
    public void The_key_s_last_line_goes_before_the_example() =>
        Put("[s]\na=1\nb=1\n#a=7\n", "a", ["1", "9"]).ShouldBe("[s]\na=1\na=9\nb=1\n#a=7\n");

    [Theory]
    [InlineData("[s]\nb=1\n\n[t]\n", "[s]\nb=1\na=9\n\n[t]\n")]
    [InlineData("[s]\nb=1\n\n# About t\n[t]\n", "[s]\nb=1\na=9\n\n# About t\n[t]\n")]
    [InlineData("[s]\n\n# x\n#b=1\n\n[t]\n", "[s]\n\n# x\n#b=1\na=9\n\n[t]\n")]
    [InlineData("[s]\n[t]\n", "[s]\na=9\n[t]\n")]
    [InlineData("[s]\nb=1", "[s]\nb=1\na=9\n")]
    [InlineData("[s]", "[s]\na=9\n")]
    [InlineData("[s]\nb=1\n[t]\nc=1\n[s]\nd=1\n", "[s]\nb=1\n[t]\nc=1\n[s]\nd=1\na=9\n")]
    public void Else_it_stands_at_the_section_s_end(string before, string after) => Put(before, "a", ["9"]).ShouldBe(after);

    [Theory]
    [InlineData("", "[s]\na=9\n")]
    [InlineData("[t]\nb=1\n", "[t]\nb=1\n\n[s]\na=9\n")]
    [InlineData("[t]\nb=1\n\n", "[t]\nb=1\n\n[s]\na=9\n")]
    [InlineData("[t]\nb=1", "[t]\nb=1\n\n[s]\na=9\n")]
    [InlineData("[t]", "[t]\n\n[s]\na=9\n")]
    public void A_missing_section_is_appended(string before, string after) => Put(before, "a", ["9"]).ShouldBe(after);

    [Fact]
    public void The_option_is_found_in_any_part_of_its_section() =>
        Put("[s]\nb=1\n[t]\n[s]\na=1\n", "a", ["9"]).ShouldBe("[s]\nb=1\n[t]\n[s]\na=9\n");

    [Theory]
    [InlineData("a=1\na=2\n", "a=1\na=2\n")]
    [InlineData("a=2\na=1\n", "a=2\na=1\n")]
    [InlineData("a=1\na=3\n", "a=1\na=2\n")]
    [InlineData("a=3\na=4\na=1\n", "a=2\na=1\n")]
    [InlineData("a=1\na=1\na=2\n", "a=1\na=2\n")]
    [InlineData("a=2\nb=0\n", "a=2\na=1\nb=0\n")]
    [InlineData("b=0\n", "b=0\na=1\na=2\n")]
    public void A_list_is_one_line_for_each_item_whatever_the_order(string before, string after) =>
        Put("[s]\n" + before, "a", ["1", "2"]).ShouldBe("[s]\n" + after);

    [Fact]
    public void No_values_remove_all_lines_of_the_key() =>
        Put("[s]\n#a=1\na=1\n  2\nb=1\na=3\n[t]\na=1\n", "a", []).ShouldBe("[s]\n#a=1\nb=1\n[t]\na=1\n");

    [Fact]
    public void A_value_of_several_lines_is_written_as_it_will_be_read()
    {
        var text = Put("[s]\n", "a", ["one\ntwo"]);
        text.ShouldBe("[s]\na=one\n    two\n");
        Put(text, "a", ["one\ntwo"]).ShouldBe(text);
        IniDocument.Parse(text, IniSyntax.Oslo).Find("s", "a").Single().Value.ShouldBe("one\ntwo");
    }

    [Fact]
    public void Keys_and_sections_differ_by_case() => Put("[S]\nA=1\n", "a", ["9"]).ShouldBe("[S]\nA=1\n\n[s]\na=9\n");

    [Fact]
    public void What_was_changed_is_found_as_it_is_now()
    {
        var document = IniDocument.Parse("[s]\na=1\na=2\nb=1", IniSyntax.Oslo);
        document.Put("s", "a", ["3"], Style);
        document.Find("s", "a").Select(option => option.Value).ShouldBe(["3"]);
        document.Put("s", "c", ["1", "2"], Style);
        document.Put("s", "c", ["2", "4"], Style);
        document.Put("s", "b", [], Style);
        document.Find("s", "b").ShouldBeEmpty();
        document.RemoveWhere((_, option) => option.Value == "4");
        document.Find("s", "c").Select(option => option.Value).ShouldBe(["2"]);
        document.ToString().ShouldBe("[s]\na=3\nc=2\n");
    }

    [Fact]
    public void A_long_value_is_read_once_for_all()
    {
        var text = "[s]\na=0\n" + string.Concat(Enumerable.Range(1, 20_000).Select(i => $"  {i}\n"));
        var document = IniDocument.Parse(text, IniSyntax.Oslo);
        document.Find("s", "a").Single().Value.ShouldNotBeNull().Split('\n').Length.ShouldBe(20_001);
        document.ToString().ShouldBe(text);
    }

    private static string Put(string text, string key, string?[] values)
    {
        var document = IniDocument.Parse(text, IniSyntax.Oslo);
        document.Put("s", key, values, Style);
        return document.ToString();
    }
}
