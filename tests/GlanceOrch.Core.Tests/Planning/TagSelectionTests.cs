using GlanceOrch.Core.Planning;

namespace GlanceOrch.Core.Tests.Planning;

public sealed class TagSelectionTests
{
    [Theory]
    [InlineData("", "", "", true)]
    [InlineData("", "", "a", true)]
    [InlineData("", "", "never", false)]
    [InlineData("", "", "never a", false)]
    [InlineData("a", "", "a", true)]
    [InlineData("a", "", "b", false)]
    [InlineData("a", "", "", false)]
    [InlineData("a", "", "always", true)]
    [InlineData("a", "", "never a", true)]
    [InlineData("never", "", "never", true)]
    [InlineData("all", "", "", true)]
    [InlineData("all", "", "never", false)]
    [InlineData("tagged", "", "a", true)]
    [InlineData("tagged", "", "", false)]
    [InlineData("untagged", "", "", true)]
    [InlineData("untagged", "", "a", false)]
    [InlineData("", "a", "a", false)]
    [InlineData("", "a", "b", true)]
    [InlineData("a", "a", "a", false)]
    [InlineData("", "always", "always", false)]
    [InlineData("", "all", "a", false)]
    [InlineData("", "all", "always", true)]
    [InlineData("", "tagged", "a", false)]
    [InlineData("", "tagged", "", true)]
    [InlineData("", "untagged", "", false)]
    public void Tags_choose_as_in_Ansible(string tags, string skipTags, string own, bool expected) =>
        new TagSelection(Words(tags), Words(skipTags)).Selects(Words(own).ToHashSet(StringComparer.Ordinal)).ShouldBe(expected);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
