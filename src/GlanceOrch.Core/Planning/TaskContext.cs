using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Planning;

/// <summary>What a task inherits from the play, role, blocks and imports around it.</summary>
internal sealed record TaskContext
{
    /// <summary>Where relative file names of imports start.</summary>
    public required string Directory { get; init; }

    public Become Become { get; init; } = Become.Unset;

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<LocatedExpression> When { get; init; } = [];

    /// <summary>The conditions of the whole play; handlers of roles have these only.</summary>
    public IReadOnlyList<LocatedExpression> OfPlay { get; init; } = [];

    public IReadOnlyList<ScriptObject> Vars { get; init; } = [];

    /// <summary>See <see cref="PlannedTask.Parameters"/>.</summary>
    public IReadOnlyList<ScriptObject> Parameters { get; init; } = [];

    public PlannedRole? Role { get; init; }

    /// <summary>Takes the roles that the role around names: its <see cref="PlannedRole.Named"/>.</summary>
    public ICollection<PlannedRole> Named { get; init; } = [];

    public IReadOnlyList<object> Environment { get; init; } = [];

    public LocatedExpression? NoLog { get; init; }

    public LocatedExpression? IgnoreErrors { get; init; }

    public LocatedExpression? IgnoreUnreachable { get; init; }

    public LocatedExpression? AnyErrorsFatal { get; init; }

    public LocatedExpression? CheckMode { get; init; }

    public LocatedExpression? Diff { get; init; }

    public LocatedExpression? RunOnce { get; init; }

    public object? DelegateTo { get; init; }

    public object? Timeout { get; init; }

    public object? Throttle { get; init; }

    public IReadOnlyList<Notification> Notify { get; init; } = [];

    public IReadOnlyList<ModuleDefaults> ModuleDefaults { get; init; } = [];

    /// <summary>Files and roles being imported or included, for finding circles.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The context of a play's tasks.</summary>
    public static TaskContext Of(PlaySyntax play, string directory) => new()
    {
        Directory = directory,
        Become = play.Become,
        Tags = play.Tags,
        When = play.When,
        OfPlay = play.When,
        Environment = play.Environment is { } environment ? [environment] : [],
        NoLog = play.NoLog,
        IgnoreErrors = play.IgnoreErrors,
        IgnoreUnreachable = play.IgnoreUnreachable,
        AnyErrorsFatal = play.AnyErrorsFatal,
        CheckMode = play.CheckMode,
        Diff = play.Diff,
        Timeout = play.Timeout,
        Throttle = play.Throttle,
        ModuleDefaults = play.ModuleDefaults,
    };

    /// <summary>The context of what stands inside the task: a block, an import.</summary>
    public TaskContext Inside(TaskSyntax task) => this with
    {
        Become = task.Become.Over(Become),
        Tags = [.. Tags, .. task.Tags],
        When = [.. When, .. task.When],
        Vars = task.Vars.Count == 0 ? Vars : [task.Vars, .. Vars],
        Environment = task.Environment is { } environment ? [.. Environment, environment] : Environment,
        NoLog = task.NoLog ?? NoLog,
        IgnoreErrors = task.IgnoreErrors ?? IgnoreErrors,
        IgnoreUnreachable = task.IgnoreUnreachable ?? IgnoreUnreachable,
        AnyErrorsFatal = task.AnyErrorsFatal ?? AnyErrorsFatal,
        CheckMode = task.CheckMode ?? CheckMode,
        Diff = task.Diff ?? Diff,
        RunOnce = task.RunOnce ?? RunOnce,
        DelegateTo = task.DelegateTo ?? DelegateTo,
        Timeout = task.Timeout ?? Timeout,
        Throttle = task.Throttle ?? Throttle,
        Notify = task.Notify.Count == 0 ? Notify : [.. Notify, .. task.Notify],
        ModuleDefaults = task.ModuleDefaults.Count == 0 ? ModuleDefaults : [.. ModuleDefaults, .. task.ModuleDefaults],
    };

    /// <summary>True when tasks do the same on the same hosts in both, tags and variables aside.</summary>
    public bool IsLike(TaskContext other) => Manner().SequenceEqual(other.Manner());

    private IEnumerable<object?> Manner() =>
    [
        Become, NoLog, IgnoreErrors, IgnoreUnreachable, AnyErrorsFatal, CheckMode, Diff, RunOnce, DelegateTo, Timeout, Throttle,
        .. When.Select(when => when.Source), .. Environment, .. ModuleDefaults, .. Notify,
    ];
}
