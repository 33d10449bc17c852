using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>Leads hosts through a play together: a task ends on all of them before the next one begins.</summary>
/// <remarks>
/// It goes through the tree of blocks itself. Where a task fails on some hosts, the others go on to the end of the block first, then the rescue
/// begins for those, and <c>always</c> is for all of them again. That is the order in which Ansible's linear strategy does it.
/// </remarks>
internal sealed class BatchRunner(RunServices services, PlannedPlay play, HandlerTable handlers, BatchLimits limits, IReadOnlyList<HostRunner> hosts)
{
    private static readonly string[] SectionNames = ["pre_tasks", "tasks", "post_tasks"];

    /// <param name="Expected">The tasks around, for looking ahead.</param>
    /// <param name="Rescuable">A rescue stands ready for what fails.</param>
    private sealed record Frame(ExpectedTasks Expected, bool Rescuable, bool IsHandler);

    public async Task RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        if (play.GatherFacts is { } gather)
        {
            await TaskAsync(gather, new Frame(new ExpectedTasks([gather]), false, false), [.. Active(hosts).Where(host => !host.State.FactsGathered)], stop, cancellationToken);
        }

        foreach (var section in play.Sections)
        {
            foreach (var host in hosts)
            {
                host.Section = section.Name;
            }

            await StepsAsync(section.Steps, new Frame(new ExpectedTasks(section.Steps), false, false), hosts, stop, cancellationToken);
            await HandlersAsync(hosts, SectionNames[..(Array.IndexOf(SectionNames, section.Name) + 1)], rescuable: false, stop, cancellationToken);
        }

        if (hosts.Any(host => host.IsWaiting || host.State.Notified.Count > 0))
        {
            // Handlers of sections that this play no longer has, or that no tag chooses; and those that a handler behind them has notified.
            await HandlersAsync(hosts, SectionNames, rescuable: false, stop, cancellationToken);
        }
    }

    private static List<HostRunner> Active(IReadOnlyList<HostRunner> some) => [.. some.Where(host => !host.State.IsOut)];

    private async Task StepsAsync(IReadOnlyList<PlannedStep> steps, Frame frame, IReadOnlyList<HostRunner> some, CancellationToken stop, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            var active = Active(some);
            if (active.Count == 0 || stop.IsCancellationRequested)
            {
                return;
            }

            switch (step)
            {
                case PlannedBlock block:
                    await BlockAsync(block, frame, active, stop, cancellationToken);
                    break;
                case PlannedTask { Special: SpecialTask.FlushHandlers }:
                    await HandlersAsync(active, [active[0].Section], frame.Rescuable, stop, cancellationToken);
                    break;
                case PlannedTask { Include: { } include } task:
                    await IncludeAsync(task, include, frame, active, stop, cancellationToken);
                    break;
                case PlannedTask task:
                    await TaskAsync(task, frame, active, stop, cancellationToken);
                    break;
            }
        }
    }

    private async Task BlockAsync(PlannedBlock block, Frame frame, IReadOnlyList<HostRunner> some, CancellationToken stop, CancellationToken cancellationToken)
    {
        await StepsAsync(block.Tasks, frame with { Rescuable = frame.Rescuable || block.Rescue.Count > 0 }, some, stop, cancellationToken);
        var failed = some.Where(host => host.State.IsFailed && !host.State.IsUnreachable).ToList();
        if (block.Rescue.Count > 0 && failed.Count > 0 && !stop.IsCancellationRequested)
        {
            failed.ForEach(host => host.State.BeginRescue());
            services.HostsChanged(play);
            await StepsAsync(block.Rescue, frame with { Expected = new ExpectedTasks(block.Rescue) }, failed, stop, cancellationToken);
        }

        if (block.Always.Count > 0)
        {
            await DespiteFailureAsync(some, () => StepsAsync(block.Always, frame, some, stop, cancellationToken));
        }
    }

    /// <summary>Does something on failed hosts too; afterwards they are as failed as before.</summary>
    private async Task DespiteFailureAsync(IReadOnlyList<HostRunner> some, Func<Task> action)
    {
        var before = some.Select(host => host.State.Suspend()).ToList();
        if (before.Exists(state => state != default))
        {
            services.HostsChanged(play);
        }

        await action();
        for (var index = 0; index < some.Count; index++)
        {
            some[index].State.Resume(before[index]);
        }

        if (before.Exists(state => state != default))
        {
            services.HostsChanged(play);
        }
    }

    /// <summary>Lets each host say what it wants of the include; then those that want the same go through it together.</summary>
    private async Task IncludeAsync(
        PlannedTask task, IncludeSource include, Frame frame, IReadOnlyList<HostRunner> some, CancellationToken stop, CancellationToken cancellationToken)
    {
        await TaskAsync(task, frame, some, stop, cancellationToken);
        var wishes = some.Select(host => (Host: host, Left: new Queue<IncludeWish>(host.State.Wishes))).ToList();
        some.ToList().ForEach(host => host.State.Wishes.Clear());
        while (!stop.IsCancellationRequested && wishes.Find(host => host.Left.Count > 0 && !host.Host.State.IsOut) is { Left: { } first })
        {
            var wish = first.Peek();
            var together = wishes.Where(host => host.Left.TryPeek(out var next) && next.Key == wish.Key).ToList();
            together.ForEach(host => host.Left.Dequeue());
            var included = include.Expand(wish.Arguments, wish.LoopVariables);
            handlers.Add(included.Handlers);
            services.Variables.Expose(included.Roles);
            await StepsAsync(included.Steps, frame with { Expected = new ExpectedTasks(included.Steps) }, [.. together.Select(host => host.Host)], stop, cancellationToken);
        }
    }

    /// <summary>Runs what was notified, in the order the handlers are defined; a handler may notify one behind it.</summary>
    private async Task HandlersAsync(IReadOnlyList<HostRunner> some, IReadOnlyCollection<string> sections, bool rescuable, CancellationToken stop, CancellationToken cancellationToken)
    {
        var force = services.Options.ForceHandlers || play.Syntax.ForceHandlers;
        foreach (var host in some)
        {
            host.Resume(sections);
        }

        for (var index = 0; index < handlers.All.Count && !stop.IsCancellationRequested; index++)
        {
            var handler = handlers.All[index];
            var notified = some.Where(host => (force ? !host.State.IsUnreachable && !host.State.IsEnded : !host.State.IsOut) && host.State.Notified.Contains(handler)).ToList();
            if (notified.Count > 0)
            {
                await (force
                    ? DespiteFailureAsync(notified, () => HandlerAsync(handler, notified, rescuable, stop, cancellationToken))
                    : HandlerAsync(handler, notified, rescuable, stop, cancellationToken));
            }
        }
    }

    private async Task HandlerAsync(
        PlannedHandler handler, IReadOnlyList<HostRunner> notified, bool rescuable, CancellationToken stop, CancellationToken cancellationToken)
    {
        var before = notified.Select(host => host.State.Results).ToList();
        foreach (var host in notified)
        {
            host.Begin(handler);
        }

        try
        {
            await StepsAsync([handler.Step], new Frame(new ExpectedTasks([handler.Step]), rescuable, IsHandler: true), notified, stop, cancellationToken);
        }
        finally
        {
            for (var index = 0; index < notified.Count; index++)
            {
                // Whoever was stopped on the way has not run it to its end.
                var cut = cancellationToken.IsCancellationRequested || (stop.IsCancellationRequested && handler.Step is PlannedBlock or PlannedTask { Include: not null });
                notified[index].End(handler, isDone: !notified[index].State.IsOut && notified[index].State.Results > before[index] && !cut);
            }
        }
    }

    private async Task TaskAsync(PlannedTask task, Frame frame, IReadOnlyList<HostRunner> some, CancellationToken stop, CancellationToken cancellationToken)
    {
        if (some.Count == 0 || stop.IsCancellationRequested)
        {
            return;
        }

        var (tasks, index) = frame.Expected.PlaceOf(task) is { } place ? (frame.Expected.Tasks, place) : ([task], 0);
        services.Report(new TaskStarted(task, Title(task, some[0], cancellationToken), frame.IsHandler));
        var once = RunsOnce(task, some[0], cancellationToken);
        var workers = once ? some.Take(1).ToList() : some;
        var throttle = Throttle(task, some[0], cancellationToken);
        var results = await Task.WhenAll(workers.Select(async host =>
        {
            // The throttle first: who waits for it shall not hold a fork.
            await (throttle?.WaitAsync(cancellationToken) ?? Task.CompletedTask);
            try
            {
                await limits.Forks.WaitAsync(cancellationToken);
                try
                {
                    return stop.IsCancellationRequested ? null : await host.RunAsync(tasks, index, frame.IsHandler, frame.Rescuable, cancellationToken);
                }
                finally
                {
                    limits.Forks.Release();
                }
            }
            finally
            {
                throttle?.Release();
            }
        }));
        if (once && results[0] is { } result)
        {
            foreach (var other in some.Skip(1))
            {
                other.TakeOver(task, some[0]);
                if (result is { Status: TaskStatus.Failed, Ignored: false })
                {
                    // What ran once ran for all: when it failed, it failed for all.
                    other.State.Fail(task, result);
                }
            }
        }

        if (task.IsForAllHosts && results[0] is { Status: TaskStatus.Ok })
        {
            limits.Do(task.Special);
        }

        if (task.IsMeta)
        {
            services.HostsChanged(play);
        }

        var ended = results.Where(result => result is { EndsHost: true }).ToList();
        if (ended.Count > 0)
        {
            if (limits.TooManyLost || ended.Exists(result => result is { Rescued: false } && (once || result.IsFatal)))
            {
                limits.End();
            }

            services.HostsChanged(play);
        }
    }

    private bool RunsOnce(PlannedTask task, HostRunner host, CancellationToken cancellationToken)
    {
        if (task.IsForAllHosts)
        {
            return true;
        }

        if (task.RunOnce is not { } condition)
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

    private SemaphoreSlim? Throttle(PlannedTask task, HostRunner host, CancellationToken cancellationToken)
    {
        if (task.Throttle is not { } keyword)
        {
            return null;
        }

        try
        {
            var scope = services.Variables.Of(play, task, host.State, pending: null, cancellationToken);
            return TaskPreparation.Number(keyword, scope, "throttle") is { } most and >= 1 ? limits.Throttle(task, (int)most) : null;
        }
        catch (Exception exception) when (exception is LocatedTemplateException or TemplateException or UnknownValueException or ModuleException)
        {
            return null; // each host's task will report it
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
