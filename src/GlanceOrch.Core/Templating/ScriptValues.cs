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

    /// <summary>Made by the template that is being rendered, which may therefore change it. Values from outside are shared.</summary>
    internal bool IsOwned { get; init; }

    /// <summary>The members of a list beside its elements: <c>list.x = 1</c>, and the named arguments of <c>$</c>.</summary>
    internal ScriptObject? Properties { get; set; }
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

    /// <summary>Made by the template that is being rendered, which may therefore change it. Values from outside are shared.</summary>
    internal bool IsOwned { get; init; }

    internal bool IsReadOnly(string name) => _readOnly is not null && _readOnly.Contains(name);

    internal void SetReadOnly(string name) => (_readOnly ??= new(StringComparer.Ordinal)).Add(name);
}

/// <summary>A scope over a plain object.</summary>
public sealed class ObjectScope(ScriptObject values) : ITemplateScope
{
    public IEnumerable<string> Names => values.Keys;

    public bool TryGetValue(string name, out object? value) => values.TryGetValue(name, out value);
}
