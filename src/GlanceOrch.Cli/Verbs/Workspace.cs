using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Cli.Vault;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Vault;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Cli.Verbs;

/// <summary>What the verbs share: the user's files, read with their findings.</summary>
/// <param name="vault">Decrypts encrypted files and values.</param>
internal sealed class Workspace(Surroundings surroundings, VaultReader vault)
{
    /// <summary>For verbs that read nothing encrypted.</summary>
    public Workspace(Surroundings surroundings)
        : this(surroundings, VaultReader.None)
    {
    }

    /// <exception cref="UsageException">A source of vault passwords is not there, or gives nothing.</exception>
    public Workspace(Surroundings surroundings, VaultReadingOptions options)
        : this(surroundings, new VaultReader(new VaultSecrets(new VaultPasswords(surroundings).Load(options, areNew: false), surroundings.Secrets.Add)))
    {
    }

    public VaultReader Vault => vault;

    public DiagnosticBag Diagnostics { get; } = new();

    /// <summary>The variables of single hosts remember where they stand.</summary>
    public bool KeepsPlaces { get; init; }

    public ITemplateEngine Engine { get; } = new ScriptEngine();

    public ModuleCatalogue Modules { get; } = ModuleCatalogue.Default;

    /// <summary>Where roles are searched after <c>roles/</c> beside the playbook; <c>ANSIBLE_ROLES_PATH</c> counts, as it does for Ansible.</summary>
    public IReadOnlyList<string> RolesPath =>
    [
        "roles",
        .. (surroundings.Environment("ANSIBLE_ROLES_PATH") ?? "").Split(':', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(FromHome),
        .. UserFolder("roles"),
        Path.Combine(surroundings.ContentFolder, "roles"),
    ];

    /// <summary>Where templates are searched after the role's and the playbook's own.</summary>
    public IReadOnlyList<string> TemplatesPath => ["templates", .. UserFolder("templates"), Path.Combine(surroundings.ContentFolder, "templates")];

    /// <summary>The inventory of the sources; without any, only localhost is known.</summary>
    public Inventory Inventory(string? sources) =>
        new InventoryLoader(Directory.GetCurrentDirectory(), Engine) { Vault = vault, KeepsPlaces = KeepsPlaces }.Load(RepeatedOptions.Split(sources), Diagnostics);

    /// <summary>The same with the variable files in a directory of playbooks; relative to the current one.</summary>
    public Inventory Inventory(string? sources, string playbookDirectory) =>
        new InventoryLoader(Directory.GetCurrentDirectory(), Engine) { Vault = vault, KeepsPlaces = KeepsPlaces }.WithPlaybookDirectory(Inventory(sources), playbookDirectory, Diagnostics);

    /// <summary>The host of that name; the implicit localhost, too.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static Host Host(Inventory inventory, string name) => inventory.FindHost(name)
        ?? (HostPatterns.LocalhostNames.Contains(name, StringComparer.Ordinal) ? inventory.ImplicitLocalhost(name) : null)
        ?? throw new UsageException($"host '{name}' is not in the inventory{Suggestions.Hint(name, inventory.Hosts.Select(host => host.Name))}");

    /// <summary>The playbooks' texts; what cannot be read is a finding.</summary>
    public IReadOnlyList<SourceFile> Playbooks(IEnumerable<string> paths)
    {
        var files = new List<SourceFile>();
        foreach (var path in paths)
        {
            try
            {
                if (vault.Open(new SourceFile(path, File.ReadAllText(path)), Diagnostics) is { } file)
                {
                    files.Add(file);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Diagnostics.Add(YamlDiagnostics.Unreadable(SourceSpan.Nowhere(path), exception.Message));
            }
        }

        return files;
    }

    /// <summary>A compiler of playbooks that reads what this reads.</summary>
    public PlanCompiler Compiler() => new(Modules, Engine, Diagnostics) { Vault = vault };

    /// <summary>The variables of <c>--extra-vars</c>, later ones winning.</summary>
    public ScriptObject ExtraVars(string? option)
    {
        var all = new ScriptObject();
        foreach (var part in RepeatedOptions.Split(option))
        {
            all.SetAll(ExtraVarsOf(part));
        }

        return all;
    }

    /// <summary>Prints the findings to the error stream; true when there are errors.</summary>
    public bool Report()
    {
        // A file used twice (a role with other parameters) is found wrong twice.
        foreach (var finding in Diagnostics.Select(DiagnosticFormat.Format).Distinct(StringComparer.Ordinal))
        {
            surroundings.Error.WriteLine(finding);
        }

        return Diagnostics.HasErrors;
    }

    private ScriptObject ExtraVarsOf(string text)
    {
        if (text.StartsWith('@'))
        {
            return VariableReader.Read(text[1..], Engine, vault, Diagnostics);
        }

        var source = new SourceFile("--extra-vars", text);
        if (text.TrimStart().StartsWith('{'))
        {
            return YamlReader.Read(source, Diagnostics) is YamlMapping mapping ? VariableReader.Variables(mapping, Engine, Diagnostics) : [];
        }

        var variables = new ScriptObject();
        foreach (var pair in KeyValueText.Split(text, escapes: true))
        {
            if (pair.Name is null)
            {
                Diagnostics.Add(PlanDiagnostics.BadKeyValue(source.At(1, pair.Offset + 1, Math.Max(1, pair.Value.Length)), pair.Value));
            }
            else
            {
                var span = source.At(1, pair.ValueOffset + 1);
                var value = new YamlScalar(span, pair.Value, pair.Value) { Locate = offset => source.At(1, pair.ValueOffset + 1 + offset) };
                variables.Set(pair.Name, LocatedValues.From(value, Engine, Diagnostics), new ValuePlace(span, span));
            }
        }

        return variables;
    }

    private string FromHome(string path) => path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(surroundings.Environment("HOME") ?? "/", path[2..]) : path;

    private IEnumerable<string> UserFolder(string name)
    {
        var home = surroundings.Environment("HOME");
        return string.IsNullOrEmpty(home) ? [] : [Path.Combine(home, ".glance-orch", name)];
    }
}
