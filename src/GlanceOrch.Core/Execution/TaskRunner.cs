using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>Runs one task on one host, from its conditions to its result.</summary>
internal sealed class TaskRunner(RunServices services, PlannedPlay play, HostState host, Lookahead lookahead)
{
    /// <summary>The task's result; failures of every kind are in it, and only cancellation is thrown.</summary>
    public async Task<TaskResult> RunAsync(PlannedTask task, CancellationToken cancellationToken)
    {
        var started = services.Time.GetTimestamp();
        var scope = services.Variables.Of(play, task, host, pending: null, cancellationToken);
        TaskResult result;
        try
        {
            // Whether it holds is for the play to know; that it cannot be evaluated is this task's failure.
            task.RunOnce?.IsTrue(scope, scope.Options, cancellationToken);
            TaskPreparation.Number(task.Throttle, scope, "throttle");
            var items = Items(task, scope, out var skipped);
            result = skipped ?? (items is null
                ? await RunOnceAsync(task, scope, item: -1, cancellationToken)
                : await RunLoopAsync(task, items, scope, cancellationToken));
        }
        catch (Exception exception) when (Failure(exception, cancellationToken) is { } failure)
        {
            result = failure;
        }

        try
        {
            result = Judged(task, scope, result);
        }
        catch (Exception exception) when (Failure(exception, cancellationToken) is { } failure)
        {
            // It cannot be told whether the result may be shown: it is not.
            result = failure with { NoLog = task.NoLog is not null };
        }

        if (result.NoLog)
        {
            NoLogSecrets.Add(result, services.Secrets);
        }

        services.Owners.Ended(host.Host, task, result);
        return result with { Duration = services.Time.GetElapsedTime(started) };
    }

    /// <summary>The loop's items; a condition that needs no item and does not hold skips the loop before it is evaluated.</summary>
    private static ScriptArray? Items(PlannedTask task, VariableScope scope, out TaskResult? skipped)
    {
        skipped = null;
        if (task.Syntax.Loop is null)
        {
            return null;
        }

        try
        {
            return TaskPreparation.Items(task, scope);
        }
        catch (LocatedTemplateException) when (SkipsWithoutItems(task, scope) is { } by)
        {
            skipped = Skipped(by);
            return null;
        }
    }

    private static string? SkipsWithoutItems(PlannedTask task, VariableScope scope)
    {
        foreach (var condition in task.When)
        {
            try
            {
                if (!condition.IsTrue(scope, scope.Options, scope.CancellationToken))
                {
                    return condition.ToString();
                }
            }
            catch (LocatedTemplateException)
            {
                return null; // it needs the item: the loop's own error is the one to show
            }
        }

        return null;
    }

    private async Task<TaskResult> RunLoopAsync(PlannedTask task, ScriptArray items, VariableScope scope, CancellationToken cancellationToken)
    {
        var results = new List<ItemResult>();
        for (var index = 0; index < items.Count; index++)
        {
            if (index > 0 && TaskPreparation.Number(task.Syntax.LoopControl.Pause, scope, "pause") is { } pause)
            {
                await Task.Delay(TimeSpan.FromSeconds(pause), services.Time, cancellationToken);
            }

            var inner = scope.With(Lookahead.LoopVariables(task, items, index));
            TaskResult result;
            // A label may be there to hide the rest of the item.
            var label = task.Syntax.LoopControl.Label is null ? ValueText.ToText(items[index]) : $"item {index + 1}";
            try
            {
                label = task.Syntax.LoopControl.Label is { } template ? ValueText.ToText(inner.Resolve(template)) : label;
                result = await RunOnceAsync(task, inner, index, cancellationToken);
            }
            catch (Exception exception) when (Failure(exception, cancellationToken) is { } failure)
            {
                result = failure;
            }

            result = result with { Value = WithItem(result.Value, task, items[index]) };
            results.Add(new ItemResult(label, result));
            if (result.Status == TaskStatus.Unreachable)
            {
                break;
            }
        }

        return LoopResult.Of(results);
    }

    private static object WithItem(object value, PlannedTask task, object? item)
    {
        if (value is ScriptObject members)
        {
            members[task.Syntax.LoopControl.Variable] = item;
        }

        return value;
    }

    /// <summary>One item, or the task without a loop: all attempts.</summary>
    private async Task<TaskResult> RunOnceAsync(PlannedTask task, VariableScope scope, int item, CancellationToken cancellationToken)
    {
        var prepared = services.Preparation.Prepare(play, task, host, scope);
        if (!prepared.Runs)
        {
            return Skipped(prepared.SkippedBy);
        }

        if (IsHidden(task, scope))
        {
            NoLogSecrets.Add(task, prepared.Arguments, services.Secrets);
        }

        var retries = task.Syntax.Until.Count == 0 && task.Syntax.Retries is null ? 0 : (int)(TaskPreparation.Number(task.Syntax.Retries, scope, "retries") ?? 3);
        for (var left = retries; ; left--)
        {
            var result = JudgeOrFail(task, scope, await AttemptAsync(task, prepared, scope, item, cancellationToken));
            if (task.Syntax.Until.Count > 0 && result.Value is ScriptObject members)
            {
                members["attempts"] = retries - left + 1L;
            }

            if (left <= 0 || result.Status is TaskStatus.Unreachable || result.IsUnknown || IsDone(task, scope, result))
            {
                var exhausted = retries > 0 && task.Syntax.Until.Count > 0 && result.Status is TaskStatus.Ok or TaskStatus.Changed && !result.IsUnknown && !IsDone(task, scope, result);
                return exhausted
                    ? result with { Status = TaskStatus.Failed, Message = $"'until' did not hold after {retries + 1} attempts", Value = Values.Result(TaskStatus.Failed, "retries exhausted", result.Value as ScriptObject) }
                    : result;
            }

            services.Report(new TaskRetrying(task, host.Host, left));
            var delay = TaskPreparation.Number(task.Syntax.Delay, scope, "delay") ?? 5;
            await Task.Delay(TimeSpan.FromSeconds(delay), services.Time, cancellationToken);
            services.TimePassed(prepared.Target ?? host.Host, play);
        }
    }

    /// <summary>Whether <c>no_log</c> holds; where that cannot be told, it does.</summary>
    private static bool IsHidden(PlannedTask task, VariableScope scope)
    {
        try
        {
            return task.NoLog?.IsTrue(scope, scope.Options, scope.CancellationToken) ?? false;
        }
        catch (Exception exception) when (exception is LocatedTemplateException or UnknownValueException)
        {
            return true;
        }
    }

    private static bool IsDone(PlannedTask task, VariableScope scope, TaskResult result)
    {
        if (task.Syntax.Until.Count == 0)
        {
            return result.Status != TaskStatus.Failed;
        }

        var after = WithResult(task, scope, result);
        return task.Syntax.Until.All(condition => condition.IsTrue(after, after.Options, after.CancellationToken));
    }

    private async Task<TaskResult> AttemptAsync(PlannedTask task, PreparedTask prepared, VariableScope scope, int item, CancellationToken cancellationToken)
    {
        var timeout = TaskPreparation.Number(task.Timeout, scope, "timeout");
        using var limit = timeout is { } seconds and > 0
            ? new CancellationTokenSource(TimeSpan.FromSeconds(seconds), services.Time)
            : new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await CarryOutAsync(task, prepared, scope, item, linked.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Failed($"no end within {timeout} s") with { OutcomeUnknown = true };
        }
        catch (Exception exception) when (Failure(exception, cancellationToken) is { } failure)
        {
            return failure with { DelegatedTo = Delegated(prepared) };
        }
    }

    private async Task<TaskResult> CarryOutAsync(PlannedTask task, PreparedTask prepared, VariableScope scope, int item, CancellationToken cancellationToken)
    {
        switch (task.Special)
        {
            case SpecialTask.None:
                break;
            case SpecialTask.EndHost:
                host.End();
                return Finished(task, TaskStatus.Ok, new ModuleOutput { Message = "the play ends here for this host" });
            case SpecialTask.IncludeTasks or SpecialTask.IncludeRole or SpecialTask.IncludeVars:
                return Include(task, prepared, scope);
            default:
                return Finished(task, TaskStatus.Ok, ModuleOutput.None); // it is for all hosts, and the batch does it
        }

        var module = task.Module ?? throw new InvalidOperationException("a task without a module is special");
        var access = services.HostOf(prepared.Target ?? host.Host, play);
        var predicted = services.Predicted(prepared.Target ?? host.Host);
        var full = access.As(prepared.Become);
        IHost writer = prepared.Environment.Count == 0 ? full : new EnvironmentHost(full, prepared.Environment);
        // What is carried out all the same in a dry run (check_mode: false) meets the host as it is.
        var reader = prepared.Check ? predicted.Over(writer) : writer;
        var args = Bind(task, prepared, scope);
        if (module.IsRead(args))
        {
            try
            {
                var read = await module.ReadAsync(args, reader, cancellationToken);
                return Finished(task, TaskStatus.Ok, read) with { DelegatedTo = Delegated(prepared) };
            }
            finally
            {
                if (module.Waits)
                {
                    services.TimePassed(prepared.Target ?? host.Host, play);
                }
            }
        }

        for (var attempt = 0; ; attempt++)
        {
            var change = await lookahead.CheckAsync(task, item, prepared, () => module.CheckAsync(args, reader, cancellationToken), cancellationToken);
            if (services.Owners.IsWanted)
            {
                services.Owners.Add(prepared.Target ?? host.Host, module.Owned(args));
            }

            if (change is null)
            {
                return Finished(task, TaskStatus.Ok, ModuleOutput.None) with { DelegatedTo = Delegated(prepared) };
            }

            if (prepared.Check)
            {
                if (services.Options.Check)
                {
                    if (!predicted.HasPendingChanges && await change.ObstacleAsync(reader, cancellationToken) is { } obstacle)
                    {
                        return Failed(obstacle) with { DelegatedTo = Delegated(prepared) };
                    }

                    // Elsewhere the tasks behind this one are carried out: they must see the host as it is.
                    predicted.Add(change);
                }

                return WouldChange(change) with { DelegatedTo = Delegated(prepared) };
            }

            try
            {
                var output = await ApplyAsync(module, change, writer, prepared.Target ?? host.Host, cancellationToken);
                var changed = output.Changed ?? true;
                return Finished(task, changed ? TaskStatus.Changed : TaskStatus.Ok, output, change) with { DelegatedTo = Delegated(prepared) };
            }
            catch (HostChangedException) when (attempt < 3)
            {
                // Nothing was written; what the check saw is no longer so: look again.
                access.ForgetQueries();
            }
        }
    }

    /// <summary>Of includes of tasks only what is wanted is noted: the play goes through it when all hosts have said so.</summary>
    private TaskResult Include(PlannedTask task, PreparedTask prepared, VariableScope scope)
    {
        if (task.Include is not { } include)
        {
            var (variables, files) = services.ReadVariables(play, task, prepared.Arguments);
            host.AddIncluded(variables);
            return Finished(task, TaskStatus.Ok, new ModuleOutput
            {
                Values = new ScriptObject { ["ansible_facts"] = variables, ["ansible_included_var_files"] = new ScriptArray(files) },
            });
        }

        var included = include.Expand(prepared.Arguments, []);
        var problems = included.Problems.Select(problem => problem.ToString()).ToList();
        services.Secrets.AddNames(PlannedSteps.Tasks(included.Steps).Select(step => step.Role).OfType<PlannedRole>().Distinct());
        if (problems.Count == 0 && included.Role is { } role)
        {
            problems.AddRange(ArgumentProblems(role, included.Steps, scope.CancellationToken));
        }

        if (problems.Count > 0)
        {
            return Failed(string.Join('\n', problems));
        }

        host.Wishes.Add(IncludeWish.Of(task, prepared.Arguments, scope));
        return Finished(task, TaskStatus.Ok, new ModuleOutput { Message = $"included: {included.Name}" });
    }

    /// <summary>What an included role's argument specs do not allow.</summary>
    private IEnumerable<string> ArgumentProblems(PlannedRole role, IReadOnlyList<PlannedStep> steps, CancellationToken cancellationToken)
    {
        if (PlannedSteps.Tasks(steps).FirstOrDefault(task => task.Role == role) is not { } first)
        {
            yield break;
        }

        var scope = services.Variables.Of(play, first, host, pending: null, cancellationToken);
        foreach (var spec in role.Role.Specification.Arguments)
        {
            var known = scope.TryGetValue(spec.Name, out var value) && value is not null;
            if (spec.Required && !known)
            {
                yield return $"role '{role.Role.Name}' needs the variable '{spec.Name}'";
            }

            foreach (var problem in spec.Problems(value, place: null))
            {
                yield return $"role '{role.Role.Name}': {problem.Message}{(problem.Hint is null ? "" : $" ({problem.Hint})")}";
            }
        }
    }

    private async Task<ModuleOutput> ApplyAsync(ModuleRunner module, Change change, IHost writer, Host on, CancellationToken cancellationToken)
    {
        try
        {
            return await module.ApplyAsync(change, writer, cancellationToken);
        }
        finally
        {
            // Also after a failure: half of it may be done.
            services.SomethingChanged(on);
        }
    }

    private object Bind(PlannedTask task, PreparedTask prepared, VariableScope scope) => services.Bind(play, task, host, prepared, scope);

    private static TaskResult WouldChange(Change change)
    {
        var known = Values.Result(TaskStatus.Changed, null, change.Values);
        return new TaskResult
        {
            Status = TaskStatus.Changed,
            Summary = change.Summary,
            Differences = change.Differences,
            Message = change.IsPredictable ? null : "not carried out in check mode: what it changes and gives back is not known",
            Value = change.IsPredictable ? known : Values.NotCarriedOut(known),
            IsUnknown = !change.IsPredictable,
        };
    }

    private TaskResult Finished(PlannedTask task, TaskStatus status, ModuleOutput output, Change? change = null)
    {
        // What setup gathers stays below the inventory's variables that tasks set on purpose.
        if (task.ModuleName == "setup")
        {
            host.AddFacts(output.Facts ?? []);
        }
        else if (output.Facts is { } variables)
        {
            host.AddVariables(variables);
        }

        return new TaskResult
        {
            Status = status,
            Message = output.Message,
            Summary = change?.Summary,
            Differences = change?.Differences ?? [],
            Value = Values.Result(status, output.Message, change?.Values, output.Values),
        };
    }

    /// <summary>As <see cref="Judge"/>; when a condition fails the task does, and what it gave stays in the result.</summary>
    private TaskResult JudgeOrFail(PlannedTask task, VariableScope scope, TaskResult result)
    {
        try
        {
            return Judge(task, scope, result);
        }
        catch (Exception exception) when (Failure(exception, scope.CancellationToken) is { Status: TaskStatus.Failed } failure)
        {
            var value = Values.Result(TaskStatus.Failed, failure.Message, result.Value as ScriptObject);
            value["msg"] = failure.Message;
            return result with { Status = TaskStatus.Failed, Message = failure.Message, Value = value };
        }
    }

    /// <summary><c>failed_when</c> and <c>changed_when</c>, which see the result as registered.</summary>
    private static TaskResult Judge(PlannedTask task, VariableScope scope, TaskResult result)
    {
        if (result.Status is TaskStatus.Skipped or TaskStatus.Unreachable || (task.Syntax.ChangedWhen.Count == 0 && task.Syntax.FailedWhen.Count == 0))
        {
            return result;
        }

        var status = result.Status;
        var message = result.Message;
        var after = WithResult(task, scope, result);
        if (task.Syntax.FailedWhen.Count > 0 && Holds(task.Syntax.FailedWhen, after, result.IsUnknown) is { } failed)
        {
            message = failed && status != TaskStatus.Failed ? "failed_when holds" : message;
            status = failed ? TaskStatus.Failed : status == TaskStatus.Failed ? TaskStatus.Ok : status;
        }

        if (status != TaskStatus.Failed && task.Syntax.ChangedWhen.Count > 0 && Holds(task.Syntax.ChangedWhen, after, result.IsUnknown) is { } changed)
        {
            status = changed ? TaskStatus.Changed : TaskStatus.Ok;
        }

        if (status == result.Status)
        {
            return result;
        }

        return result with
        {
            Status = status,
            Message = message,
            Value = result.Value is ScriptObject members ? Values.Result(status, message, members) : result.Value,
        };
    }

    /// <summary>Null: a dry run cannot tell.</summary>
    private static bool? Holds(IReadOnlyList<LocatedExpression> conditions, VariableScope scope, bool resultIsUnknown)
    {
        try
        {
            return conditions.All(condition => condition.IsTrue(scope, scope.Options, scope.CancellationToken));
        }
        catch (UnknownValueException) when (resultIsUnknown)
        {
            return null;
        }
    }

    private static VariableScope WithResult(PlannedTask task, VariableScope scope, TaskResult result)
    {
        var layer = new ScriptObject();
        if (task.Syntax.Register is { } name)
        {
            layer[name] = result.Value;
        }

        // The members themselves too: 'failed_when: rc > 1' without a register.
        foreach (var (key, value) in result.Value as ScriptObject ?? [])
        {
            layer.TryAdd(key, value);
        }

        return scope.With(layer);
    }

    private TaskResult Judged(PlannedTask task, VariableScope scope, TaskResult result) => result with
    {
        NoLog = task.NoLog?.IsTrue(scope, scope.Options, scope.CancellationToken) ?? false,
        ShowDiff = task.Diff?.IsTrue(scope, scope.Options, scope.CancellationToken),
        Ignored = result.Status switch
        {
            TaskStatus.Failed => task.IgnoreErrors?.IsTrue(scope, scope.Options, scope.CancellationToken) ?? false,
            TaskStatus.Unreachable => task.IgnoreUnreachable?.IsTrue(scope, scope.Options, scope.CancellationToken) ?? false,
            _ => false,
        },
        IsFatal = task.AnyErrorsFatal?.IsTrue(scope, scope.Options, scope.CancellationToken) ?? false,
    };

    /// <summary>The result for what a task threw; null when the run itself is cut off.</summary>
    private TaskResult? Failure(Exception exception, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case OperationCanceledException when cancellationToken.IsCancellationRequested:
                return null;
            case UnknownValueException unknown:
                return CannotTell(unknown.Message);
            case UnreachableException unreachable:
                var message = unreachable.OutcomeUnknown ? $"{unreachable.Message}; whether the task was carried out is not known" : unreachable.Message;
                return new TaskResult
                {
                    Status = TaskStatus.Unreachable,
                    Message = message,
                    Value = Values.Result(TaskStatus.Unreachable, message),
                    OutcomeUnknown = unreachable.OutcomeUnknown,
                };
            case LocatedTemplateException located:
                return Failed($"{located.Span}: {located.Message}{(located.Hint is null ? "" : $"; {located.Hint}")}");
            case TemplateException template:
                return Failed(template.Message);
            case ModuleException module when MayBePending:
                return CannotTell($"{module.Message}; tasks before this one would have changed something");
            case ModuleException module:
                return Failed(module.Message) with { Value = Values.Result(TaskStatus.Failed, module.Message, module.Values) };
            case HostChangedException or IOException or HttpRequestException or TimeoutException:
                return MayBePending
                    ? CannotTell($"{exception.Message}; tasks before this one would have changed something")
                    : Failed(exception.Message);
            default:
                // A fault of ours: it ends this task on this host, and the others go on (docs/decisions/0012).
                return Failed($"internal error, please report it: {exception}") with { OutcomeUnknown = true };
        }
    }

    /// <summary>In check mode: a failure may only show that tasks before this one were not carried out.</summary>
    private bool MayBePending => services.Options.Check && services.AnythingPending;

    private TaskResult CannotTell(string why)
    {
        services.Predicted(host.Host).AddUnknown();
        var message = $"cannot be known in check mode: {why}";
        return new TaskResult
        {
            Status = TaskStatus.Skipped,
            IsUnknown = true,
            Message = message,
            Value = Values.Partly(Values.Result(TaskStatus.Skipped, message), why),
        };
    }

    private string? Delegated(PreparedTask prepared) => prepared.Target is { } target && target != host.Host ? target.Name : null;

    private static TaskResult Failed(string message) =>
        new() { Status = TaskStatus.Failed, Message = message, Value = Values.Result(TaskStatus.Failed, message) };

    private static TaskResult Skipped(string? by) => new()
    {
        Status = TaskStatus.Skipped,
        Message = by is null ? null : $"'{by}' does not hold",
        Value = Values.Result(TaskStatus.Skipped, "the condition does not hold"),
    };
}
