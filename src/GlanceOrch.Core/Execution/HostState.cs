using GlanceOrch.Core.Inventories;
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

    /// <summary>The host takes no further part in the run.</summary>
    public bool IsOut { get; private set; }

    public bool IsUnreachable { get; private set; }

    /// <summary>Names notified and not yet run, of the current play.</summary>
    public HashSet<string> Notified { get; } = new(StringComparer.Ordinal);

    /// <summary>Handlers of finished plays that were notified and did not run.</summary>
    public List<string> Pending { get; } = [];

    private int _ok;
    private int _changed;
    private int _unreachable;
    private int _failed;
    private int _skipped;
    private int _ignored;
    private int _unknown;

    public bool TookPart { get; private set; }

    public void Count(TaskResult result)
    {
        TookPart = true;
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
            case TaskStatus.Failed when result.Ignored:
                _ok++;
                _ignored++;
                break;
            case TaskStatus.Failed:
                _failed++;
                break;
            default:
                _unreachable++;
                break;
        }

        IsOut |= result.EndsHost;
        IsUnreachable |= result.Status == TaskStatus.Unreachable;
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

    public HostRecap Recap() => new(Host.Name, _ok, _changed, _unreachable, _failed, _skipped, Rescued: 0, _ignored, _unknown, [.. Pending, .. Notified]);
}
