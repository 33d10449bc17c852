using System.Collections.Immutable;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Inventories;

/// <summary>What <c>group_vars/</c> and <c>host_vars/</c> of one directory say. Immutable.</summary>
public sealed class VariableFiles
{
    private VariableFiles(IReadOnlyDictionary<string, ScriptObject> groups, IReadOnlyDictionary<string, ScriptObject> hosts)
    {
        Groups = groups;
        Hosts = hosts;
    }

    /// <summary>Variables by group.</summary>
    public IReadOnlyDictionary<string, ScriptObject> Groups { get; }

    /// <summary>Variables by host.</summary>
    public IReadOnlyDictionary<string, ScriptObject> Hosts { get; }

    /// <summary>Reads the files of the groups and hosts there are; files of other names are not opened.</summary>
    /// <param name="folder">The directory that holds <c>group_vars</c> and <c>host_vars</c>.</param>
    /// <param name="groupNames">The groups there are.</param>
    /// <param name="hostNames">The hosts there are.</param>
    /// <param name="reportUnknownGroups">Warn of a file whose name is nearly that of a group.</param>
    internal static VariableFiles Load(
        Folder folder,
        IReadOnlySet<string> groupNames,
        IReadOnlySet<string> hostNames,
        bool reportUnknownGroups,
        ITemplateEngine engine,
        DiagnosticBag diagnostics)
    {
        var reader = new Reader(engine, diagnostics);
        return new VariableFiles(
            reader.ReadAll(folder.Enter("group_vars"), groupNames, reportUnknownGroups),
            reader.ReadAll(folder.Enter("host_vars"), hostNames, reportUnknown: false));
    }

    private sealed class Reader(ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        // The first of these that is there is read, and no other: so Ansible does.
        private static readonly string[] Extensions = ["", ".yml", ".yaml", ".json"];

        public Dictionary<string, ScriptObject> ReadAll(Folder folder, IReadOnlySet<string> names, bool reportUnknown)
        {
            var variables = new Dictionary<string, ScriptObject>(StringComparer.Ordinal);
            var entries = folder.Entries().ToHashSet(StringComparer.Ordinal);
            var wanted = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var entry in entries)
            {
                var owners = Extensions.Where(entry.EndsWith).Select(extension => entry[..^extension.Length]).Where(names.Contains).ToList();
                wanted.UnionWith(owners);
                if (owners.Count == 0 && reportUnknown && Extensions.Contains(Path.GetExtension(entry), StringComparer.Ordinal))
                {
                    ReportUnknown(folder, entry, names);
                }
            }

            foreach (var name in wanted)
            {
                var candidates = Extensions.Select(extension => name + extension).Where(entries.Contains).ToList();
                var members = new ScriptObject();
                ReadEntry(folder, candidates[0], [], members);
                variables[name] = members;
                foreach (var loser in candidates.Skip(1))
                {
                    diagnostics.Add(InventoryDiagnostics.VariableFileShadowed(SourceSpan.Nowhere(folder.Shown(loser)), folder.Shown(candidates[0])));
                }
            }

            return variables;
        }

        private void ReportUnknown(Folder folder, string entry, IReadOnlySet<string> names)
        {
            var name = Path.GetFileNameWithoutExtension(entry);
            if (Suggestions.Nearest(name, names) is { } nearest)
            {
                diagnostics.Add(InventoryDiagnostics.VariableFileOfUnknownGroup(SourceSpan.Nowhere(folder.Shown(entry)), name, nearest));
            }
        }

        private void ReadEntry(Folder folder, string entry, ImmutableHashSet<string> above, ScriptObject into)
        {
            if (!folder.IsFolder(entry))
            {
                ReadFile(folder, entry, into);
                return;
            }

            var inner = folder.Enter(entry);
            var real = inner.RealPath();
            if (above.Contains(real))
            {
                diagnostics.Add(InventoryDiagnostics.DirectoryLoop(SourceSpan.Nowhere(inner.Name)));
                return;
            }

            foreach (var child in inner.Entries().Where(child => inner.IsFolder(child) || Extensions.Contains(Path.GetExtension(child), StringComparer.Ordinal)))
            {
                ReadEntry(inner, child, above.Add(real), into);
            }
        }

        private void ReadFile(Folder folder, string entry, ScriptObject into)
        {
            if (folder.Read(entry, diagnostics) is not { } file)
            {
                return;
            }

            switch (YamlReader.Read(file, diagnostics))
            {
                case null:
                    break; // empty, or reported
                case YamlMapping mapping:
                    foreach (var member in mapping.Entries)
                    {
                        into.Set(member, engine, diagnostics);
                    }

                    break;
                case var other:
                    diagnostics.Add(InventoryDiagnostics.VariableFileIsNoMapping(other.Span, other.Kind));
                    break;
            }
        }
    }
}
