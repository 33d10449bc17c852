using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>Runs one play, batch by batch.</summary>
internal sealed class PlayRunner(RunServices services, PlannedPlay play, IReadOnlyDictionary<string, HostState> states)
{
    private readonly HandlerTable _handlers = new(play.Handlers);
    private bool _isEnded;

    /// <summary>Runs the play.</summary>
    /// <returns>False when nothing behind it may run: every host of a batch has left it, or what has failed was for all hosts.</returns>
    public async Task<bool> RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        services.StartPlay(play);
        var left = services.Journal?.Read(play) ?? [];
        var goesOn = true;
        foreach (var host in play.Hosts)
        {
            states[host.Name].BeginPlay();
        }

        foreach (var batch in play.Batches)
        {
            services.Report(new PlayStarted(play));
            services.StartBatch(play, batch);
            goesOn = await BatchAsync(batch, left, stop, cancellationToken);
            if (!goesOn || _isEnded || stop.IsCancellationRequested)
            {
                break;
            }
        }

        return goesOn;
    }

    private async Task<bool> BatchAsync(IReadOnlyList<Host> batch, IReadOnlyList<JournalEntry> left, CancellationToken stop, CancellationToken cancellationToken)
    {
        var hosts = batch.Select(host => new HostRunner(services, play, _handlers, states[host.Name])).Where(host => !host.State.IsOut).ToList();
        TakeUp(hosts, left);
        using var forks = new SemaphoreSlim(services.Options.Forks);
        using var unlimited = new SemaphoreSlim(int.MaxValue);
        using var limits = new BatchLimits(play, hosts, batch.Count, play.Strategy == Strategy.HostPinned ? unlimited : forks);
        try
        {
            await (play.Strategy switch
            {
                Strategy.Free => Task.WhenAll(hosts.Select(AloneAsync)),
                Strategy.HostPinned => Task.WhenAll(hosts.Select(PinnedAsync)),
                _ => new BatchRunner(services, play, _handlers, limits, hosts).RunAsync(stop, cancellationToken),
            });
        }
        finally
        {
            // Roles that were not included in this run may have the handlers that are missed.
            var isComplete = !PlannedSteps.Tasks(play).Any(task => task.Include is not null);
            hosts.ForEach(host => host.EndPlay(isComplete));
        }

        _isEnded = limits.PlayIsEnded;
        return !limits.IsOver && (hosts.Count == 0 || hosts.Exists(host => host.State.IsEnded || !host.State.IsOut));

        Task AloneAsync(HostRunner host) => new BatchRunner(services, play, _handlers, limits, [host]).RunAsync(stop, cancellationToken);

        // A host keeps its fork; its tasks then need none.
        async Task PinnedAsync(HostRunner host)
        {
            await forks.WaitAsync(cancellationToken);
            try
            {
                await AloneAsync(host);
            }
            finally
            {
                forks.Release();
            }
        }
    }

    private void TakeUp(List<HostRunner> hosts, IReadOnlyList<JournalEntry> left)
    {
        if (left.Count == 0)
        {
            return;
        }

        foreach (var host in hosts)
        {
            try
            {
                var identity = services.IdentityOf(host.State.Host, play);
                host.TakeUp(left.Where(entry => entry.Host == identity));
            }
            catch (Exception exception) when (exception is ModuleException or LocatedTemplateException or TemplateException or UnknownValueException)
            {
                // How to reach it cannot be told: its first task will say so.
            }
        }
    }
}
