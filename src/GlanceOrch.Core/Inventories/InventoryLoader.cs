using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Inventories;

/// <summary>Reads what <c>-i</c> names into an <see cref="Inventory"/>.</summary>
/// <remarks>Wrong input is a diagnostic; the rest is read all the same. Safe for concurrent use.</remarks>
/// <param name="directory">The absolute path relative ones start from: the user's current directory.</param>
/// <param name="engine">Parses the templates in values.</param>
public sealed partial class InventoryLoader(string directory, ITemplateEngine engine)
{
    // The extensions Ansible passes over in a directory (its setting INVENTORY_IGNORE_EXTS); '~' and hidden files beside them.
    private static readonly string[] IgnoredExtensions =
        [".pyc", ".pyo", ".swp", ".bak", ".rpm", ".md", ".txt", ".rst", ".orig", ".ini", ".cfg", ".retry"];

    private Folder Current => new(directory, "") { Vault = Vault };

    /// <summary>Decrypts encrypted files; those are findings without it.</summary>
    public VaultReader Vault { get; init; } = VaultReader.None;

    /// <summary>Variables that the inventory gives to single hosts remember where they stand. Off: hosts can be many, and so the places would be.</summary>
    public bool KeepsPlaces { get; init; }

    /// <summary>How long one run of an inventory script may take.</summary>
    public TimeSpan ScriptDeadline { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Reads the sources in order, a later one adding to the earlier ones.</summary>
    /// <param name="sources">
    /// Each one a file, a directory of files, a list of hosts with a comma in it (<c>web1,web2</c>, <c>web1,</c>), or a name below
    /// <c>inventories/</c>. None: an empty inventory.
    /// </param>
    /// <param name="diagnostics">Takes the findings.</param>
    public Inventory Load(IReadOnlyList<string> sources, DiagnosticBag diagnostics)
    {
        var builder = new InventoryBuilder(diagnostics, KeepsPlaces);
        var folders = new List<Folder>();
        foreach (var source in sources)
        {
            if (ReadSource(source, builder, diagnostics) is { } beside && !folders.Contains(beside))
            {
                folders.Add(beside);
            }
        }

        var bare = builder.Build();
        var groups = GroupNames(bare);
        var hosts = HostNames(bare);
        return bare.WithBeside(
            [.. folders.Select(folder => VariableFiles.Load(folder, groups, hosts, reportUnknownGroups: true, engine, diagnostics))]);
    }

    /// <summary>The inventory with the <c>group_vars</c> and <c>host_vars</c> beside a playbook.</summary>
    /// <param name="inventory">What <see cref="Load"/> gave.</param>
    /// <param name="playbookDirectory">The directory of the playbook; relative to the current directory, or absolute; empty: the current directory.</param>
    /// <param name="diagnostics">Takes the findings.</param>
    public Inventory WithPlaybookDirectory(Inventory inventory, string playbookDirectory, DiagnosticBag diagnostics)
    {
        var folder = playbookDirectory.Length == 0 ? Current : Current.Enter(playbookDirectory);
        return inventory.With(VariableFiles.Load(folder, GroupNames(inventory), HostNames(inventory), reportUnknownGroups: false, engine, diagnostics));
    }

    /// <summary>The inventory of one text, without files beside it.</summary>
    internal static Inventory Parse(SourceFile file, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        var builder = new InventoryBuilder(diagnostics);
        ReadText(file, builder, engine, diagnostics);
        return builder.Build();
    }

    private static HashSet<string> GroupNames(Inventory inventory) => [.. inventory.Groups.Select(group => group.Name)];

    private static HashSet<string> HostNames(Inventory inventory) => [.. inventory.Hosts.Select(host => host.Name), .. HostPatterns.LocalhostNames];

    /// <summary>Reads one source. The result is the directory whose variable files belong to it, or null: after an error, and for a list of hosts, which lies in none.</summary>
    private Folder? ReadSource(string source, InventoryBuilder builder, DiagnosticBag diagnostics)
    {
        var path = source.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : source;
        if (!Current.IsFile(path) && !Current.IsFolder(path))
        {
            if (source.Contains(',', StringComparison.Ordinal))
            {
                ReadHostList(source, builder, diagnostics);
                return null;
            }

            var named = Current.Enter("inventories");
            if (!named.IsFile(path) && !named.IsFolder(path))
            {
                diagnostics.Add(InventoryDiagnostics.SourceNotFound(SourceSpan.Nowhere("--inventory"), source, Suggestions.Nearest(path, named.Entries())));
                return null;
            }

            path = Path.Combine("inventories", path);
        }

        if (Current.IsFolder(path))
        {
            var folder = Current.Enter(path);
            ReadDirectory(folder, [], builder, diagnostics);
            return folder;
        }

        var parent = Path.GetDirectoryName(path) is { Length: > 0 } name ? Current.Enter(name) : Current;
        ReadFile(parent, Path.GetFileName(path), builder, diagnostics);
        return parent;
    }

    private static void ReadHostList(string source, InventoryBuilder builder, DiagnosticBag diagnostics)
    {
        var file = new SourceFile("--inventory", source);
        var ungrouped = builder.Group(InventoryBuilder.UngroupedName, file.At(1, 1));
        var start = 0;
        foreach (var item in source.Split(','))
        {
            var text = LineText.Of(file, 1).Slice(start, item.Length).Trim();
            start += item.Length + 1;
            if (text.Text.Length == 0)
            {
                continue;
            }

            var (names, port) = HostName.Read(text, diagnostics);
            foreach (var name in names)
            {
                builder.Host(name, ungrouped, text.Span, port);
            }
        }
    }

    /// <summary>Reads what a directory holds, entry by entry.</summary>
    /// <param name="above">The directories this one is in, by their real paths.</param>
    private void ReadDirectory(Folder folder, ImmutableHashSet<string> above, InventoryBuilder builder, DiagnosticBag diagnostics)
    {
        var real = folder.RealPath();
        if (above.Contains(real))
        {
            diagnostics.Add(InventoryDiagnostics.DirectoryLoop(SourceSpan.Nowhere(folder.Name)));
            return;
        }

        foreach (var entry in folder.Entries())
        {
            if (folder.IsFolder(entry))
            {
                if (entry is not ("group_vars" or "host_vars"))
                {
                    ReadDirectory(folder.Enter(entry), above.Add(real), builder, diagnostics);
                }
            }
            else if (!IgnoredExtensions.Contains(Path.GetExtension(entry), StringComparer.Ordinal))
            {
                ReadFile(folder, entry, builder, diagnostics);
            }
            else if (Path.GetExtension(entry) is ".ini" or ".cfg")
            {
                // The others are no inventories, but these might be meant as one.
                diagnostics.Add(InventoryDiagnostics.IgnoredInDirectory(SourceSpan.Nowhere(folder.Shown(entry)), Path.GetExtension(entry)));
            }
        }
    }

    private void ReadFile(Folder folder, string entry, InventoryBuilder builder, DiagnosticBag diagnostics)
    {
        if (folder.IsProgram(entry))
        {
            InventoryScript.Read(folder, entry, ScriptDeadline, builder, engine, diagnostics);
            return;
        }

        if (folder.Read(entry, diagnostics) is not { } file)
        {
            return;
        }

        ReadText(file, builder, engine, diagnostics);
    }

    private static void ReadText(SourceFile file, InventoryBuilder builder, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        if (IsYaml(file))
        {
            YamlInventory.Read(file, builder, engine, diagnostics);
        }
        else
        {
            IniInventory.Read(file, builder, engine, diagnostics);
        }
    }

    /// <summary>Tells the formats apart: by extension, unless an INI section comes first; without one, by the first line with text.</summary>
    private static bool IsYaml(SourceFile file)
    {
        var first = file.Content.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0 && line[0] != '#') ?? "";
        return Path.GetExtension(file.Path) switch
        {
            ".yml" or ".yaml" or ".json" => !IniSection().IsMatch(first),
            ".ini" or ".cfg" => false,
            _ => YamlStart().IsMatch(first),
        };
    }

    [GeneratedRegex(@"^\[[^\[\]\s,]+\]\s*(#.*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IniSection();

    [GeneratedRegex(@"^(---|\{|[\w.-]+:(\s|$)|['""][^'""]+['""]\s*:)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex YamlStart();
}
