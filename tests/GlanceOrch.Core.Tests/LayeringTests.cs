using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Tests;

/// <summary>The order of the folders, read from the source: a folder uses only those above it.</summary>
public sealed partial class LayeringTests
{
    private static readonly string[] Folders =
        ["Text", "Diagnostics", "Vault", "Yaml", "Templating", "Inventories", "Playbooks", "Connections", "Modules", "Planning", "Execution"];

    [Fact]
    public void A_folder_uses_only_those_above_it()
    {
        var wrong =
            from file in SourceFiles()
            let own = Array.IndexOf(Folders, FolderOf(file))
            from used in UsedFolders(file)
            where Array.IndexOf(Folders, used) > own
            select $"{file} uses {used}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_folder_has_its_place_in_the_order() =>
        SourceFiles().Select(FolderOf).Distinct(StringComparer.Ordinal).Except(Folders, StringComparer.Ordinal).ShouldBeEmpty();

    [Fact]
    public void A_file_bears_the_namespace_of_its_folder() => SourceFiles()
        .Where(file => !Read(file).Contains($"\nnamespace GlanceOrch.Core.{FolderOf(file)};", StringComparison.Ordinal)
            && !Read(file).StartsWith($"namespace GlanceOrch.Core.{FolderOf(file)};", StringComparison.Ordinal))
        .ShouldBeEmpty();

    [Fact]
    public void The_core_knows_no_terminal_and_no_command_line() => SourceFiles()
        .Where(file => Regex.IsMatch(Code(file), @"\bConsole\.|\bGlanceOrch\.Cli\b|\bCommandLine\b", RegexOptions.None, TimeSpan.FromSeconds(5)))
        .ShouldBeEmpty();

    [Fact]
    public void Only_the_folder_Yaml_sees_the_yaml_package() => SourceFiles()
        .Where(file => FolderOf(file) != "Yaml" && Code(file).Contains("YamlDotNet", StringComparison.Ordinal))
        .ShouldBeEmpty();

    private static IEnumerable<string> UsedFolders(string file)
    {
        var code = Code(file);
        // "using GlanceOrch.Core.X;" and full names; then partial ones such as "Templating.ScriptObject" where no other word precedes.
        return FullName().Matches(code).Concat(PartialName().Matches(code))
            .Select(match => match.Groups["folder"].Value)
            .Where(folder => Folders.Contains(folder, StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>The source without comments and strings, which may speak of anything.</summary>
    private static string Code(string file) => CommentOrString().Replace(Read(file), "");

    private static string Read(string file) => File.ReadAllText(Path.Combine(Root(), file));

    private static string FolderOf(string file) => file.Split(Path.DirectorySeparatorChar)[0];

    private static IEnumerable<string> SourceFiles() => Directory.EnumerateFiles(Root(), "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root(), path))
        .Where(path => FolderOf(path) is not ("bin" or "obj"))
        .Order(StringComparer.Ordinal);

    private static string Root() => Path.Combine(Repository.Root, "src/GlanceOrch.Core");

    [GeneratedRegex(@"\bGlanceOrch\.Core\.(?<folder>\w+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex FullName();

    [GeneratedRegex(@"(?<![\w.>)])(?<folder>Diagnostics|Vault|Yaml|Templating|Inventories|Playbooks|Connections|Modules|Planning|Execution)\.[A-Z]\w*(?=[\s<>.(\[,)?])(?!\s*\()", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex PartialName();

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|\$*\"{3,}.*?\"{3,}|[$@]*"(\\.|[^"\\\n])*"|'(\\.|[^'\\])'""", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 5000)]
    private static partial Regex CommentOrString();
}
