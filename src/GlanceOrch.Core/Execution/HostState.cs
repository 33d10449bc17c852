using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>What a run knows of a host. Its one owner is the <see cref="Runner"/>; a host's tasks run one after the other.</summary>
internal sealed class HostState(Host host)
{
    public Host Host { get; } = host;

    /// <summary>Gathered facts: <c>ansible_facts</c> and <c>ansible_*</c>. Never changed in place, see <see cref="Set"/>.</summary>
    public ScriptObject Facts { get; private set; } = [];

    /// <summary>Variables by <c>set_fact</c> and <c>register</c>.</summary>
    /// <remarks>Never changed in place but replaced: tasks of other hosts may be reading it by way of <c>hostvars</c>.</remarks>
    public ScriptObject Set { get; private set; } = [];

    public void AddFacts(IEnumerable<KeyValuePair<string, object?>> facts)
    {
        Facts = With(Facts, facts);
        FactsGathered = true;
    }

    public void AddVariables(IEnumerable<KeyValuePair<string, object?>> variables) => Set = With(Set, variables);

    public bool FactsGathered { get; private set; }

    /// <summary>Variables by <c>include_vars</c>; never changed in place.</summary>
    public ScriptObject Included { get; private set; } = [];

    public void AddIncluded(IEnumerable<KeyValuePair<string, object?>> variables) => Included = With(Included, variables);

    /// <summary>The host takes no part in what comes next: until a rescue, for the part <c>always</c>, or for the rest of the run.</summary>
    public bool IsOut => IsFailed || IsStopped || IsUnreachable || IsEnded;

    /// <summary>A task failed and nothing has rescued the host yet.</summary>
    public bool IsFailed { get; private set; }

    /// <summary>What failed on other hosts ended the play for all.</summary>
    public bool IsStopped { get; private set; }

    public bool IsUnreachable { get; private set; }

    /// <summary>The play is over for the host, by <c>meta</c>; the next one begins with it again.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>A failure that nothing rescued, or unreachable: it counts in every budget until <c>clear_host_errors</c>.</summary>
    public bool IsLost { get; private set; }

    /// <summary>How many tasks have ended here.</summary>
    public int Results { get; private set; }

    /// <summary>Handlers notified and not yet run, of the current play.</summary>
    public HashSet<PlannedHandler> Notified { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Titles of handlers that were notified and did not run well.</summary>
    public List<string> Pending { get; } = [];

    /// <summary>What includes of this host's current task bring in.</summary>
    public List<IncludeWish> Wishes { get; } = [];

    /// <summary>The failure a rescue is about.</summary>
    public (PlannedTask Task, TaskResult Result)? Failure { get; private set; }

    /// <summary>The task has failed here, or, having run once on another host, for this one too.</summary>
    public void Fail(PlannedTask task, TaskResult result)
    {
        IsFailed = true;
        Failure = (task, result);
    }

    public void Stop() => IsStopped = true;

    public void End() => IsEnded = true;

    /// <summary>To be called between plays.</summary>
    public void BeginPlay() => IsEnded = false;

    /// <summary>The host takes part again. What the recap counts stays.</summary>
    public void ClearErrors()
    {
        IsFailed = false;
        IsStopped = false;
        IsUnreachable = false;
        IsLost = false;
    }

    public void ClearFacts()
    {
        Facts = [];
        FactsGathered = false;
    }

    /// <summary>A task has ended that the recap does not count: another host has done it for this one, or it is one of <c>meta</c>.</summary>
    public void EndUncounted() => Results++;

    /// <summary>The host goes on, with what failed as variables.</summary>
    public void BeginRescue()
    {
        IsFailed = false;
        if (Failure is not { } failure)
        {
            return;
        }

        var task = new ScriptObject
        {
            ["name"] = failure.Task.Syntax.Name?.ToString() ?? failure.Task.ModuleName,
            ["action"] = failure.Task.ModuleName,
            ["path"] = failure.Task.Span.ToString(),
        };
        AddVariables([KeyValuePair.Create("ansible_failed_task", (object?)task), KeyValuePair.Create("ansible_failed_result", (object?)failure.Result.Value)]);
    }

    /// <summary>For what runs although the host is out: gives what to <see cref="Resume"/> with afterwards.</summary>
    public (bool Failed, bool Stopped) Suspend()
    {
        var before = (IsFailed, IsStopped);
        IsFailed = false;
        IsStopped = false;
        return before;
    }

    public void Resume((bool Failed, bool Stopped) before)
    {
        IsFailed |= before.Failed;
        IsStopped |= before.Stopped;
    }

    private int _ok;
    private int _changed;
    private int _unreachable;
    private int _failed;
    private int _skipped;
    private int _rescued;
    private int _ignored;
    private int _unknown;

    public bool TookPart { get; private set; }

    public void Count(TaskResult result)
    {
        TookPart = true;
        Results++;
        _unknown += result.IsUnknown ? 1 : 0;
        switch (result.Status)
        {
            case TaskStatus.Ok:
                _ok++;
                break;
            case TaskStatus.Changed:
                _ok++;
                _changed++;
                break;
            case TaskStatus.Skipped:
                _skipped++;
                break;
            case TaskStatus.Failed or TaskStatus.Unreachable when result.Ignored:
                _ok++;
                _ignored++;
                break;
            case TaskStatus.Failed when result.Rescued:
                _rescued++;
                break;
            case TaskStatus.Failed:
                _failed++;
                IsLost = true;
                break;
            default:
                _unreachable++;
                IsLost = true;
                break;
        }

        IsUnreachable |= result is { Status: TaskStatus.Unreachable, Ignored: false };
    }

    private static ScriptObject With(ScriptObject before, IEnumerable<KeyValuePair<string, object?>> more)
    {
        var after = new ScriptObject(before);
        foreach (var (name, value) in more)
        {
            after[name] = value;
        }

        return after;
    }

    public HostRecap Recap() => new(Host.Name, _ok, _changed, _unreachable, _failed, _skipped, _rescued, _ignored, _unknown,
        [.. Pending.Concat(Notified.Select(handler => handler.Title)).Distinct(StringComparer.Ordinal)]);
}
