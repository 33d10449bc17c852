using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules;

public class WordSplitterTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  a  b\tc\n", "a|b|c")]
    [InlineData("a 'b c' d", "a|b c|d")]
    [InlineData("a \"b 'c' \\\"d\\\" \\n\"", "a|b 'c' \"d\" \\n")]
    [InlineData("a\\ b \\'", "a b|'")]
    [InlineData("'' a\"\"b ''", "|ab|")]
    [InlineData("x='y z'w", "x=y zw")]
    [InlineData("a \\\n b", "a|b")]
    [InlineData("$HOME *.conf a;b|c", "$HOME|*.conf|a;b", "c")]
    public void Words_are_split_as_a_shell_would(string line, string words, string? more = null) =>
        string.Join('|', WordSplitter.Split(line)).ShouldBe(more is null ? words : $"{words}|{more}");

    [Theory]
    [InlineData("a 'b")]
    [InlineData("a \"b")]
    [InlineData("a \"b\\\"")]
    [InlineData("a \\")]
    public void What_is_not_closed_is_an_error(string line) =>
        Should.Throw<ModuleException>(() => WordSplitter.Split(line));
}
