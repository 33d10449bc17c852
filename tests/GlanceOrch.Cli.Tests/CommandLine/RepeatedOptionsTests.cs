using GlanceOrch.Cli.CommandLine;

namespace GlanceOrch.Cli.Tests.CommandLine;

public sealed class RepeatedOptionsTests
{
    [Theory]
    [InlineData("play -e a=1 site.yml -e b=2", "play site.yml --extra-vars=a=1|b=2")]
    [InlineData("play -ea=1 --extra-vars=b=2 site.yml", "play site.yml --extra-vars=a=1|b=2")]
    [InlineData("play site.yml -t a -t b,c --skip-tags d", "play site.yml --tags=a|b,c --skip-tags=d")]
    [InlineData("play site.yml -i", "play site.yml -i")]
    [InlineData("exec all -i hosts -- ls -i -e x", "exec all --inventory=hosts -- ls -i -e x")]
    [InlineData("inventory --graph --vars -i hosts", "inventory --graph --vars --inventory=hosts")]
    [InlineData("template f --vars a --vars b", "template f --vars=a|b")]
    public void Repeated_options_become_one(string words, string expected) =>
        string.Join(' ', RepeatedOptions.Join(words.Split(' '))).Replace('\u001f', '|').ShouldBe(expected);

    [Fact]
    public void Words_are_split_at_commas_and_repetitions() =>
        RepeatedOptions.Words("a, b\u001fc,,").ShouldBe(["a", "b", "c"]);
}
