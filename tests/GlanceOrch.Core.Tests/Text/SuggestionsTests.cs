using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Tests.Text;

public sealed class SuggestionsTests
{
    [Theory]
    [InlineData("ini_fil", "ini_file")]
    [InlineData("ini-file", "ini_file")]
    [InlineData("INI_FILE", "ini_file")]
    [InlineData("servcie", "service")]
    [InlineData("tempalte", "template")]
    [InlineData("tmplate", "template")]
    [InlineData("cpoy", "copy")]
    [InlineData("git", null)]
    [InlineData("blockinfile", null)]
    [InlineData("", null)]
    public void The_nearest_name_is_found_when_it_can_be_meant(string name, string? expected) =>
        Suggestions.Nearest(name, ["ini_file", "service", "template", "copy"]).ShouldBe(expected);

    [Fact]
    public void Of_names_equally_near_the_first_by_letters_is_taken() => Suggestions.Nearest("web", ["wet", "wed", "weg"]).ShouldBe("wed");

    [Fact]
    public void Swapped_neighbours_are_one_slip() => Suggestions.Nearest("hots", ["hosts", "host"]).ShouldBe("host");

    [Fact]
    public void Without_candidates_there_is_no_hint() => Suggestions.Nearest("web", []).ShouldBeNull();

    [Fact]
    public void Short_words_may_differ_in_one_letter_only() => Suggestions.Nearest("db", ["dc", "xy"]).ShouldBe("dc");
}
