using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Tests.Text;

public sealed class SourceFileTests
{
    [Theory]
    [InlineData("a\nb\n", 1, "a")]
    [InlineData("a\nb\n", 2, "b")]
    [InlineData("a\nb\n", 3, "")]
    [InlineData("a\nb\n", 0, "")]
    [InlineData("a\nb\n", 99, "")]
    [InlineData("a\r\nb\r\n", 1, "a")]
    [InlineData("", 1, "")]
    public void Lines_count_from_one_and_have_no_line_break(string content, int number, string expected) =>
        new SourceFile("f", content).Line(number).ShouldBe(expected);

    [Fact]
    public void A_place_reads_as_file_line_and_column() => new SourceFile("site.yml", "abc").At(14, 7, 3).ToString().ShouldBe("site.yml:14:7");

    [Fact]
    public void A_place_in_no_file_is_only_a_name() => SourceSpan.Nowhere("--limit").ToString().ShouldBe("--limit");
}
