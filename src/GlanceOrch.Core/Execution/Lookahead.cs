using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>Starts the checks of a host's next tasks before their turn, so that their reads travel together.</summary>
/// <remarks>
/// Nothing rests on it: a check made early is used only if the task, at its turn, wishes the same and nothing it read has been touched since.
/// How far it looks ahead grows while nothing changes and shrinks when a change made early checks worthless.
/// </remarks>
internal sealed class Lookahead(RunServices services, PlannedPlay play, HostState host)
{
    private const int Least = 2;
    private const int Most = 256;

    // By task and item. Tasks are told apart by reference: comparing the records would look through all of them.
    private readonly Dictionary<PlannedTask, Dictionary<int, Early>> _early = new(ReferenceEqualityComparer.Instance);
    private int _window = Most;

    /// <summary>To be called at the turn of <c>tasks[at]</c>: makes sure that it and what follows is being checked.</summary>
    public void Start(IReadOnlyList<PlannedTask> tasks, int at, CancellationToken cancellationToken)
    {
        if (IsUnderWay(tasks[at]))
        {
            return;
        }

        if (_early.ContainsKey(tasks[at]))
        {
            // What was found out about it is worth nothing any more, and so it went with all behind it.
            _window = Least;
        }

        var pending = new ScriptObject();
        using var gathering = Gather();
        for (var index = at; index < tasks.Count && index < at + _window; index++)
        {
            try
            {
                StartOne(tasks[index], index > at, pending, cancellationToken);
            }
            catch (Exception exception) when (exception is LocatedTemplateException or TemplateException or UnknownValueException or ModuleException or UnreachableException)
            {
                // It cannot be known yet, or it is wrong: its turn will tell.
            }

            AddPending(tasks[index], pending);
            if (tasks[index].Module is null || tasks[index].ModuleName == "setup")
            {
                break; // Which variables handlers, includes and facts set cannot be told: what a template shows behind them is not known.
            }
        }
    }

    /// <summary>Null when the host cannot even be opened: the task itself will say why.</summary>
    private IDisposable? Gather()
    {
        try
        {
            return services.HostOf(host.Host, play).Gather();
        }
        catch (Exception exception) when (exception is ModuleException or LocatedTemplateException or UnreachableException)
        {
            return null;
        }
    }

    /// <summary>The answer of the check made early, when there is one that still holds; else of <paramref name="check"/>.</summary>
    public async Task<Change?> CheckAsync(
        PlannedTask task, int item, PreparedTask prepared, Func<Task<Change?>> check, CancellationToken cancellationToken)
    {
        if (!_early.TryGetValue(task, out var items) || !items.Remove(item, out var early))
        {
            return await check();
        }

        // A check that failed may have failed for what has since been mended.
        if (!early.StillHolds(services) || !early.Prepared.IsSameWish(prepared) || early.Check.IsFaulted || early.Check.IsCanceled)
        {
            _window = Least;
            return await check();
        }

        if (early.IsAhead)
        {
            _window = Math.Min(Most, _window * 2);
        }

        try
        {
            var change = await early.Check.WaitAsync(cancellationToken);
            return early.StillHolds(services) ? change : await check();
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Asked again at the task's own time: that answer, or failure, counts.
            return await check();
        }
    }

    /// <summary>Loop variables of one item.</summary>
    public static ScriptObject LoopVariables(PlannedTask task, ScriptArray items, int index)
    {
        var control = task.Syntax.LoopControl;
        var variables = new ScriptObject { [control.Variable] = items[index], ["ansible_loop_var"] = control.Variable };
        if (control.IndexVariable is { } name)
        {
            variables[name] = (long)index;
            variables["ansible_index_var"] = name;
        }

        if (control.Extended)
        {
            variables["ansible_loop"] = Extended(items, index);
        }

        return variables;
    }

    private static ScriptObject Extended(ScriptArray items, int index)
    {
        var loop = new ScriptObject
        {
            ["allitems"] = items,
            ["index"] = index + 1L,
            ["index0"] = (long)index,
            ["first"] = index == 0,
            ["last"] = index == items.Count - 1,
            ["length"] = (long)items.Count,
            ["revindex"] = (long)(items.Count - index),
            ["revindex0"] = items.Count - index - 1L,
        };
        if (index > 0)
        {
            loop["previtem"] = items[index - 1];
        }

        if (index < items.Count - 1)
        {
            loop["nextitem"] = items[index + 1];
        }

        return loop;
    }

    private bool IsUnderWay(PlannedTask task) =>
        !MayStart(task) || (_early.TryGetValue(task, out var items) && items.Values.Any(early => early.StillHolds(services)));

    private bool MayStart(PlannedTask task) =>
        task.Module is { ComparesOnly: true } && task.DelegateTo is null && task.RunOnce is null
        && task.Syntax.Until.Count == 0 && task.Environment.Count == 0 && !services.Options.Check
        && !task.Arguments.Keys.Any(name => task.Module.Schema.Find(name) is { IsOwnTurn: true });

    private void StartOne(PlannedTask task, bool ahead, ScriptObject pending, CancellationToken cancellationToken)
    {
        if (!MayStart(task))
        {
            return;
        }

        var scope = services.Variables.Of(play, task, host, pending, cancellationToken);
        if (TaskPreparation.Items(task, scope) is not { } items)
        {
            StartItem(task, -1, ahead, scope, cancellationToken);
            return;
        }

        for (var index = 0; index < items.Count; index++)
        {
            StartItem(task, index, ahead, scope.With(LoopVariables(task, items, index)), cancellationToken);
        }
    }

    private void StartItem(PlannedTask task, int item, bool ahead, VariableScope scope, CancellationToken cancellationToken)
    {
        if (_early.TryGetValue(task, out var items) && items.TryGetValue(item, out var known) && known.StillHolds(services))
        {
            return;
        }

        var prepared = services.Preparation.Prepare(play, task, host, scope);
        if (!prepared.Runs || task.Module is not { } module)
        {
            return;
        }

        var reader = services.HostOf(host.Host, play).Track(prepared.Become);
        // Before it starts: what changes meanwhile may have been missed by it.
        var changes = services.Changes;
        var controllerChanges = services.ControllerChanges;
        var check = module.CheckAsync(services.Bind(play, task, host, prepared, scope), reader, cancellationToken);
        // Seen here so that a failure nobody comes to ask for is no unobserved exception.
        _ = check.ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        var seesMore = module.Schema.Context is not null;
        var early = new Early(prepared, reader, check, ahead, changes, seesMore ? controllerChanges : null);
        if (items is null)
        {
            _early.Add(task, items = []);
        }

        items[item] = early;
    }

    /// <summary>Names this task will set: tasks behind it that need them cannot be checked yet.</summary>
    private static void AddPending(PlannedTask task, ScriptObject pending)
    {
        if (task.Syntax.Register is { } register)
        {
            pending[register] = new UnknownValue($"'{register}' is not registered yet");
        }

        foreach (var name in task.ModuleName == "set_fact" ? task.Arguments.Keys : Enumerable.Empty<string>())
        {
            pending[name] = new UnknownValue($"'{name}' is not set yet");
        }
    }

    /// <param name="IsAhead">Started before its task's turn.</param>
    /// <param name="ControllerChanges">Null when all that the check depends on, the host aside, is in the task's arguments.</param>
    private sealed record Early(PreparedTask Prepared, ITrackedReader Reader, Task<Change?> Check, bool IsAhead, long Changes, long? ControllerChanges)
    {
        /// <summary>Nothing it read was touched; what is more than a file may be touched by any change on any host.</summary>
        public bool StillHolds(RunServices services) =>
            (ControllerChanges is null || ControllerChanges == services.ControllerChanges)
            && (services.Changes == Changes || (Reader.IsStillValid && !Reader.SawMoreThanFiles && Check.IsCompleted));
    }
}
