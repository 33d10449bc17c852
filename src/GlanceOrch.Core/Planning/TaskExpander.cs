using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Planning;

/// <summary>What a task inherits from the play, role and imports around it.</summary>
internal sealed record TaskContext
{
    /// <summary>Where relative file names of imports start.</summary>
    public required string Directory { get; init; }

    public Become Become { get; init; } = Become.Unset;

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<LocatedExpression> When { get; init; } = [];

    public IReadOnlyList<ScriptObject> Vars { get; init; } = [];

    public PlannedRole? Role { get; init; }

    public IReadOnlyList<object> Environment { get; init; } = [];

    public LocatedExpression? NoLog { get; init; }

    public LocatedExpression? IgnoreErrors { get; init; }

    public LocatedExpression? CheckMode { get; init; }

    public LocatedExpression? Diff { get; init; }

    /// <summary>Files being imported, for finding circles.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The context of what stands inside the task (an import).</summary>
    public TaskContext Inside(TaskSyntax task) => this with
    {
        Become = task.Become.Over(Become),
        Tags = [.. Tags, .. task.Tags],
        When = [.. When, .. task.When],
        Vars = task.Vars.Count == 0 ? Vars : [task.Vars, .. Vars],
        Environment = task.Environment is { } environment ? [.. Environment, environment] : Environment,
        NoLog = task.NoLog ?? NoLog,
        IgnoreErrors = task.IgnoreErrors ?? IgnoreErrors,
        CheckMode = task.CheckMode ?? CheckMode,
        Diff = task.Diff ?? Diff,
    };
}

/// <summary>Turns tasks as written into planned ones: imports expanded, modules found, arguments bound.</summary>
internal sealed class TaskExpander(PlanCompiler compiler, ITemplateEngine engine, PlaybookReader reader, DiagnosticBag diagnostics)
{
    /// <summary>Names that stand where a module's name does and are carried out by planning or the executor itself.</summary>
    public static readonly IReadOnlyList<string> SpecialNames = ["import_tasks", "include_tasks", "meta"];

    private readonly ArgumentCompiler _arguments = new(engine, diagnostics);

    public IReadOnlyList<PlannedTask> Expand(IReadOnlyList<TaskSyntax> tasks, TaskContext context)
    {
        var planned = new List<PlannedTask>();
        foreach (var task in tasks)
        {
            switch (task.Module.Text.Replace("ansible.builtin.", "", StringComparison.Ordinal))
            {
                case "import_tasks" or "include_tasks":
                    Import(task, context, planned);
                    break;
                case "meta":
                    Meta(task, context, planned);
                    break;
                default:
                    if (compiler.FindModule(task.Module) is { } module)
                    {
                        planned.Add(Planned(task, context) with { Module = module, Arguments = _arguments.Compile(task, module) });
                    }

                    break;
            }
        }

        return planned;
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
            CheckMode = inside.CheckMode,
            Diff = inside.Diff,
            Role = inside.Role,
            Vars = inside.Vars,
        };
    }

    private void Meta(TaskSyntax task, TaskContext context, List<PlannedTask> into)
    {
        if (task.When.Count > 0)
        {
            diagnostics.Add(PlaybookDiagnostics.NotYet(task.Span, "when on meta"));
        }

        RefuseUnused(task);
        if (task.Arguments is not YamlScalar { Text: "flush_handlers" or "noop" } action)
        {
            diagnostics.Add(PlanDiagnostics.UnknownMeta(task.Arguments.Span, (task.Arguments as YamlScalar)?.Text ?? task.Arguments.Kind));
        }
        else if (action.Text == "flush_handlers")
        {
            into.Add(Planned(task, context));
        }
    }

    private void Import(TaskSyntax task, TaskContext context, List<PlannedTask> into)
    {
        var node = task.Arguments is YamlMapping mapping ? mapping.Find("file")?.Value ?? mapping : task.Arguments;
        if (node is not YamlScalar { Value: not null } name)
        {
            diagnostics.Add(PlanDiagnostics.MissingArgument(task.Module.Span, task.Module.Text, "file"));
            return;
        }

        if (name.Text.Contains("{{", StringComparison.Ordinal))
        {
            diagnostics.Add(PlaybookDiagnostics.DynamicName(name.Span, task.Module.Text));
            return;
        }

        if (!RefuseUnused(task))
        {
            return;
        }

        var path = Path.Combine(context.Directory, name.Text);
        if (!File.Exists(path))
        {
            diagnostics.Add(PlaybookDiagnostics.FileNotFound(name.Span, name.Text, [path]));
            return;
        }

        path = Path.GetFullPath(path);
        if (context.Files.Contains(path, StringComparer.Ordinal))
        {
            diagnostics.Add(PlaybookDiagnostics.FileCycle(name.Span, name.Text));
        }
        else
        {
            var shown = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
            into.AddRange(Expand(reader.ReadTasks(shown.StartsWith("..", StringComparison.Ordinal) ? path : shown), context.Inside(task) with
            {
                Directory = Path.GetDirectoryName(path) ?? "/",
                Files = [.. context.Files, path],
            }));
        }
    }

    /// <summary>Reports keywords that would have no effect on an import or <c>meta</c>; false when there are any.</summary>
    private bool RefuseUnused(TaskSyntax task)
    {
        (string Name, bool IsThere)[] keywords =
        [
            ("loop", task.Loop is not null), ("register", task.Register is not null), ("notify", task.Notify.Count > 0),
            ("changed_when", task.ChangedWhen.Count > 0), ("failed_when", task.FailedWhen.Count > 0), ("run_once", task.RunOnce is not null),
            ("delegate_to", task.DelegateTo is not null), ("until", task.Until.Count > 0), ("retries", task.Retries is not null),
            ("delay", task.Delay is not null), ("timeout", task.Timeout is not null), ("args", task.MoreArguments is not null),
        ];
        var unused = keywords.Where(keyword => keyword.IsThere).ToList();
        foreach (var (name, _) in unused)
        {
            diagnostics.Add(PlaybookDiagnostics.NotYet(task.Span, $"{name} on {task.Module.Text}", task.Module.Text == "meta" ? null : "write it on the tasks of the file"));
        }

        return unused.Count == 0;
    }
}
