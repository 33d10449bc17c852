using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Planning;

/// <summary>Playbooks × inventory → plan. Reads files, touches no host.</summary>
/// <remarks>All findings go to the bag, and the plan is only to be run when it has no errors.</remarks>
public sealed class PlanCompiler(ModuleCatalogue modules, ITemplateEngine engine, DiagnosticBag diagnostics)
{
    private readonly Dictionary<IModule, ModuleRunner> _runners = [];
    private readonly Dictionary<string, RoleReader> _roles = new(StringComparer.Ordinal);

    /// <summary>Decrypts encrypted files; those are findings without it.</summary>
    public VaultReader Vault { get; init; } = VaultReader.None;

    internal ITemplateEngine Engine => engine;

    /// <summary>What counts as a module's name in playbooks.</summary>
    internal TemplateFiles Templates { get; } = new(engine);

    private ModuleNames ModuleNames { get; } = new(
        [.. modules.Names, .. TaskExpander.SpecialNames], name => TaskExpander.SpecialName(name) is not null || modules.Find(name) is not null);

    /// <summary>Held by those who compile includes during a run: several hosts may ask at the same time.</summary>
    internal object Gate { get; } = new();

    /// <summary>A reader of roles that knows the modules.</summary>
    /// <param name="searchPath">Directories that hold roles, first match wins.</param>
    public RoleReader Roles(IReadOnlyList<string> searchPath) => new(searchPath, engine, ModuleNames, Vault, diagnostics);

    /// <summary>A reader of roles whose findings go to that bag. Plays share one, so that a role they have in common is read once.</summary>
    internal RoleReader Roles(PlayPlace place, DiagnosticBag findings)
    {
        if (!ReferenceEquals(findings, diagnostics))
        {
            return new RoleReader(place.RolesPath, engine, ModuleNames, Vault, findings); // what an include finds is its own
        }

        var path = string.Join('\n', place.RolesPath);
        if (!_roles.TryGetValue(path, out var reader))
        {
            reader = Roles(place.RolesPath);
            _roles.Add(path, reader);
        }

        return reader;
    }

    /// <summary>Compiles playbooks to one plan, in the order given.</summary>
    public TaskPlan Compile(IReadOnlyList<SourceFile> playbooks, Inventory inventory, PlanOptions options)
    {
        var plays = new List<PlannedPlay>();
        var current = Directory.GetCurrentDirectory();
        var limit = options.Limit is { } pattern ? HostLimit.Read(inventory, pattern, current, diagnostics, options.AllowEmpty) : HostLimit.None;
        var compilation = new Compilation(inventory, new InventoryLoader(current, engine) { Vault = Vault }, limit, options, plays);
        foreach (var file in playbooks)
        {
            Playbook(file, compilation, import: null, []);
        }

        RoleArguments.CheckNames(plays, options.ExtraVars, diagnostics);
        UnreadVariables.Warn(plays, options.ExtraVars, diagnostics);
        return options.StartAtTask is { } start ? StartAt(new TaskPlan(plays), start) : new TaskPlan(plays);
    }

    /// <summary>The runner of a module; null after a diagnostic.</summary>
    internal ModuleRunner? FindModule(YamlScalar name, DiagnosticBag findings)
    {
        if (modules.Find(name.Text) is not { } module)
        {
            findings.Add(PlanDiagnostics.UnknownModule(name.Span, name.Text, Suggestions.Nearest(name.Text, modules.Names)));
            return null;
        }

        if (!_runners.TryGetValue(module, out var runner))
        {
            runner = ModuleRunner.For(module);
            _runners.Add(module, runner);
        }

        return runner;
    }

    /// <summary>The name of a file that is read before any host is known; null after a diagnostic.</summary>
    /// <param name="keyword"><c>vars_files</c> or <c>import_playbook</c>.</param>
    /// <param name="known">What a template in the name sees.</param>
    internal string? FileName(YamlScalar name, string keyword, ScriptObject known, DiagnosticBag findings)
    {
        if (!name.Text.Contains("{{", StringComparison.Ordinal))
        {
            return name.Text;
        }

        try
        {
            return LocatedValues.From(name, engine, findings) is LocatedText text
                ? ValueText.ToText(text.Evaluate(new ObjectScope(known), TemplateOptions.Default, CancellationToken.None))
                : null;
        }
        catch (LocatedTemplateException exception)
        {
            var seen = keyword == "vars_files" ? "variables of the play and of --extra-vars" : "variables beside the import and of --extra-vars";
            findings.Add(PlanDiagnostics.FileTemplate(exception.Span, keyword, exception.Message, seen));
            return null;
        }
    }

    internal PlaybookReader Reader(DiagnosticBag findings) => new(engine, ModuleNames, Vault, findings);

    /// <param name="import">What the imports that led here say for all plays; null: none did.</param>
    /// <param name="chain">Full paths of the playbooks that led here.</param>
    private void Playbook(SourceFile file, Compilation compilation, PlaybookImport? import, IReadOnlyList<string> chain)
    {
        var path = Path.GetFullPath(file.Path);
        var directory = Path.GetDirectoryName(path) ?? "/";
        var tags = new TagSelection(compilation.Options.Tags, compilation.Options.SkipTags);
        var place = new PlayPlace(directory, [Path.Combine(directory, "roles"), .. compilation.Options.RolesPath.Select(Path.GetFullPath)], tags);
        var local = compilation.Loader.WithPlaybookDirectory(compilation.Inventory, directory, diagnostics);
        foreach (var entry in Reader(diagnostics).Read(file))
        {
            switch (entry)
            {
                case PlaySyntax play:
                    var whole = import is null ? play : play with { When = import.When, Tags = [.. import.Tags, .. play.Tags], ImportVars = import.Vars };
                    compilation.Plays.Add(new PlayCompiler(this, whole, path, place, local, compilation.Limit, compilation.Options, diagnostics)
                        .Compile(compilation.Plays));
                    break;
                case PlaybookImport inner:
                    Import(inner, import, directory, compilation, [.. chain, path]);
                    break;
            }
        }
    }

    private void Import(PlaybookImport import, PlaybookImport? outer, string directory, Compilation compilation, IReadOnlyList<string> chain)
    {
        var vars = outer is null ? import.Vars : Over(outer.Vars, import.Vars);
        if (FileName(import.File, "import_playbook", Over(compilation.Options.ExtraVars, vars), diagnostics) is not { } name)
        {
            return;
        }

        var path = Path.GetFullPath(Path.Combine(directory, name));
        if (chain.Contains(path, StringComparer.Ordinal))
        {
            diagnostics.Add(PlaybookDiagnostics.FileCycle(import.File.Span, name));
            return;
        }

        if (!File.Exists(path))
        {
            diagnostics.Add(PlaybookDiagnostics.FileNotFound(import.File.Span, name, [path]));
            return;
        }

        try
        {
            var file = new SourceFile(SearchPlaces.Shown(path), File.ReadAllText(path));
            if (Vault.Open(file, diagnostics) is not { } opened)
            {
                return;
            }

            Playbook(opened, compilation, outer is null ? import : import with
            {
                When = [.. outer.When, .. import.When],
                Tags = [.. outer.Tags, .. import.Tags],
                Vars = vars,
            }, chain);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(YamlDiagnostics.Unreadable(import.File.Span, exception.Message));
        }
    }

    /// <summary>What the outer import says wins, as in Ansible.</summary>
    private static ScriptObject Over(ScriptObject outer, ScriptObject inner)
    {
        var vars = new ScriptObject();
        vars.SetAll(inner);
        vars.SetAll(outer);
        return vars;
    }

    private TaskPlan StartAt(TaskPlan plan, string start)
    {
        var pattern = Wildcard.For(start);
        bool Matches(string? name) => name is not null && (name == start || pattern?.IsMatch(name) == true);
        bool Named(PlannedTask task) => Matches(task.Title) || Matches(task.Syntax.Name?.ToString());
        var all = plan.Plays.SelectMany(PlannedSteps.Tasks).ToList();
        if (!all.Exists(Named))
        {
            diagnostics.Add(PlanDiagnostics.NoSuchStart(
                SourceSpan.Nowhere("--start-at-task"), start, Suggestions.Nearest(start, all.Select(task => task.Title))));
            return plan;
        }

        var found = false;
        return new TaskPlan([.. plan.Plays.Select(play => play with
        {
            Sections =
            [
                .. play.Sections.Select(section => section with { Steps = PlannedSteps.Where(section.Steps, task => found |= Named(task)) })
                    .Where(section => section.Steps.Count > 0),
            ],
        })]);
    }

    private sealed record Compilation(Inventory Inventory, InventoryLoader Loader, HostLimit Limit, PlanOptions Options, List<PlannedPlay> Plays);
}
