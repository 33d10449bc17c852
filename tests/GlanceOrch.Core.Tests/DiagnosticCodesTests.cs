using System.Globalization;
using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Tests;

/// <summary>Codes are a promise to users: each means one thing, for ever.</summary>
public sealed partial class DiagnosticCodesTests
{
    private static readonly Dictionary<string, int> Thousands = new(StringComparer.Ordinal)
    {
        ["Yaml"] = 1,
        ["Inventories"] = 2,
        ["Playbooks"] = 3,
        ["Planning"] = 4,
        ["Templating"] = 5,
        ["Vault"] = 6,
    };

    [Fact]
    public void A_code_is_given_once() => Codes()
        .GroupBy(found => found.Code)
        .Where(group => group.Count() > 1)
        .Select(group => $"{group.Key}: {string.Join(", ", group.Select(found => found.Place))}")
        .ShouldBeEmpty();

    [Fact]
    public void A_code_lies_in_the_thousand_of_its_folder() => Codes()
        .Where(found => Thousands.TryGetValue(found.Folder, out var thousand)
            ? int.Parse(found.Code, CultureInfo.InvariantCulture) / 1000 != thousand
            // Folders without a thousand of their own take one that nobody else has.
            : Thousands.ContainsValue(int.Parse(found.Code, CultureInfo.InvariantCulture) / 1000))
        .Select(found => $"GO{found.Code} in {found.Place}")
        .ShouldBeEmpty();

    [Fact]
    public void Codes_are_given_only_in_classes_of_diagnostics() => Codes()
        .Where(found => !found.Place.EndsWith("Diagnostics.cs", StringComparison.Ordinal))
        .Select(found => $"GO{found.Code} in {found.Place}")
        .ShouldBeEmpty();

    [Fact]
    public void There_are_codes_to_look_at() => Codes().Count().ShouldBeGreaterThan(40);

    private static IEnumerable<(string Code, string Folder, string Place)> Codes()
    {
        var root = Path.Combine(Repository.Root, "src/GlanceOrch.Core");
        return
            from path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            let place = Path.GetRelativePath(root, path)
            let folder = place.Split(Path.DirectorySeparatorChar)[0]
            where folder is not ("bin" or "obj")
            from match in Code().Matches(File.ReadAllText(path))
            select (match.Groups["number"].Value, folder, place);
    }

    [GeneratedRegex("\"GO(?<number>[0-9]{4})\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Code();
}
