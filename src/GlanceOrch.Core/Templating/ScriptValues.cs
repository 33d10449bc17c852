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
}

/// <summary>A scope over a plain object.</summary>
public sealed class ObjectScope(ScriptObject values) : ITemplateScope
{
    public IEnumerable<string> Names => values.Keys;

    public bool TryGetValue(string name, out object? value) => values.TryGetValue(name, out value);
}
