using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Inventories;

/// <summary>A machine of the inventory. Immutable once the inventory is loaded.</summary>
public sealed class Host
{
    private readonly Dictionary<string, object?> _variables = new(StringComparer.Ordinal);

    internal Host(string name, SourceSpan span)
    {
        Name = name;
        Span = span;
    }

    public string Name { get; }

    /// <summary>Where the inventory names the host first.</summary>
    public SourceSpan Span { get; }

    /// <summary>All groups the host is in, <c>all</c> and inherited ones included, in the order their variables apply: the last one wins.</summary>
    public IReadOnlyList<Group> Groups { get; internal set; } = [];

    /// <summary>The variables the inventory itself gives the host, without those of groups and of files beside it.</summary>
    public IReadOnlyDictionary<string, object?> Variables => _variables;

    /// <summary>The groups that name the host themselves, while loading.</summary>
    internal HashSet<Group> Parents { get; } = [];

    internal void SetVariable(string name, object? value) => _variables[name] = value;

    public override string ToString() => Name;
}
