using System.Text.RegularExpressions;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Cli.Tests;

/// <summary>What we ship compiles: every play with every inventory, every role, every template.</summary>
public sealed partial class ContentTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<string> Inventories => [.. Names("inventories")];

    public static TheoryData<string> LabPlays =>
        [.. new[] { "tests/lab", "tests/lab/stores" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(InProcess.Root, folder), "*.yml")).Order(StringComparer.Ordinal).Select(path => Path.GetRelativePath(InProcess.Root, path))];

    public static TheoryData<string> Templates =>
        [.. Directory.EnumerateFiles(InProcess.Root, "*.sbn", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(InProcess.Root, path))
            .Where(path => path.StartsWith("roles/", StringComparison.Ordinal) || path.StartsWith("templates/", StringComparison.Ordinal) || path.StartsWith("tests/lab/", StringComparison.Ordinal))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Inventories))]
    public async Task The_site_play_compiles_with_every_inventory(string inventory)
    {
        var (code, printed) = await InProcess.RunAsync("play", Path.Combine(InProcess.Root, "site.yml"), "-i", Path.Combine(InProcess.Root, "inventories", inventory), "--syntax-check");
        code.ShouldBe(ExitCodes.Success, printed);
        printed.ShouldNotContain("warning");
    }

    [Theory]
    [MemberData(nameof(LabPlays))]
    public async Task The_labs_plays_compile(string playbook)
    {
        // Hosts that a test of one play adds to those of the lab.
        var more = _folder.Put("more", "[apache]\napi2\n");
        var (code, printed) = await InProcess.RunAsync("play", Path.Combine(InProcess.Root, playbook), "-i", Path.Combine(InProcess.Root, "inventories/lab"), "-i", more, "-e", "targets=all", "--syntax-check");
        code.ShouldBe(ExitCodes.Success, printed);
    }

    [Fact]
    public async Task Every_role_compiles_and_says_what_its_variables_are()
    {
        var roles = Names("roles");
        var playbook = _folder.Put("roles.yml", $"- hosts: all\n  roles: [{string.Join(", ", roles)}]\n");
        var (code, printed) = await InProcess.RunAsync("lint", playbook);
        code.ShouldBe(ExitCodes.Success, printed);
        foreach (var role in roles)
        {
            File.Exists(Path.Combine(InProcess.Root, "roles", role, "meta/argument_specs.yml")).ShouldBeTrue(role);
        }
    }

    [Fact]
    public void A_role_uses_variables_of_another_one_only_where_they_are_public()
    {
        // Undefined under '??' is no error, so a variable that is not seen would change what a role does without a word.
        var roles = Names("roles").ToDictionary(name => name, name => Own(name), StringComparer.Ordinal);
        var exported = roles.Keys.ToDictionary(name => name, name => Lines(name, "meta/main.yml").SelectMany(line => Word().Matches(line)).Select(match => match.Value).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var found = new List<string>();
        foreach (var role in roles.Keys)
        {
            var seen = roles[role].Concat(Lines(role, "meta/main.yml").Where(line => line.Contains("role: ", StringComparison.Ordinal)).SelectMany(line => roles[line.Split(' ')[^1]])).ToHashSet(StringComparer.Ordinal);
            var files = Directory.EnumerateFiles(Path.Combine(InProcess.Root, "roles", role), "*", SearchOption.AllDirectories).Where(file => !file.Contains("/meta/", StringComparison.Ordinal));
            var used = files.SelectMany(File.ReadLines).Where(line => !line.TrimStart().StartsWith('#')).SelectMany(line => Word().Matches(line)).Select(match => match.Value).Where(word => !seen.Contains(word)).ToHashSet(StringComparer.Ordinal);
            found.AddRange(roles.Where(other => other.Key != role).SelectMany(other => other.Value.Where(used.Contains).Where(word => !exported[other.Key].Contains(word)).Select(word => $"{role} uses {word} of {other.Key}")));
        }

        found.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Every_template_parses(string path) =>
        new ScriptEngine().ParseTemplate(File.ReadAllText(Path.Combine(InProcess.Root, path)), path).Errors.ShouldBeEmpty();

    private static HashSet<string> Own(string role) =>
        [.. new[] { "defaults/main.yml", "vars/main.yml" }.SelectMany(file => Lines(role, file)).Select(line => Key().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value)];

    private static string[] Lines(string role, string file) =>
        Path.Combine(InProcess.Root, "roles", role, file) is var path && File.Exists(path) ? File.ReadAllLines(path) : [];

    [GeneratedRegex("[a-z_][a-z_0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();

    [GeneratedRegex("^(?<name>[a-z_0-9]+):", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Key();

    private static string[] Names(string folder) =>
        [.. Directory.EnumerateDirectories(Path.Combine(InProcess.Root, folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
