using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>One attempt's worth of a task on a host: everything evaluated that the controller can evaluate.</summary>
internal sealed record PreparedTask
{
    /// <summary>False: a condition does not hold, and nothing else here is set.</summary>
    public required bool Runs { get; init; }

    /// <summary>The condition that did not hold.</summary>
    public string? SkippedBy { get; init; }

    /// <summary>Nothing is to be changed: <c>--check</c>, or the task's own <c>check_mode</c>.</summary>
    public bool Check { get; init; }

    public ScriptObject Arguments { get; init; } = [];

    public BecomeOptions Become { get; init; } = BecomeOptions.None;

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The host that does the work: the task's own, or the one it is delegated to.</summary>
    public Host? Target { get; init; }

    /// <summary>Tells whether a check made with other evaluated values was about the same wish.</summary>
    public bool IsSameWish(PreparedTask other) =>
        Runs == other.Runs && Target == other.Target && SameBecome(Become, other.Become)
        && SameValue(Arguments, other.Arguments)
        && Environment.Count == other.Environment.Count && Environment.All(pair => other.Environment.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static bool SameBecome(BecomeOptions a, BecomeOptions b) => a.User == b.User && a.Method == b.Method;

    private static bool SameValue(object? a, object? b) => (a, b) switch
    {
        (ScriptArray left, ScriptArray right) => left.Count == right.Count && left.Zip(right).All(pair => SameValue(pair.First, pair.Second)),
        (ScriptObject left, ScriptObject right) => left.Count == right.Count
            && left.All(member => right.TryGetValue(member.Key, out var other) && SameValue(member.Value, other)),
        _ => Equals(a, b),
    };
}
