using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Tests.Diagnostics;

public sealed class DiagnosticFormatTests
{
    private static readonly SourceFile File = new("site.yml", "- hosts: all\n  tasks:\n\t- ini_fil: { path: x }\n");

    [Fact]
    public void The_line_is_shown_with_a_mark_under_the_place() => Format(File.At(1, 3, 5)).ShouldBe(
        "site.yml:1:3: error GO4001: unknown module; did you mean 'ini_file'?\n"
        + "    1 | - hosts: all\n"
        + "      |   ^^^^^");

    [Fact]
    public void A_tab_stays_a_tab_before_the_mark() => Format(File.At(3, 4, 7)).ShouldEndWith(
        "    3 | \t- ini_fil: { path: x }\n"
        + "      | \t  ^^^^^^^");

    [Fact]
    public void A_mark_does_not_reach_beyond_its_line() => Format(File.At(1, 10, 99)).ShouldEndWith("\n      |          ^^^");

    [Fact]
    public void A_place_behind_the_end_of_its_line_is_marked_there() => Format(File.At(1, 99)).ShouldEndWith("\n      |             ^");

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(99)]
    public void Where_there_is_no_line_the_message_stands_alone(int line) =>
        Format(new SourceSpan(File, line, 1)).ShouldNotContain("\n");

    [Fact]
    public void The_same_finding_at_the_same_place_is_kept_once()
    {
        var bag = new DiagnosticBag
        {
            new Diagnostic("GO1", Severity.Warning, File.At(1, 1), "m"),
            new Diagnostic("GO1", Severity.Warning, File.At(1, 1), "m"),
            new Diagnostic("GO1", Severity.Warning, File.At(1, 2), "m"),
        };
        (bag.Count, bag.HasErrors).ShouldBe((2, false));
        bag.Add(new Diagnostic("GO2", Severity.Error, File.At(1, 1), "m"));
        bag.HasErrors.ShouldBeTrue();
    }

    private static string Format(SourceSpan span) =>
        DiagnosticFormat.Format(new Diagnostic("GO4001", Severity.Error, span, "unknown module") { Hint = "did you mean 'ini_file'?" });
}
