using System.Collections.Concurrent;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>Which options of configuration files the tasks of a play want, and which tasks have not said so: what <c>purge</c> goes by.</summary>
/// <remarks>Thread-safe. A host's own tasks run one after the other, but tasks of others may be delegated to it.</remarks>
internal sealed class OptionLedger(RunVariables? variables, PlannedPlay? play)
{
    private readonly ConcurrentDictionary<(string Host, string Path), ConcurrentDictionary<OptionName, bool>> _wanted = [];

    // By place, for a role that stands twice in a play has its tasks twice, and one of the two is left out then.
    private readonly ConcurrentDictionary<(string Host, string Place), bool> _said = [];
    private readonly ConcurrentDictionary<(string Host, string Place), PlannedTask> _failed = [];

    /// <summary>Before the first play.</summary>
    public static OptionLedger Empty => new(null, null);

    /// <summary>True when the play may ask: else nobody needs to find out what its tasks want. What an include brings is not known before.</summary>
    public bool IsWanted { get; } = play?.Written.Any(task => task.Module is null || task.Arguments.Keys.Any(name => task.Module.Schema.Find(name) is { IsOwnTurn: true })) ?? false;

    /// <summary>A task was checked at its turn: this is what it wants.</summary>
    /// <param name="on">The host it works on.</param>
    /// <param name="owned">Null: nothing.</param>
    public void Add(Host on, OwnedOptions? owned)
    {
        if (owned is null)
        {
            return;
        }

        var wanted = _wanted.GetOrAdd((on.Name, owned.Path), _ => []);
        foreach (var option in owned.Options)
        {
            wanted[option] = true;
        }
    }

    /// <summary>A task has ended on a host. Skipped by a condition, it wants nothing; failed, nobody knows what it wants.</summary>
    public void Ended(Host host, PlannedTask task, TaskResult result)
    {
        if (!MayOwn(task))
        {
            return;
        }

        if (result.Status is TaskStatus.Ok or TaskStatus.Changed or TaskStatus.Skipped && !result.IsUnknown)
        {
            _said[Key(host, task)] = true;
        }
        else
        {
            _failed[Key(host, task)] = task;
        }
    }

    /// <summary>What is known of a file on the host <paramref name="on"/>, asked by a task of <paramref name="host"/>.</summary>
    public OptionOwners Of(string path, Host on, HostState host, PlannedTask asking, CancellationToken cancellationToken)
    {
        var unsaid = (play?.Written ?? [])
            .Concat(_failed.Where(failed => failed.Key.Host == host.Host.Name).Select(failed => failed.Value))
            .Where(task => MayOwn(task) && !HasSaid(Key(host.Host, task)) && Key(host.Host, task) != Key(host.Host, asking))
            .DistinctBy(task => Key(host.Host, task))
            .Where(task => MayWrite(task, path, host, cancellationToken))
            .Select(task => $"'{task.Title}' ({task.Span}), which {(_failed.ContainsKey(Key(host.Host, task)) ? "did not succeed" : "has not run on this host")}");
        return new OptionOwners(
            _wanted.TryGetValue((on.Name, path), out var wanted) ? wanted.Keys.ToHashSet() : null,
            [.. unsaid]);
    }

    /// <summary>Of several tasks at one place, one that failed leaves it unsaid what they want.</summary>
    private bool HasSaid((string Host, string Place) key) => _said.ContainsKey(key) && !_failed.ContainsKey(key);

    /// <summary>Includes too: what they bring is tasks of the play only when it is their turn.</summary>
    private static bool MayOwn(PlannedTask task) => task.Module is { OwnsOptions: true } || task.Include is not null;

    private static (string Host, string Place) Key(Host host, PlannedTask task) => (host.Name, task.Span.ToString());

    /// <summary>False when the task surely writes another file, or is surely skipped by its conditions. Of an include: when nothing in it owns options.</summary>
    private bool MayWrite(PlannedTask task, string path, HostState host, CancellationToken cancellationToken)
    {
        if (variables is null || play is null)
        {
            return false;
        }

        try
        {
            var scope = variables.Of(play, task, host, pending: null, cancellationToken);
            if (task.Syntax.Loop is null)
            {
                return Writes(scope);
            }

            return TaskPreparation.Items(task, scope) is { } items
                && Enumerable.Range(0, items.Count).Select(index => scope.With(Lookahead.LoopVariables(task, items, index))).Any(Writes);
        }
        catch (Exception exception) when (exception is LocatedTemplateException or TemplateException or UnknownValueException or ModuleException)
        {
            return true; // It cannot be told without what tasks before it would have found out.
        }

        bool Writes(VariableScope scope) =>
            task.When.All(condition => condition.IsTrue(scope, scope.Options, cancellationToken))
            && (task.Include is { } include
                ? PlannedSteps.Tasks(include.Expand((ScriptObject)(scope.Resolve(task.Arguments) ?? new ScriptObject()), []).Steps).Any(MayOwn)
                : scope.Resolve(task.Arguments.GetValueOrDefault("path")) is string other && other == path);
    }
}
