namespace GlanceOrch.Core.Inventories;

/// <summary>A place that sets variables of a host, on its rung of the ladder.</summary>
/// <param name="Group">Whose variables they are; null: not a group's.</param>
/// <param name="Role">The name of the role that brings them; null: none does.</param>
public readonly record struct VariableLayer(VariableLevel Level, IReadOnlyDictionary<string, object?> Variables, Group? Group = null, string? Role = null)
{
    /// <summary>Why this layer's value holds and not that of a lower one.</summary>
    public string Beats(VariableLayer lower) => this switch
    {
        _ when Level != lower.Level => $"{Level.Title()} beat {lower.Level.Title()}",
        { Group: { } group } when lower.Group is { } other && group != other => Beats(group, other),
        { Role: { } role } when lower.Role is { } other && role != other => $"role '{role}' comes behind role '{other}'",
        _ => "the later one of the same rung wins",
    };

    private static string Beats(Group group, Group other) =>
        group.Depth > other.Depth && group.IsWithin(other) ? $"group '{group}' is below group '{other}'"
        : group.Depth > other.Depth ? $"group '{group}' is {group.Depth} deep, group '{other}' {other.Depth}"
        : group.Priority != other.Priority ? $"ansible_group_priority {group.Priority} of group '{group}' beats {other.Priority} of group '{other}'"
        : $"of groups alike the one later by name wins, '{group}' behind '{other}'";
}
