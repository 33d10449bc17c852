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
    private readonly HashSet<string> _moduleNames =
        new(modules.Names.Concat(TaskExpander.SpecialNames).SelectMany(name => new[] { name, "ansible.builtin." + name }), StringComparer.Ordinal);

    private readonly Dictionary<IModule, ModuleRunner> _runners = [];

    /// <summary>Compiles playbooks to one plan, in the order given.</summary>
    public TaskPlan Compile(IReadOnlyList<SourceFile> playbooks, Inventory inventory, PlanOptions options)
    {
        var plays = new List<PlannedPlay>();
        var current = Directory.GetCurrentDirectory();
        var loader = new InventoryLoader(current, engine);
        var limit = options.Limit is { } pattern ? HostLimit.Read(inventory, pattern, current, diagnostics) : HostLimit.None;
        foreach (var file in playbooks)
        {
            var directory = Path.GetDirectoryName(Path.GetFullPath(file.Path)) ?? "/";
            var roles = new RoleReader([Path.Combine(directory, "roles"), .. options.RolesPath.Select(Path.GetFullPath)], engine, _moduleNames, diagnostics);
            var reader = new PlaybookReader(engine, _moduleNames, diagnostics);
            var local = loader.WithPlaybookDirectory(inventory, directory, diagnostics);
            foreach (var syntax in reader.Read(file))
            {
                plays.Add(new PlayCompiler(syntax, directory, local, limit, options, this, reader, roles).Compile());
            }
        }

        return options.StartAtTask is { } start ? StartAt(new TaskPlan(plays), start) : new TaskPlan(plays);
    }

    /// <summary>The runner of a module; null after a diagnostic.</summary>
    internal ModuleRunner? FindModule(YamlScalar name)
    {
        if (modules.Find(name.Text) is not { } module)
        {
            diagnostics.Add(PlanDiagnostics.UnknownModule(name.Span, name.Text, Suggestions.Nearest(name.Text, modules.Names)));
            return null;
        }

        if (!_runners.TryGetValue(module, out var runner))
        {
            runner = ModuleRunner.For(module);
            _runners.Add(module, runner);
        }

        return runner;
    }

    private TaskPlan StartAt(TaskPlan plan, string start)
    {
        bool Named(PlannedTask task) => task.Title == start || task.Syntax.Name?.ToString() == start;
        var all = plan.Plays.SelectMany(play => play.Sections).SelectMany(section => section).ToList();
        if (!all.Exists(Named))
        {
            diagnostics.Add(PlanDiagnostics.NoSuchStart(
                SourceSpan.Nowhere("--start-at-task"), start, Suggestions.Nearest(start, all.Select(task => task.Title))));
            return plan;
        }

        var found = false;
        return new TaskPlan([.. plan.Plays.Select(play => play with
        {
            Sections = [.. play.Sections.Select(section => section.Where(task => found |= Named(task)).ToList()).Where(section => section.Count > 0)],
        })]);
    }

    /// <summary>The work on one play.</summary>
    private sealed class PlayCompiler(
        PlaySyntax syntax, string directory, Inventory inventory, HostLimit limit, PlanOptions options, PlanCompiler compiler, PlaybookReader reader, RoleReader roles)
    {
        private readonly List<PlannedRole> _roles = [];
        private readonly List<RoleUse> _uses = [];
        private readonly List<PlannedTask> _handlers = [];
        private readonly TaskExpander _expander = new(compiler, compiler.Engine, reader, compiler.Diagnostics);
        private readonly TagSelection _tags = new(options.Tags, options.SkipTags);

        public PlannedPlay Compile()
        {
            var context = new TaskContext
            {
                Directory = directory,
                Become = syntax.Become,
                Tags = syntax.Tags,
                Environment = syntax.Environment is { } environment ? [environment] : [],
                NoLog = syntax.NoLog,
                IgnoreErrors = syntax.IgnoreErrors,
                CheckMode = syntax.CheckMode,
                Diff = syntax.Diff,
            };
            var main = new List<PlannedTask>();
            foreach (var reference in syntax.Roles)
            {
                Role(reference, context, [], main);
            }

            main.AddRange(_expander.Expand(syntax.Tasks, context));
            IReadOnlyList<PlannedTask>[] sections = [_expander.Expand(syntax.PreTasks, context), main, _expander.Expand(syntax.PostTasks, context)];
            _handlers.AddRange(_expander.Expand(syntax.Handlers, context));
            CheckNotifications(sections.SelectMany(section => section).Concat(_handlers));
            var play = new PlannedPlay
            {
                Syntax = syntax,
                Name = syntax.Name?.ToString() ?? syntax.Hosts.Text,
                PlaybookDirectory = directory,
                Hosts = options.IgnoreHosts ? [] : Hosts(),
                Sections = [.. sections.Select(Selected).Where(section => section.Count > 0)],
                Handlers = _handlers,
                Written = [.. sections.SelectMany(section => section), .. _handlers],
                GatherFacts = syntax.GatherFacts == false ? null : GatherFacts(context),
                Inventory = inventory,
                VarsFiles = VarsFiles(),
                Roles = _roles,
            };
            RoleArguments.Check(play, inventory, options.ExtraVars, compiler.Diagnostics);
            return play;
        }

        private List<Host> Hosts() =>
            [.. HostPatterns.Select(inventory, HostPattern(), syntax.Hosts.Span, compiler.Diagnostics).Where(limit.Allows)];

        /// <summary>The pattern; a template in it sees the variables of the command line, as no host's variables are there yet.</summary>
        private string HostPattern()
        {
            if (LocatedValues.From(syntax.Hosts with { Value = syntax.Hosts.Text }, compiler.Engine, compiler.Diagnostics) is not LocatedText text)
            {
                return syntax.Hosts.Text;
            }

            try
            {
                var value = text.Evaluate(new ObjectScope(options.ExtraVars), TemplateOptions.Default, CancellationToken.None);
                var pattern = value is ScriptArray patterns ? string.Join(',', patterns.Select(ValueText.ToText)) : ValueText.ToText(value);
                if (string.IsNullOrWhiteSpace(pattern))
                {
                    // An empty pattern would mean all hosts: nobody asks for them like that.
                    throw new LocatedTemplateException(syntax.Hosts.Span, "it is empty");
                }

                return pattern;
            }
            catch (LocatedTemplateException exception)
            {
                compiler.Diagnostics.Add(PlanDiagnostics.HostsTemplate(exception.Span, exception.Message));
                return syntax.Hosts.Text;
            }
        }

        private PlannedTask? GatherFacts(TaskContext context)
        {
            var name = new YamlScalar(syntax.Span, "setup", "setup") { Locate = _ => syntax.Span };
            var arguments = new YamlMapping(syntax.Span, []);
            return _expander.Expand([new TaskSyntax { Span = syntax.Span, Name = "Gathering Facts", Module = name, Arguments = arguments }], context).FirstOrDefault();
        }

        private List<PlannedTask> Selected(IReadOnlyList<PlannedTask> tasks) =>
            [.. tasks.Where(task => task.Module is null || _tags.Selects(task.Tags))];

        private void Role(RoleReference reference, TaskContext outer, IReadOnlyList<string> chain, List<PlannedTask> into)
        {
            if (chain.Contains(reference.Name, StringComparer.Ordinal))
            {
                compiler.Diagnostics.Add(PlaybookDiagnostics.RoleCycle(reference.Span, chain.Append(reference.Name)));
                return;
            }

            var context = outer with
            {
                Become = reference.Become.Over(outer.Become),
                Tags = [.. outer.Tags, .. reference.Tags],
                When = [.. outer.When, .. reference.When],
            };
            // A role without parameters runs once per play, however many depend on it, where it would run on the same hosts and in the same way.
            var before = reference.Parameters.Count > 0 ? [] : _uses.Where(use => use.IsLike(reference.Name, context)).ToList();
            if (before.Exists(use => use.Context.Tags.ToHashSet(StringComparer.Ordinal).SetEquals(context.Tags)))
            {
                return;
            }

            if (roles.Find(reference) is not { } role)
            {
                return;
            }

            var planned = new PlannedRole(role, reference);
            foreach (var dependency in role.Dependencies)
            {
                Role(dependency, context, [.. chain, reference.Name], into);
            }

            _roles.Add(planned);
            var inside = context with { Role = planned, Directory = Path.Combine(role.Directory, "tasks") };
            var tasks = _expander.Expand(role.Tasks, inside);
            // Other tags may choose tasks now that they did not choose before; what they did choose has its place already.
            var chosen = before.SelectMany(use => use.Tasks).Where(task => _tags.Selects(task.Tags)).Select(task => task.Span).ToHashSet();
            into.AddRange(tasks.Where(task => !chosen.Contains(task.Span)));
            if (reference.Parameters.Count == 0)
            {
                _uses.Add(new RoleUse(role.Name, context, tasks));
            }

            if (!_handlers.Exists(handler => handler.Role?.Role.Name == role.Name))
            {
                _handlers.AddRange(_expander.Expand(role.Handlers, inside with { Tags = outer.Tags, When = outer.When, Directory = Path.Combine(role.Directory, "handlers") }));
            }
        }

        private ScriptObject VarsFiles()
        {
            var merged = new ScriptObject();
            foreach (var name in syntax.VarsFiles)
            {
                var path = Path.Combine(directory, name.Text);
                if (!File.Exists(path))
                {
                    compiler.Diagnostics.Add(PlaybookDiagnostics.FileNotFound(name.Span, name.Text, [path]));
                    continue;
                }

                foreach (var (key, value) in VariableReader.Read(path, compiler.Engine, compiler.Diagnostics))
                {
                    merged[key] = value;
                }
            }

            return merged;
        }

        private void CheckNotifications(IEnumerable<PlannedTask> tasks)
        {
            var names = _handlers.SelectMany(HandlerNames).ToHashSet(StringComparer.Ordinal);
            foreach (var notification in tasks.SelectMany(task => task.Syntax.Notify))
            {
                if (notification.Name is string name && !names.Contains(name))
                {
                    compiler.Diagnostics.Add(PlanDiagnostics.UnknownHandler(notification.Span, name, Suggestions.Nearest(name, names)));
                }
            }
        }
    }

    /// <summary>A role's tasks as planned for one place of a play; without parameters.</summary>
    private sealed record RoleUse(string Name, TaskContext Context, IReadOnlyList<PlannedTask> Tasks)
    {
        /// <summary>True when the role would do the same on the same hosts there, tags aside.</summary>
        public bool IsLike(string name, TaskContext other) =>
            Name == name && Context.Become == other.Become && Context.When.Select(when => when.Source).SequenceEqual(other.When.Select(when => when.Source));
    }

    /// <summary>What a handler answers to: its name, the name with its role before it, its topics.</summary>
    public static IEnumerable<string> HandlerNames(PlannedTask handler) =>
        new[] { handler.Syntax.Name?.ToString(), handler.Title }.OfType<string>().Concat(handler.Syntax.Listen);

    internal ITemplateEngine Engine => engine;

    internal DiagnosticBag Diagnostics => diagnostics;
}
