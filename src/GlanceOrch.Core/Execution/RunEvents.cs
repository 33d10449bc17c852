using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Planning;

namespace GlanceOrch.Core.Execution;

/// <summary>Something that happened in a run. All outputs are readers of these.</summary>
public abstract record RunEvent;

public sealed record PlayStarted(PlannedPlay Play) : RunEvent;

/// <param name="Title">Templates in the name filled in as far as that needs no host.</param>
public sealed record TaskStarted(PlannedTask Task, string Title, bool IsHandler) : RunEvent;

/// <summary>A failed attempt of a task with <c>until</c>.</summary>
public sealed record TaskRetrying(PlannedTask Task, Host Host, int AttemptsLeft) : RunEvent;

public sealed record TaskFinished(PlannedTask Task, Host Host, TaskResult Result) : RunEvent;

/// <summary>Handlers that earlier runs have left to be run, and that this one takes up.</summary>
/// <param name="Handlers">Their titles.</param>
public sealed record HandlersResumed(Host Host, IReadOnlyList<string> Handlers) : RunEvent;

/// <summary>Handlers that earlier runs have left to be run, and that the play no longer has: they are forgotten.</summary>
/// <param name="Handlers">Their titles.</param>
public sealed record HandlersGone(Host Host, IReadOnlyList<string> Handlers) : RunEvent;

/// <summary>Something to know that stops nothing.</summary>
public sealed record RunWarning(string Message) : RunEvent;

/// <param name="Recap">One entry per host that took part, sorted by name.</param>
/// <param name="Interrupted">The user stopped the run.</param>
public sealed record RunFinished(IReadOnlyList<HostRecap> Recap, bool Interrupted, TimeSpan Duration) : RunEvent
{
    /// <summary>The next run knows of handlers that did not run.</summary>
    public bool KeepsPending { get; init; }
}

/// <summary>Counts of one host.</summary>
/// <param name="Ok">Tasks that ended well, changed ones among them.</param>
/// <param name="Rescued">Failures that a <c>rescue</c> has taken care of.</param>
/// <param name="Pending">Titles of handlers that were notified and did not run, or not well.</param>
public sealed record HostRecap(
    string Host, int Ok, int Changed, int Unreachable, int Failed, int Skipped, int Rescued, int Ignored, int Unknown, IReadOnlyList<string> Pending);

/// <summary>Reads the events of a run; called by one thread at a time.</summary>
public interface IRunObserver
{
    void On(RunEvent happened);
}
