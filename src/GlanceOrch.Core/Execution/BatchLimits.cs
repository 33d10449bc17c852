using System.Collections.Concurrent;
using GlanceOrch.Core.Planning;

namespace GlanceOrch.Core.Execution;

/// <summary>What the hosts of a batch share: forks, throttles, and whether the play goes on.</summary>
/// <param name="hosts">Those that take part.</param>
/// <param name="size">With those that earlier plays have lost: a share is one of the whole batch.</param>
internal sealed class BatchLimits(PlannedPlay play, IReadOnlyList<HostRunner> hosts, int size, SemaphoreSlim forks) : IDisposable
{
    private readonly ConcurrentDictionary<PlannedTask, SemaphoreSlim> _throttles = new(ReferenceEqualityComparer.Instance);
    private volatile bool _isOver;

    public SemaphoreSlim Forks => forks;

    /// <summary>What has failed was for all hosts.</summary>
    public bool IsOver => _isOver;

    /// <summary>A task has ended the play for all hosts, and none of them has failed by that.</summary>
    public bool PlayIsEnded { get; private set; }

    /// <summary>True when more hosts are lost than <c>max_fail_percentage</c> allows.</summary>
    public bool TooManyLost => play.MaxFailPercentage is { } most && hosts.Count(host => host.State.IsLost) * 100.0 / size > most;

    /// <summary>Ends the play for all hosts; what must always run still does.</summary>
    public void End()
    {
        _isOver = true;
        foreach (var host in hosts)
        {
            host.State.Stop();
        }
    }

    /// <summary>What a task of <c>meta</c> does for all hosts.</summary>
    public void Do(SpecialTask action)
    {
        PlayIsEnded |= action == SpecialTask.EndPlay;
        foreach (var host in hosts)
        {
            switch (action)
            {
                case SpecialTask.EndPlay or SpecialTask.EndBatch:
                    host.State.End();
                    break;
                case SpecialTask.ClearHostErrors:
                    host.State.ClearErrors();
                    break;
                case SpecialTask.ClearFacts:
                    host.State.ClearFacts();
                    break;
            }
        }
    }

    public SemaphoreSlim Throttle(PlannedTask task, int most) => _throttles.GetOrAdd(task, _ => new SemaphoreSlim(most));

    public void Dispose()
    {
        foreach (var throttle in _throttles.Values)
        {
            throttle.Dispose();
        }
    }
}
