using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Planning;

/// <summary>Where a play's files are, and which of its tasks are wanted.</summary>
/// <param name="Directory">Of the playbook.</param>
/// <param name="RolesPath">Directories that hold roles, first match wins.</param>
internal sealed record PlayPlace(string Directory, IReadOnlyList<string> RolesPath, TagSelection Tags);

/// <summary>Turns tasks as written into planned ones: blocks and imports expanded, modules found, arguments bound.</summary>
internal sealed class TaskExpander
{
    /// <summary>Names that stand where a module's name does and are carried out by planning or the executor itself.</summary>
    public static readonly IReadOnlyList<string> SpecialNames = ["import_tasks", "include_tasks", "import_role", "include_role", "include_vars", "meta"];

    private static readonly string[] SpecialPrefixes = ["ansible.builtin.", "ansible.legacy."];

    private readonly PlanCompiler _compiler;
    private readonly PlayPlace _place;
    private readonly PlaybookReader _reader;
    private readonly DiagnosticBag _diagnostics;
    private readonly ArgumentCompiler _arguments;

    public TaskExpander(PlanCompiler compiler, PlayPlace place, DiagnosticBag diagnostics)
    {
        _compiler = compiler;
        _place = place;
        _diagnostics = diagnostics;
        _reader = compiler.Reader(diagnostics);
        _arguments = new ArgumentCompiler(compiler.Engine, diagnostics);
        Roles = new RoleExpander(this, place, compiler.Roles(place, diagnostics), diagnostics);
    }

    /// <summary>Which of <see cref="SpecialNames"/> is meant, also by its full name; null: none.</summary>
    public static string? SpecialName(string name)
    {
        var prefix = SpecialPrefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) ?? "";
        return SpecialNames.FirstOrDefault(special => name.AsSpan(prefix.Length).SequenceEqual(special));
    }

    public RoleExpander Roles { get; }

    /// <summary>What includes with plain names will bring in; it is looked at before the run, so that mistakes show in time.</summary>
    public List<IncludedSteps> Foreseen { get; } = [];

    /// <summary>Some role is included under a name that only a host can tell: its handlers are not known yet.</summary>
    public bool HasOpenRoles { get; private set; }

    public IReadOnlyList<PlannedStep> Expand(IReadOnlyList<TaskSyntax> tasks, TaskContext context)
    {
        var planned = new List<PlannedStep>();
        foreach (var task in tasks)
        {
            if (task.Block is { } block)
            {
                var inside = context.Inside(task);
                planned.Add(new PlannedBlock
                {
                    Syntax = task,
                    Tasks = Expand(block.Tasks, inside),
                    Rescue = Expand(block.Rescue, inside),
                    Always = Expand(block.Always, inside),
                });
                continue;
            }

            switch (SpecialName(task.Module.Text))
            {
                case "import_tasks":
                    Import(task, context, planned);
                    break;
                case "include_tasks":
                    Include(task, context, planned);
                    break;
                case "import_role":
                    ImportRole(task, context, planned);
                    break;
                case "include_role":
                    IncludeRole(task, context, planned);
                    break;
                case "include_vars":
                    IncludeVars(task, context, planned);
                    break;
                case "meta":
                    Meta(task, context, planned);
                    break;
                default:
                    if (_compiler.FindModule(task.Module, _diagnostics) is { } module)
                    {
                        WarnOfReserved(task, module);
                        var step = Planned(task, context);
                        planned.Add(step with { Module = module, Arguments = _arguments.Compile(task, module, DefaultsFor(module.Module.Name, context.Inside(task))) });
                    }

                    break;
            }
        }

        return planned;
    }

    /// <summary>The handlers of a list: tasks, and blocks with a name. A block without one only says for its handlers what they have in common.</summary>
    public IEnumerable<PlannedHandler> Handlers(IEnumerable<PlannedStep> steps, PlannedRole? role)
    {
        foreach (var step in steps)
        {
            switch (step)
            {
                case PlannedBlock { Syntax: { Name: null, Listen.Count: 0 } } block:
                    if (block.Rescue.Count + block.Always.Count > 0)
                    {
                        _diagnostics.Add(PlanDiagnostics.NamelessHandler(block.Span));
                    }

                    foreach (var handler in Handlers(block.Tasks, role))
                    {
                        yield return handler;
                    }

                    break;
                case not PlannedTask { Special: SpecialTask.FlushHandlers }:
                    yield return new PlannedHandler(step, role);
                    break;
            }
        }
    }

    /// <summary>The tasks among the steps that <c>--tags</c> wants; <c>meta: flush_handlers</c> is always wanted.</summary>
    public IReadOnlyList<PlannedStep> Selected(IReadOnlyList<PlannedStep> steps) =>
        PlannedSteps.Where(steps, task => task.Special == SpecialTask.FlushHandlers || _place.Tags.Selects(task.Tags));

    private void WarnOfReserved(TaskSyntax task, ModuleRunner module)
    {
        if (task.Register is { } register && VariableReader.IsReserved(register))
        {
            _diagnostics.Add(PlaybookDiagnostics.ReservedVariable(task.Span, register));
        }

        if (module.Module.Name == "set_fact" && task.Arguments is YamlMapping facts)
        {
            foreach (var (key, _) in facts.Entries.Where(entry => VariableReader.IsReserved(entry.Key.Text)))
            {
                _diagnostics.Add(PlaybookDiagnostics.ReservedVariable(key.Span, key.Text));
            }
        }
    }

    private List<YamlMapping> DefaultsFor(string module, TaskContext inside)
    {
        var defaults = new List<YamlMapping>();
        foreach (var entry in inside.ModuleDefaults)
        {
            if (_compiler.FindModule(entry.Module, _diagnostics)?.Module.Name == module)
            {
                defaults.Add(entry.Arguments);
            }
        }

        return defaults;
    }

    private static PlannedTask Planned(TaskSyntax task, TaskContext context)
    {
        var inside = context.Inside(task);
        return new PlannedTask
        {
            Syntax = task,
            Module = null,
            Arguments = [],
            When = inside.When,
            Tags = inside.Tags.ToHashSet(StringComparer.Ordinal),
            Become = inside.Become,
            Environment = inside.Environment,
            NoLog = inside.NoLog,
            IgnoreErrors = inside.IgnoreErrors,
            IgnoreUnreachable = inside.IgnoreUnreachable,
            AnyErrorsFatal = inside.AnyErrorsFatal,
            CheckMode = inside.CheckMode,
            Diff = inside.Diff,
            RunOnce = inside.RunOnce,
            DelegateTo = inside.DelegateTo,
            Timeout = inside.Timeout,
            Throttle = inside.Throttle,
            Notify = inside.Notify,
            Role = inside.Role,
            Vars = inside.Vars,
            Parameters = inside.Parameters,
        };
    }

    private void Meta(TaskSyntax task, TaskContext context, List<PlannedStep> into)
    {
        RefuseUnused(task, OnMeta);
        var action = (task.Arguments as YamlScalar)?.Text ?? task.Arguments.Kind;
        if (action == "noop")
        {
            return;
        }

        if (!MetaActions.TryGetValue(action, out var special))
        {
            _diagnostics.Add(PlanDiagnostics.UnknownMeta(task.Arguments.Span, action, [.. MetaActions.Keys, "noop"]));
            return;
        }

        if (special == SpecialTask.FlushHandlers && task.When.Count > 0)
        {
            _diagnostics.Add(PlaybookDiagnostics.NotYet(task.Span, "when on meta: flush_handlers"));
        }

        into.Add(Planned(task, context) with { Special = special });
    }

    private void Import(TaskSyntax task, TaskContext context, List<PlannedStep> into)
    {
        var file = new SpecialArguments(task, ["file"], "file", _diagnostics);
        if (file.Literal("file", required: true) is not { } name || !RefuseUnused(task, OnImport) || FindTasks(name, context) is not { } path)
        {
            return;
        }

        if (context.Files.Contains(path, StringComparer.Ordinal))
        {
            _diagnostics.Add(PlaybookDiagnostics.FileCycle(name.Span, name.Text));
        }
        else
        {
            into.AddRange(ExpandFile(path, context.Inside(task)));
        }
    }

    private void Include(TaskSyntax task, TaskContext context, List<PlannedStep> into)
    {
        var arguments = new SpecialArguments(task, ["file", "apply"], "file", _diagnostics);
        if (arguments.Any("file", required: true) is not { } file || !RefuseUnused(task, OnInclude))
        {
            return;
        }

        var apply = arguments.Mapping("apply") is { } mapping ? _reader.ReadApply(mapping) : null;
        var source = new IncludeSource(_compiler, _place, Within(apply, WithParameters(task, context)), values => (expander, inside, steps) =>
        {
            var name = file as YamlScalar is { } scalar ? scalar with { Text = ValueText.ToText(values.GetValueOrDefault("file")) } : null;
            if (name is null || expander.FindTasks(name, context) is not { } path)
            {
                return null;
            }

            steps.AddRange(expander.ExpandFile(path, inside));
            return new IncludeSource.Content(SearchPlaces.Shown(path), null);
        });
        Foresee(task, context, into, source, SpecialTask.IncludeTasks, new ScriptObject { ["file"] = LocatedValues.From(file, _compiler.Engine, _diagnostics) },
            literal => literal as string is { } text && context.Files.Contains(Path.GetFullPath(Path.Combine(context.Directory, text)), StringComparer.Ordinal));
    }

    private void ImportRole(TaskSyntax task, TaskContext context, List<PlannedStep> into)
    {
        var arguments = new SpecialArguments(task, RoleArgumentNames, null, _diagnostics);
        if (arguments.Literal("name", required: true) is not { } name || !RefuseUnused(task, OnImport))
        {
            return;
        }

        string From(string key) => arguments.Literal(key, required: false)?.Text ?? "main";
        var reference = new RoleReference
        {
            Name = name.Text,
            Span = name.Span,
            Files = FilesOf(From("tasks_from"), From("vars_from"), From("defaults_from"), From("handlers_from")),
            IsChecked = arguments.Flag("rolespec_validate") ?? true,
        };
        RefuseOnce(arguments);
        var reach = arguments.Flag("public") == true ? RoleReach.Everywhere : RoleReach.Play;
        if (Roles.Add(reference, context.Inside(task), context.Role is { } around ? [around.Role.Name] : [], reach, once: false, into) is { } role)
        {
            context.Named.Add(role);
        }
    }

    private void IncludeRole(TaskSyntax task, TaskContext context, List<PlannedStep> into)
    {
        var arguments = new SpecialArguments(task, [.. RoleArgumentNames, "apply"], null, _diagnostics);
        if (arguments.Any("name", required: true) is not YamlScalar name || !RefuseUnused(task, OnInclude))
        {
            return;
        }

        RefuseOnce(arguments);
        var apply = arguments.Mapping("apply") is { } mapping ? _reader.ReadApply(mapping) : null;
        var values = new ScriptObject();
        foreach (var key in RoleArgumentNames)
        {
            if (arguments.Any(key, required: false) is { } node)
            {
                values[key] = LocatedValues.From(node, _compiler.Engine, _diagnostics);
            }
        }

        var source = new IncludeSource(_compiler, _place, Within(apply, WithParameters(task, context)), given => (expander, inside, steps) =>
        {
            string From(string key) => given.GetValueOrDefault(key) is { } value ? ValueText.ToText(value) : "main";
            var reference = new RoleReference
            {
                Name = ValueText.ToText(given.GetValueOrDefault("name")),
                Span = name.Span,
                Files = FilesOf(From("tasks_from"), From("vars_from"), From("defaults_from"), From("handlers_from")),
            };
            var reach = given.GetValueOrDefault("public") is true ? RoleReach.Everywhere : RoleReach.Role;
            var role = expander.Roles.Add(reference, inside, [], reach, once: false, steps);
            return role is null ? null : new IncludeSource.Content(reference.Name, role);
        });
        Foresee(task, context, into, source, SpecialTask.IncludeRole, values, _ => context.Role?.Role.Name == name.Text);
        HasOpenRoles |= LocatedValues.HasTemplates(values);
    }

    /// <summary>Whether a role has run before only the run itself could tell.</summary>
    private void RefuseOnce(SpecialArguments arguments)
    {
        if (arguments.Flag("allow_duplicates") == false && arguments.Any("allow_duplicates", required: false) is { } node)
        {
            _diagnostics.Add(PlaybookDiagnostics.NotYet(node.Span, "allow_duplicates: false", "a role runs each time it is imported or included; name it under 'roles' to have it once"));
        }
    }

    private void IncludeVars(TaskSyntax task, TaskContext context, List<PlannedStep> into)
    {
        var arguments = new SpecialArguments(task, ["file", "dir", "name", "extensions", "depth", "ignore_files", "files_matching"], "file", _diagnostics);
        var values = new ScriptObject();
        foreach (var key in arguments.Keys)
        {
            if (key is "depth" or "ignore_files" or "files_matching")
            {
                _diagnostics.Add(PlaybookDiagnostics.NotYet(task.Module.Span, $"{key} of include_vars"));
            }
            else if (arguments.Any(key, required: false) is { } node)
            {
                values[key] = LocatedValues.From(node, _compiler.Engine, _diagnostics);
            }
        }

        if (values.ContainsKey("file") == values.ContainsKey("dir"))
        {
            _diagnostics.Add(PlanDiagnostics.MissingArgument(task.Module.Span, task.Module.Text, "file' or 'dir"));
        }

        into.Add(Planned(task, context) with { Special = SpecialTask.IncludeVars, Arguments = values });
    }

    /// <summary>Adds an include; where its name holds no template, what it brings in is compiled already now.</summary>
    private void Foresee(
        TaskSyntax task, TaskContext context, List<PlannedStep> into, IncludeSource source, SpecialTask kind, ScriptObject arguments, Func<object?, bool> isCircle)
    {
        into.Add(Planned(task, context) with { Special = kind, Include = source, Arguments = arguments });
        if (LocatedValues.HasTemplates(arguments) || isCircle(arguments.GetValueOrDefault("file")))
        {
            return;
        }

        var foreseen = source.Expand(arguments, []);
        Foreseen.Add(foreseen);
        foreach (var problem in foreseen.Problems)
        {
            _diagnostics.Add(problem);
        }
    }

    /// <summary>The context of what an include brings in: not the include's own keywords, but what <c>apply</c> says.</summary>
    private static TaskContext Within(TaskSyntax? apply, TaskContext context) => apply is null ? context : context.Inside(apply);

    /// <summary>Variables of an include win over what the tasks inside say and set, as in Ansible.</summary>
    private static TaskContext WithParameters(TaskSyntax task, TaskContext context) =>
        task.Vars.Count == 0 ? context : context with { Parameters = [task.Vars, .. context.Parameters] };

    private IReadOnlyList<PlannedStep> ExpandFile(string path, TaskContext inside) =>
        Expand(_reader.ReadTasks(SearchPlaces.Shown(path)), inside with { Directory = Path.GetDirectoryName(path) ?? "/", Files = [.. inside.Files, path] });

    /// <summary>The full path of a file of tasks, searched beside the file that names it, in the role and beside the playbook; null after a diagnostic.</summary>
    private string? FindTasks(YamlScalar name, TaskContext context)
    {
        var places = new List<string> { context.Directory };
        if (context.Role is { } role)
        {
            places.Add(Path.Combine(role.Role.Directory, "tasks"));
        }

        places.Add(_place.Directory);
        var candidates = places.Select(place => Path.GetFullPath(Path.Combine(place, name.Text))).Distinct(StringComparer.Ordinal).ToList();
        var path = candidates.Find(File.Exists);
        if (path is null)
        {
            _diagnostics.Add(PlaybookDiagnostics.FileNotFound(name.Span, name.Text, candidates.Select(SearchPlaces.Shown)));
        }

        return path;
    }

    private static RoleFiles FilesOf(string tasks, string vars, string defaults, string handlers) =>
        new(WithoutExtension(tasks), WithoutExtension(vars), WithoutExtension(defaults), WithoutExtension(handlers));

    private static string WithoutExtension(string name) =>
        Path.GetExtension(name) is ".yml" or ".yaml" ? name[..name.LastIndexOf('.')] : name;

    private static readonly string[] RoleArgumentNames =
        ["name", "tasks_from", "vars_from", "defaults_from", "handlers_from", "public", "allow_duplicates", "rolespec_validate"];

    private static readonly Dictionary<string, SpecialTask> MetaActions = new(StringComparer.Ordinal)
    {
        ["flush_handlers"] = SpecialTask.FlushHandlers,
        ["end_host"] = SpecialTask.EndHost,
        ["end_batch"] = SpecialTask.EndBatch,
        ["end_play"] = SpecialTask.EndPlay,
        ["clear_host_errors"] = SpecialTask.ClearHostErrors,
        ["clear_facts"] = SpecialTask.ClearFacts,
    };

    private static readonly string[] OnImport = ["loop", "register", "changed_when", "failed_when", "until", "retries", "delay", "args"];
    private static readonly string[] OnInclude =
    [
        "notify", "changed_when", "failed_when", "run_once", "delegate_to", "until", "retries", "delay", "timeout", "args", "become", "check_mode", "diff", "environment",
        "no_log", "throttle", "any_errors_fatal", "ignore_unreachable", "module_defaults",
    ];
    private static readonly string[] OnMeta = ["loop", "register", "notify", "changed_when", "failed_when", "run_once", "delegate_to", "until", "retries", "delay", "timeout", "args"];

    /// <summary>Reports keywords that would have no effect there; false when there are any.</summary>
    private bool RefuseUnused(TaskSyntax task, IReadOnlyList<string> refused)
    {
        (string Name, bool IsThere)[] keywords =
        [
            ("loop", task.Loop is not null), ("register", task.Register is not null), ("notify", task.Notify.Count > 0),
            ("changed_when", task.ChangedWhen.Count > 0), ("failed_when", task.FailedWhen.Count > 0), ("run_once", task.RunOnce is not null),
            ("delegate_to", task.DelegateTo is not null), ("until", task.Until.Count > 0), ("retries", task.Retries is not null),
            ("delay", task.Delay is not null), ("timeout", task.Timeout is not null), ("args", task.MoreArguments is not null),
            ("become", task.Become != Become.Unset), ("check_mode", task.CheckMode is not null), ("diff", task.Diff is not null),
            ("environment", task.Environment is not null), ("no_log", task.NoLog is not null), ("throttle", task.Throttle is not null),
            ("any_errors_fatal", task.AnyErrorsFatal is not null), ("ignore_unreachable", task.IgnoreUnreachable is not null),
            ("module_defaults", task.ModuleDefaults.Count > 0),
        ];
        var unused = keywords.Where(keyword => keyword.IsThere && refused.Contains(keyword.Name, StringComparer.Ordinal)).ToList();
        foreach (var (name, _) in unused)
        {
            var instead = SpecialName(task.Module.Text) switch
            {
                "meta" => null,
                "include_tasks" or "include_role" when Keywords.Block.Contains(name, StringComparer.Ordinal) => "write it under 'apply', for the tasks inside",
                _ => "write it on the tasks inside",
            };
            _diagnostics.Add(PlaybookDiagnostics.NotYet(task.Span, $"{name} on {task.Module.Text}", instead));
        }

        return unused.Count == 0;
    }
}
