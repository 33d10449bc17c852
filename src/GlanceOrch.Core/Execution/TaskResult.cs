using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>How a task ended on a host.</summary>
public enum TaskStatus
{
    Ok,
    Changed,
    Skipped,
    Failed,
    Unreachable,
}

/// <summary>What a task did on one host.</summary>
public sealed record TaskResult
{
    public required TaskStatus Status { get; init; }

    /// <summary>Said beside the status: the failure counts as none.</summary>
    public bool Ignored { get; init; }

    /// <summary>Said beside the status: a <c>rescue</c> takes the host on.</summary>
    public bool Rescued { get; init; }

    /// <summary><c>any_errors_fatal</c>: where it ends the host, it ends the play for all hosts.</summary>
    public bool IsFatal { get; init; }

    /// <summary>Whether the task was carried out, wholly or in part, is not known.</summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>For users: the reason of a failure or skip, the message of debug; null: nothing to say.</summary>
    public string? Message { get; init; }

    /// <summary>What happened, or in check mode would happen; null when nothing changes.</summary>
    public string? Summary { get; init; }

    /// <summary>The value <c>register</c> stores: <see cref="ScriptObject"/>, or in check mode one with unknown members.</summary>
    public required object Value { get; init; }

    public IReadOnlyList<Difference> Differences { get; init; } = [];

    /// <summary>Results of a loop's items, with their labels; empty without a loop.</summary>
    public IReadOnlyList<ItemResult> Items { get; init; } = [];

    /// <summary>True when a dry run cannot tell what the task would do.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Arguments and results are not to be shown.</summary>
    public bool NoLog { get; init; }

    /// <summary>The keyword <c>diff</c>; null: the command line decides whether differences are shown.</summary>
    public bool? ShowDiff { get; init; }

    /// <summary>The host the task ran on when that is another (<c>delegate_to</c>).</summary>
    public string? DelegatedTo { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>True when the host takes no part in the tasks behind it.</summary>
    public bool EndsHost => Status is TaskStatus.Failed or TaskStatus.Unreachable && !Ignored;
}

/// <summary>The result of one item of a loop.</summary>
public sealed record ItemResult(string Label, TaskResult Result);
