using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>One host's part in a play: runs its tasks and keeps what they leave behind.</summary>
internal sealed class HostRunner(RunServices services, PlannedPlay play, HandlerTable handlers, HostState state)
{
    private readonly Lookahead _lookahead = new(services, play, state);

    // What the journal holds of this host: for handlers that are notified in this run, and those of earlier runs that wait for their section.
    private readonly Dictionary<PlannedHandler, List<JournalEntry>> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly List<JournalEntry> _waiting = [];

    public HostState State => state;

    /// <summary>The section of the play that runs.</summary>
    public string Section { get; set; } = "";

    /// <summary>Runs <c>tasks[index]</c> and reports its result.</summary>
    /// <param name="rescuable">A rescue stands ready for what fails.</param>
    public async Task<TaskResult> RunAsync(IReadOnlyList<PlannedTask> tasks, int index, bool isHandler, bool rescuable, CancellationToken cancellationToken)
    {
        var task = tasks[index];
        state.Wishes.Clear();
        if (!isHandler)
        {
            _lookahead.Start(tasks, index, cancellationToken);
        }

        TaskResult result;
        try
        {
            result = await new TaskRunner(services, play, state, _lookahead).RunAsync(task, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It may have changed what its handlers are for.
            Notify(task, CancellationToken.None);
            Report(task, CutOff());
            throw;
        }

        if (task.Syntax.Register is { } register)
        {
            state.AddVariables([KeyValuePair.Create(register, (object?)result.Value)]);
        }

        if (MayHaveChanged(result) && Notify(task, cancellationToken) is { } problem)
        {
            result = result with { Status = TaskStatus.Failed, Message = problem };
        }

        if (result is { Status: TaskStatus.Failed, Ignored: false })
        {
            result = result with { Rescued = rescuable };
            state.Fail(task, result);
        }

        Report(task, result);
        return result;
    }

    /// <summary>Also when the task as a whole has failed: what some items of a loop changed is what its handlers are for.</summary>
    private static bool MayHaveChanged(TaskResult result) =>
        result.Status == TaskStatus.Changed || result.OutcomeUnknown || result.Items.Any(item => item.Result.Status == TaskStatus.Changed);

    /// <summary>Takes over what a task that ran once, on another host, has set.</summary>
    public void TakeOver(PlannedTask task, HostRunner other)
    {
        var names = task.Syntax.Register is { } register ? [register] : task.ModuleName == "set_fact" ? task.Arguments.Keys.ToList() : new List<string>();
        state.AddVariables(other.State.Set.Where(variable => names.Contains(variable.Key)));
        if (task.ModuleName == "setup")
        {
            state.AddFacts(other.State.Facts);
        }

        state.EndUncounted();
    }

    /// <summary>There are handlers of earlier runs whose section has not come.</summary>
    public bool IsWaiting => _waiting.Count > 0;

    /// <summary>Takes up what earlier runs have left for this host; it waits for the section it was notified in.</summary>
    public void TakeUp(IEnumerable<JournalEntry> entries)
    {
        _waiting.AddRange(entries);
        if (_waiting.Count > 0)
        {
            services.Report(new HandlersResumed(state.Host, Titles(_waiting)));
        }
    }

    /// <summary>Notifies the handlers of earlier runs whose section has come.</summary>
    /// <param name="sections">This one and those before it.</param>
    public void Resume(IReadOnlyCollection<string> sections)
    {
        foreach (var entry in _waiting.Where(entry => sections.Contains(entry.Section)).ToList())
        {
            if (handlers.All.LastOrDefault(handler => handler.Title == entry.Handler) is { } handler)
            {
                _waiting.Remove(entry);
                Keep(handler, entry);
                state.Notified.Add(handler);
            }
        }
    }

    /// <summary>Begins a handler: from now on it can be notified anew.</summary>
    public void Begin(PlannedHandler handler) => state.Notified.Remove(handler);

    /// <summary>A handler has ended; one that did not run well is kept for the next run.</summary>
    public void End(PlannedHandler handler, bool isDone)
    {
        if (!isDone)
        {
            state.Pending.Add(handler.Title);
        }
        else if (!state.Notified.Contains(handler) && !services.Options.Check)
        {
            state.Pending.Remove(handler.Title); // it failed once, and did well when it was notified again
            if (_entries.Remove(handler, out var entries))
            {
                entries.ForEach(entry => services.Journal?.Remove(entry));
            }
        }
    }

    /// <summary>Ends the play: what was notified stays in the journal.</summary>
    /// <param name="isComplete">All handlers of the play are known: what is not among them is no more.</param>
    public void EndPlay(bool isComplete)
    {
        var gone = _waiting.Where(entry => isComplete && !handlers.All.Any(handler => handler.Title == entry.Handler)).ToList();
        if (gone.Count > 0)
        {
            services.Report(new HandlersGone(state.Host, Titles(gone)));
            if (!services.Options.Check)
            {
                gone.ForEach(entry => services.Journal?.Remove(entry));
            }
        }

        state.Pending.AddRange(state.Notified.Select(handler => handler.Title).Concat(Titles(_waiting.Except(gone))));
        state.Notified.Clear();
    }

    private static List<string> Titles(IEnumerable<JournalEntry> entries) => [.. entries.Select(entry => entry.Handler).Distinct(StringComparer.Ordinal)];

    private void Report(PlannedTask task, TaskResult result)
    {
        if (task.IsMeta && result.Status is TaskStatus.Ok or TaskStatus.Skipped)
        {
            state.EndUncounted();
        }
        else
        {
            state.Count(result);
        }

        services.Report(new TaskFinished(task, state.Host, result));
    }

    private TaskResult CutOff()
    {
        var message = services.Options.Check ? "cut off" : "cut off: whether it was carried out, wholly or in part, is not known";
        return new TaskResult { Status = TaskStatus.Failed, Message = message, Value = Values.Result(TaskStatus.Failed, message) };
    }

    /// <summary>Remembers the handlers to run; gives what is wrong with a name that only a host can tell.</summary>
    private string? Notify(PlannedTask task, CancellationToken cancellationToken)
    {
        foreach (var notification in task.Notify)
        {
            string name;
            try
            {
                name = notification.Name as string
                    ?? ValueText.ToText(services.Variables.Of(play, task, state, pending: null, cancellationToken).Resolve(notification.Name));
            }
            catch (Exception exception) when (exception is LocatedTemplateException or TemplateException or UnknownValueException)
            {
                return $"{notification.Span}: the handler's name cannot be made: {exception.Message}";
            }

            var found = handlers.Find(name);
            if (found.Count == 0)
            {
                return $"{notification.Span}: no handler of this play is named '{name}' or listens to it";
            }

            foreach (var handler in found.Where(state.Notified.Add))
            {
                Record(handler);
            }
        }

        return null;
    }

    private void Record(PlannedHandler handler)
    {
        if (services.Options.Check || services.Journal is not { } journal || _entries.ContainsKey(handler))
        {
            return;
        }

        try
        {
            if (journal.Add(play, services.IdentityOf(state.Host, play), handler, Section) is { } entry)
            {
                Keep(handler, entry);
            }
        }
        catch (Exception exception) when (exception is ModuleException or LocatedTemplateException or TemplateException or UnknownValueException)
        {
            // Nobody can tell which host it is: the task could not have changed it.
        }
    }

    private void Keep(PlannedHandler handler, JournalEntry entry)
    {
        if (!_entries.TryGetValue(handler, out var entries))
        {
            _entries.Add(handler, entries = []);
        }

        entries.Add(entry);
    }
}
