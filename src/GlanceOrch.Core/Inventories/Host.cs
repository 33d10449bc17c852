using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Inventories;

/// <summary>A machine of the inventory. Immutable once the inventory is loaded.</summary>
public sealed class Host
{
    private readonly IDictionary<string, object?> _variables;

    /// <param name="keepsPlaces">Variables remember where they stand.</param>
    internal Host(string name, SourceSpan span, bool keepsPlaces = false)
    {
        Name = name;
        Span = span;
        _variables = keepsPlaces ? new ScriptObject() : new Dictionary<string, object?>(StringComparer.Ordinal);
    }

    public string Name { get; }

    /// <summary>Where the inventory names the host first.</summary>
    public SourceSpan Span { get; }

    /// <summary>All groups the host is in, <c>all</c> and inherited ones included, in the order their variables apply: the last one wins.</summary>
    public IReadOnlyList<Group> Groups { get; internal set; } = [];

    /// <summary>The variables the inventory itself gives the host, without those of groups and of files beside it.</summary>
    public IReadOnlyDictionary<string, object?> Variables => (IReadOnlyDictionary<string, object?>)_variables;

    /// <summary>The groups that name the host themselves, while loading.</summary>
    internal HashSet<Group> Parents { get; } = [];

    internal void SetVariable(string name, object? value, SourceSpan? place = null)
    {
        if (_variables is ScriptObject placed)
        {
            placed.Set(name, value, place is { } known ? new ValuePlace(known, known) : null);
        }
        else
        {
            _variables[name] = value;
        }
    }

    public override string ToString() => Name;
}
