using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>Runs one play with the linear strategy: a task ends on all hosts before the next one begins.</summary>
internal sealed class PlayRunner(RunServices services, PlannedPlay play, IReadOnlyDictionary<string, HostState> states)
{
    private readonly List<HostRunner> _hosts = [.. play.Hosts.Select(host => new HostRunner(services, play, states[host.Name]))];
    private readonly SemaphoreSlim _forks = new(services.Options.Forks);
    private bool _isOver;

    private IEnumerable<HostRunner> Active => _hosts.Where(host => !host.State.IsOut);

    /// <summary>Runs the play.</summary>
    /// <returns>False when nothing behind it may run: every host has left it, or what has failed was for all hosts.</returns>
    public async Task<bool> RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        services.Report(new PlayStarted(play));
        services.StartPlay(play);
        var hadHosts = Active.Any();
        if (play.GatherFacts is { } gather)
        {
            await TaskAsync([gather], 0, isHandler: false, [.. Active.Where(host => !host.State.FactsGathered)], stop, cancellationToken);
        }

        foreach (var section in play.Sections)
        {
            for (var index = 0; index < section.Count && GoesOn(stop); index++)
            {
                if (section[index].Module is null)
                {
                    await HandlersAsync(stop, cancellationToken);
                }
                else
                {
                    await TaskAsync(section, index, isHandler: false, [.. Active], stop, cancellationToken);
                }
            }

            await HandlersAsync(stop, cancellationToken);
        }

        foreach (var host in _hosts)
        {
            host.State.Pending.AddRange(host.State.Notified);
            host.State.Notified.Clear();
        }

        return !_isOver && (!hadHosts || Active.Any());
    }

    private bool GoesOn(CancellationToken stop) => !stop.IsCancellationRequested && !_isOver && Active.Any();

    /// <summary>Runs what was notified, in the order the handlers are defined; a handler may notify one behind it.</summary>
    private async Task HandlersAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        var force = services.Options.ForceHandlers || play.Syntax.ForceHandlers;
        if (_isOver && !force)
        {
            return;
        }

        for (var index = 0; index < play.Handlers.Count && !stop.IsCancellationRequested; index++)
        {
            var handler = play.Handlers[index];
            var names = PlanCompiler.HandlerNames(handler).ToHashSet(StringComparer.Ordinal);
            var notified = _hosts.Where(host => (force ? !host.State.IsUnreachable : !host.State.IsOut) && host.State.Notified.Overlaps(names)).ToList();
            if (notified.Count == 0)
            {
                continue;
            }

            await TaskAsync(play.Handlers, index, isHandler: true, notified, stop, cancellationToken);
        }
    }

    private async Task TaskAsync(
        IReadOnlyList<PlannedTask> tasks, int index, bool isHandler, IReadOnlyList<HostRunner> hosts, CancellationToken stop, CancellationToken cancellationToken)
    {
        if (hosts.Count == 0 || stop.IsCancellationRequested)
        {
            return;
        }

        var task = tasks[index];
        services.Report(new TaskStarted(task, Title(task, hosts[0], cancellationToken), isHandler));
        var once = RunsOnce(task, hosts[0], cancellationToken);
        var workers = once ? hosts.Take(1).ToList() : hosts;
        var results = await Task.WhenAll(workers.Select(async host =>
        {
            await _forks.WaitAsync(cancellationToken);
            try
            {
                return stop.IsCancellationRequested ? null : await host.RunAsync(tasks, index, isHandler, cancellationToken);
            }
            finally
            {
                _forks.Release();
            }
        }));
        if (once)
        {
            foreach (var other in hosts.Skip(1))
            {
                other.TakeOver(task, hosts[0]);
                if (isHandler && results[0] is not (null or { Status: TaskStatus.Unreachable }))
                {
                    other.HandlerDone(task, tasks);
                }
            }
        }

        if (results.Any(result => result is { EndsHost: true }))
        {
            // What ran once ran for all: when it failed, it failed for all.
            _isOver |= once || play.Syntax.AnyErrorsFatal;
            services.HostsChanged(play);
        }
    }

    private bool RunsOnce(PlannedTask task, HostRunner host, CancellationToken cancellationToken)
    {
        if (task.Syntax.RunOnce is not { } condition)
        {
            return false;
        }

        try
        {
            var scope = services.Variables.Of(play, task, host.State, pending: null, cancellationToken);
            return condition.IsTrue(scope, scope.Options, cancellationToken);
        }
        catch (Exception exception) when (exception is LocatedTemplateException or TemplateException or UnknownValueException)
        {
            return false; // each host's task will report it
        }
    }

    private string Title(PlannedTask task, HostRunner host, CancellationToken cancellationToken)
    {
        if (task.Syntax.Name is not LocatedText)
        {
            return task.Title;
        }

        try
        {
            var name = services.Variables.Of(play, task, host.State, pending: null, cancellationToken).Resolve(task.Syntax.Name);
            return task.Role is null ? ValueText.ToText(name) : $"{task.Role.Role.Name} : {ValueText.ToText(name)}";
        }
        catch (Exception exception) when (exception is LocatedTemplateException or TemplateException or UnknownValueException)
        {
            return task.Title; // a loop's item, or a mistake that the task itself will report
        }
    }
}
