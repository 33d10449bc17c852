using System.Collections;
using System.Diagnostics.CodeAnalysis;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Inventories;

/// <summary>A small map over a big shared one: the upper one wins.</summary>
internal sealed class LayeredVariables(IReadOnlyDictionary<string, object?> upper, IReadOnlyDictionary<string, object?> lower)
    : IReadOnlyDictionary<string, object?>
{
    public int Count => lower.Count + upper.Keys.Count(key => !lower.ContainsKey(key));

    public IEnumerable<string> Keys => lower.Keys.Concat(upper.Keys.Where(key => !lower.ContainsKey(key)));

    public IEnumerable<object?> Values => Keys.Select(key => this[key]);

    public object? this[string key] => upper.TryGetValue(key, out var value) ? value : lower[key];

    public ValuePlace? PlaceOf(string name) => VariablePlaces.Of(upper.ContainsKey(name) ? upper : lower, name);

    public bool ContainsKey(string key) => upper.ContainsKey(key) || lower.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value) => upper.TryGetValue(key, out value) || lower.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Keys.Select(key => KeyValuePair.Create(key, this[key])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
