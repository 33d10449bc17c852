using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Playbooks;

/// <summary>Finds roles and reads them, each once.</summary>
/// <param name="searchPath">Directories that hold roles, first match wins.</param>
public sealed class RoleReader(
    IReadOnlyList<string> searchPath, ITemplateEngine engine, ModuleNames modules, VaultReader vault, DiagnosticBag diagnostics)
{
    private readonly Dictionary<(string Name, RoleFiles Files), Role?> _roles = [];
    private readonly TaskReader _tasks = new(engine, modules, vault, diagnostics);

    /// <summary>The roles there are, in the order of their names.</summary>
    public IReadOnlyList<string> Names() =>
    [
        .. searchPath.Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories).Select(path => Path.GetFileName(path))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>The role of that name; null after a diagnostic.</summary>
    public Role? Find(RoleReference reference)
    {
        if (!_roles.TryGetValue((reference.Name, reference.Files), out var role))
        {
            var directory = searchPath.Select(path => Path.Combine(path, reference.Name)).FirstOrDefault(Directory.Exists);
            role = directory is null ? null : Read(reference, directory);
            _roles.Add((reference.Name, reference.Files), role);
        }

        if (role is null)
        {
            diagnostics.Add(PlaybookDiagnostics.RoleNotFound(reference.Span, reference.Name, Suggestions.Nearest(reference.Name, Names()), searchPath));
        }

        return role;
    }

    /// <summary>A role's name, or a mapping with <c>role</c> and what stands beside it; null after a diagnostic.</summary>
    internal static RoleReference? Reference(YamlNode node, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        switch (node)
        {
            case YamlScalar { Value: not null } scalar when scalar.Text.Contains("{{", StringComparison.Ordinal):
                diagnostics.Add(PlaybookDiagnostics.DynamicName(scalar.Span, "roles", "use include_role, whose name may hold a template"));
                return null;
            case YamlScalar { Value: not null } scalar:
                return new RoleReference { Name = scalar.Text, Span = scalar.Span };
            case YamlMapping mapping:
                var reader = new MappingReader(mapping, engine, diagnostics);
                var name = reader.Text("role");
                var named = reader.Text("name") ?? name;
                RefuseKeywords(mapping, diagnostics);
                var keywords = TaskReader.Common(reader, mapping, engine, diagnostics);
                var parameters = keywords.Vars;
                var reference = new RoleReference
                {
                    Name = named ?? "",
                    Span = (mapping.Find("role") ?? mapping.Find("name"))?.Value.Span ?? mapping.Span,
                    Keywords = keywords with { Vars = [] },
                };
                foreach (var entry in reader.Rest)
                {
                    if (VariableReader.IsName(entry.Key.Text))
                    {
                        parameters.Set(entry, engine, diagnostics);
                    }
                    else
                    {
                        diagnostics.Add(PlaybookDiagnostics.BadVariableName(entry.Key.Span, entry.Key.Text));
                    }
                }

                if (named is null)
                {
                    diagnostics.Add(PlaybookDiagnostics.WrongKind(node.Span, "roles", "names of roles", "a mapping without 'role'"));
                    return null;
                }

                return reference with { Parameters = parameters };
            default:
                diagnostics.Add(PlaybookDiagnostics.WrongKind(node.Span, "roles", "names of roles", node.Kind));
                return null;
        }
    }

    /// <summary>Reports what would be taken for a parameter although it was meant as a keyword.</summary>
    private static void RefuseKeywords(YamlMapping mapping, DiagnosticBag diagnostics)
    {
        foreach (var (key, _) in mapping.Entries)
        {
            if (Keywords.NotYetOnRole.Contains(key.Text, StringComparer.Ordinal))
            {
                diagnostics.Add(PlaybookDiagnostics.NotYet(key.Span, key.Text, "a parameter of the role that has this name goes under 'vars'"));
            }
            else if (Keywords.NotOnRole.Contains(key.Text, StringComparer.Ordinal) || key.Text.StartsWith("with_", StringComparison.Ordinal))
            {
                diagnostics.Add(PlaybookDiagnostics.NotOnRole(key.Span, key.Text));
            }
        }
    }

    private Role Read(RoleReference reference, string directory)
    {
        var files = reference.Files;
        var ownDefaults = Named("defaults", files.Defaults) is { } defaults ? VariableReader.Read(defaults, engine, vault, diagnostics) : [];
        var ownVars = Named("vars", files.Vars) is { } vars ? VariableReader.Read(vars, engine, vault, diagnostics) : [];
        var (dependencies, names, allowsDuplicates) = Meta(directory);
        foreach (var name in names.Where(name => files is { Defaults: "main", Vars: "main" } && !ownDefaults.ContainsKey(name.Text) && !ownVars.ContainsKey(name.Text)))
        {
            diagnostics.Add(PlaybookDiagnostics.UnknownPublicVariable(name.Span, reference.Name, name.Text, Suggestions.Nearest(name.Text, ownDefaults.Keys.Concat(ownVars.Keys))));
        }

        return new Role
        {
            Name = reference.Name,
            Directory = directory,
            Defaults = ownDefaults,
            Vars = ownVars,
            PublicDefaults = Only(ownDefaults, names),
            PublicVars = Only(ownVars, names),
            Tasks = Named("tasks", files.Tasks) is { } tasks ? _tasks.ReadFile(tasks) : [],
            Handlers = Named("handlers", files.Handlers) is { } handlers ? _tasks.ReadFile(handlers) : [],
            Dependencies = dependencies,
            AllowsDuplicates = allowsDuplicates,
            // The promises are those of the role's main entry.
            Specification = files.Tasks == "main" && File(directory, "meta", "argument_specs") is { } specs
                ? ArgumentSpecs.Read(VariableReader.ReadYaml(specs, vault, diagnostics), engine, diagnostics)
                : RoleSpecification.None,
        };

        // main may be absent; a file somebody asks for by name may not.
        string? Named(string kind, string name)
        {
            var path = File(directory, kind, name);
            if (path is null && name != "main")
            {
                diagnostics.Add(PlaybookDiagnostics.FileNotFound(reference.Span, $"{kind}/{name}", [Path.Combine(directory, kind, name + ".yml")]));
            }

            return path;
        }
    }

    private static ScriptObject Only(ScriptObject variables, IReadOnlyList<YamlScalar> names)
    {
        var some = new ScriptObject();
        foreach (var name in names.Select(name => name.Text).Where(variables.ContainsKey))
        {
            some.Set(name, variables[name], variables.PlaceOf(name));
        }

        return some;
    }

    private (IReadOnlyList<RoleReference> Dependencies, IReadOnlyList<YamlScalar> Public, bool AllowsDuplicates) Meta(string directory)
    {
        if (File(directory, "meta", "main") is not { } path || VariableReader.ReadYaml(path, vault, diagnostics) is not YamlMapping mapping)
        {
            return ([], [], false);
        }

        // Other keys (galaxy_info, ...) describe the role to people.
        var reader = new MappingReader(mapping, engine, diagnostics);
        return (
            [.. reader.List("dependencies").Select(node => Reference(node, engine, diagnostics)).OfType<RoleReference>()],
            reader.Words("public"), reader.Flag("allow_duplicates") ?? false);
    }

    private static string? File(string directory, string kind, string name) =>
        new[] { ".yml", ".yaml", "" }.Select(extension => Path.Combine(directory, kind, name + extension)).FirstOrDefault(System.IO.File.Exists);
}
