using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>One host's part in a play: runs its tasks and keeps what they leave behind.</summary>
internal sealed class HostRunner(RunServices services, PlannedPlay play, HostState state)
{
    private readonly Lookahead _lookahead = new(services, play, state);

    public HostState State => state;

    /// <summary>Runs <c>tasks[index]</c> and reports its result.</summary>
    public async Task<TaskResult> RunAsync(IReadOnlyList<PlannedTask> tasks, int index, bool isHandler, CancellationToken cancellationToken)
    {
        var task = tasks[index];
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
            Report(task, CutOff());
            throw;
        }

        if (task.Syntax.Register is { } register)
        {
            state.AddVariables([KeyValuePair.Create(register, (object?)result.Value)]);
        }

        if (result.Status == TaskStatus.Changed && Notify(task, cancellationToken) is { } problem)
        {
            result = result with { Status = TaskStatus.Failed, Message = problem };
        }

        Report(task, result);
        if (isHandler && result.Status != TaskStatus.Unreachable)
        {
            HandlerDone(task, tasks);
        }

        return result;
    }

    private void Report(PlannedTask task, TaskResult result)
    {
        state.Count(result);
        services.Report(new TaskFinished(task, state.Host, result));
    }

    private TaskResult CutOff()
    {
        var message = services.Options.Check ? "cut off" : "cut off: whether it was carried out, wholly or in part, is not known";
        return new TaskResult { Status = TaskStatus.Failed, Message = message, Value = Values.Result(TaskStatus.Failed, message) };
    }

    /// <summary>Takes over what a task that ran once, on another host, has set.</summary>
    public void TakeOver(PlannedTask task, HostRunner other)
    {
        var names = task.Syntax.Register is { } register ? [register] : task.ModuleName == "set_fact" ? task.Arguments.Keys.ToList() : new List<string>();
        state.AddVariables(other.State.Set.Where(variable => names.Contains(variable.Key)));
    }

    /// <summary>Forgets the notifications that a handler has answered, as far as no other handler waits for them.</summary>
    public void HandlerDone(PlannedTask handler, IReadOnlyList<PlannedTask> handlers)
    {
        var behind = handlers.SkipWhile(other => other != handler).Skip(1).SelectMany(PlanCompiler.HandlerNames).ToHashSet(StringComparer.Ordinal);
        foreach (var name in PlanCompiler.HandlerNames(handler).Where(name => !behind.Contains(name)))
        {
            state.Notified.Remove(name);
        }
    }

    /// <summary>Remembers the handlers to run; gives what is wrong with a name that is a template.</summary>
    private string? Notify(PlannedTask task, CancellationToken cancellationToken)
    {
        foreach (var notification in task.Syntax.Notify)
        {
            if (notification.Name is string name)
            {
                state.Notified.Add(name);
                continue;
            }

            try
            {
                state.Notified.Add(ValueText.ToText(services.Variables.Of(play, task, state, pending: null, cancellationToken).Resolve(notification.Name)));
            }
            catch (Exception exception) when (exception is LocatedTemplateException or TemplateException or UnknownValueException)
            {
                return $"{notification.Span}: the handler's name cannot be made: {exception.Message}";
            }
        }

        return null;
    }
}
