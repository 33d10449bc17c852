using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Playbooks;

/// <summary>A task, handler or block as written. Templates and expressions are parsed, nothing is evaluated.</summary>
public sealed record TaskSyntax
{
    /// <summary>The largest number of <c>retries</c>, and of seconds of <c>delay</c>, <c>timeout</c> and <c>pause</c>: more than a timer takes, some 46 days.</summary>
    public const double MostNumber = 4_000_000;

    /// <summary>Where the task starts.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>The tasks of a block; null: it is a task. A block has those keywords only that its tasks inherit.</summary>
    public BlockSyntax? Block { get; init; }

    /// <summary>The module key; for imports, <c>import_tasks</c> or <c>include_tasks</c>; for blocks <c>block</c>.</summary>
    public required YamlScalar Module { get; init; }

    /// <summary>The value behind the module's name.</summary>
    public required YamlNode Arguments { get; init; }

    /// <summary>The mapping of the keyword <c>args</c>, added to the arguments; or null.</summary>
    public YamlMapping? MoreArguments { get; init; }

    /// <summary>String or <see cref="LocatedText"/>; null when the task has no name.</summary>
    public object? Name { get; init; }

    public IReadOnlyList<LocatedExpression> When { get; init; } = [];

    /// <summary>A list (maybe with templates), <see cref="LocatedText"/> or <see cref="LocatedExpression"/>; null: no loop.</summary>
    public object? Loop { get; init; }

    public LoopControl LoopControl { get; init; } = new();

    public string? Register { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Names of handlers: strings or <see cref="LocatedText"/>, with their places.</summary>
    public IReadOnlyList<Notification> Notify { get; init; } = [];

    /// <summary>Topics a handler listens to, beside its name.</summary>
    public IReadOnlyList<string> Listen { get; init; } = [];

    public IReadOnlyList<LocatedExpression> ChangedWhen { get; init; } = [];

    public IReadOnlyList<LocatedExpression> FailedWhen { get; init; } = [];

    public LocatedExpression? IgnoreErrors { get; init; }

    public LocatedExpression? NoLog { get; init; }

    public LocatedExpression? RunOnce { get; init; }

    public object? DelegateTo { get; init; }

    public ScriptObject Vars { get; init; } = [];

    public Become Become { get; init; } = Become.Unset;

    public LocatedExpression? CheckMode { get; init; }

    public LocatedExpression? Diff { get; init; }

    public IReadOnlyList<LocatedExpression> Until { get; init; } = [];

    /// <summary>Attempts after the first; number or template. Null: 3 with <c>until</c>, else 0.</summary>
    public object? Retries { get; init; }

    /// <summary>Seconds between attempts; number or template. Null: 5.</summary>
    public object? Delay { get; init; }

    /// <summary>Seconds for one attempt; number or template. Null: no limit.</summary>
    public object? Timeout { get; init; }

    /// <summary>Mapping of variables for commands, maybe with templates; or null.</summary>
    public object? Environment { get; init; }

    /// <summary>How many hosts at most do the task at the same time; number or template. Null or 0: as many as the forks allow.</summary>
    public object? Throttle { get; init; }

    public LocatedExpression? IgnoreUnreachable { get; init; }

    public LocatedExpression? AnyErrorsFatal { get; init; }

    /// <summary>Arguments for modules that a task leaves out; later ones win.</summary>
    public IReadOnlyList<ModuleDefaults> ModuleDefaults { get; init; } = [];
}

/// <summary>The three parts of a block; empty where not written.</summary>
public sealed record BlockSyntax(IReadOnlyList<TaskSyntax> Tasks, IReadOnlyList<TaskSyntax> Rescue, IReadOnlyList<TaskSyntax> Always);

/// <summary>One entry of <c>module_defaults</c>.</summary>
public sealed record ModuleDefaults(YamlScalar Module, YamlMapping Arguments);

/// <summary>A handler's name under <c>notify</c>.</summary>
/// <param name="Name">String or <see cref="LocatedText"/>.</param>
public sealed record Notification(object Name, SourceSpan Span);

/// <summary><c>loop_control</c>.</summary>
public sealed record LoopControl
{
    public string Variable { get; init; } = "item";

    public string? IndexVariable { get; init; }

    /// <summary>String or <see cref="LocatedText"/> shown instead of the item; null: the item.</summary>
    public object? Label { get; init; }

    /// <summary>Items see <c>ansible_loop</c>: where in the loop they are.</summary>
    public bool Extended { get; init; }

    /// <summary>Seconds between items.</summary>
    public object? Pause { get; init; }
}
