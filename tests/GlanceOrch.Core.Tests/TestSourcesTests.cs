using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Tests;

/// <summary>What the source of the tests itself must not do.</summary>
public sealed partial class TestSourcesTests
{
    [Fact]
    public void No_assertion_is_passed_over_where_the_value_is_missing() => Sources()
        .SelectMany(file => ConditionalAssertion().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}"))
        .ShouldBeEmpty("an assertion behind a null-conditional access does not run when there is null: say ShouldNotBeNull first");

    [Theory]
    [InlineData("found", ".Value", true)]
    [InlineData("node", "[\"b\"]?[0]", true)]
    [InlineData("change", ".Commands.Single(each => each.Is(1)).Script", true)]
    [InlineData("change", ".Commands\n    .Single<string>()", true)]
    [InlineData("(found", ".Value)", false)]
    [InlineData("Text(node", "[\"b\"], 1)", false)]
    public void The_search_knows_what_does_not_run(string value, string access, bool isFound) =>
        ConditionalAssertion().IsMatch($"{value}?{access}.ShouldBe(1);").ShouldBe(isFound);

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    // Members, calls and indices without a gap, from the access to the assertion.
    [GeneratedRegex("""\?(\.\w|\[[^\]]*\])([\w.?!\s]|\[[^\]]*\]|<[^<>]*>|\(([^()]|\([^()]*\))*\))*\.Should\w*""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex ConditionalAssertion();
}
