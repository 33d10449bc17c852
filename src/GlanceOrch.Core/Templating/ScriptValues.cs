using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>A list of the template language. Not for concurrent changes; what is shared is not changed.</summary>
public sealed class ScriptArray : List<object?>
{
    public ScriptArray()
    {
    }

    public ScriptArray(IEnumerable<object?> items)
        : base(items)
    {
    }

    /// <summary>Made by the template that is being rendered, which may therefore change it. Values from outside are shared, and so are results.</summary>
    internal bool IsOwned { get; set; }

    /// <summary>The members of a list beside its elements: <c>list.x = 1</c>, and the named arguments of <c>$</c>.</summary>
    internal ScriptObject? Properties { get; set; }

    /// <summary>Where the items stand in the user's files, in their order; null for a list that comes from elsewhere.</summary>
    internal SourceSpan[]? Places { private get; init; }

    /// <summary>Where an item stands in the user's files; null when it comes from elsewhere.</summary>
    public SourceSpan? PlaceOf(int index) => Places is not null && index < Places.Length ? Places[index] : null;
}

/// <summary>An object of the template language: keys in the order they were added, compared by case. Not for concurrent changes.</summary>
public sealed class ScriptObject : OrderedDictionary<string, object?>
{
    public ScriptObject()
        : base(StringComparer.Ordinal)
    {
    }

    public ScriptObject(IEnumerable<KeyValuePair<string, object?>> items)
        : base(items, StringComparer.Ordinal)
    {
    }

    private HashSet<string>? _readOnly;
    private Dictionary<string, ValuePlace>? _places;

    /// <summary>Made by the template that is being rendered, which may therefore change it. Values from outside are shared, and so are results.</summary>
    internal bool IsOwned { get; set; }

    /// <summary>Where a member stands in the user's files; null when it comes from elsewhere.</summary>
    public ValuePlace? PlaceOf(string name) => _places is not null && _places.TryGetValue(name, out var place) ? place : null;

    /// <summary>Sets a member and remembers where it stands; null forgets where an earlier one stood.</summary>
    public void Set(string name, object? value, ValuePlace? place)
    {
        this[name] = value;
        if (place is { } known)
        {
            (_places ??= new(StringComparer.Ordinal))[name] = known;
        }
        else
        {
            _places?.Remove(name);
        }
    }

    /// <summary>Takes over all members of another, places included; they win over those that are there.</summary>
    public void SetAll(ScriptObject others)
    {
        foreach (var (name, value) in others)
        {
            Set(name, value, others.PlaceOf(name));
        }
    }

    internal bool IsReadOnly(string name) => _readOnly is not null && _readOnly.Contains(name);

    internal void SetReadOnly(string name) => (_readOnly ??= new(StringComparer.Ordinal)).Add(name);
}

/// <summary>A scope over a plain object.</summary>
public sealed class ObjectScope(ScriptObject values) : ITemplateScope
{
    public IEnumerable<string> Names => values.Keys;

    public bool TryGetValue(string name, out object? value) => values.TryGetValue(name, out value);
}
