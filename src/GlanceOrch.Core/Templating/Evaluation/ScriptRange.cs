using System.Collections;

namespace GlanceOrch.Core.Templating;

/// <summary><c>1..5</c>: counts up or down, without holding its elements.</summary>
internal sealed class ScriptRange(long first, int count, int step) : IReadOnlyList<object?>
{
    public int Count => count;

    public object? this[int index] => Numbers.Normalize(first + ((long)index * step));

    public IEnumerator<object?> GetEnumerator()
    {
        for (var i = 0; i < count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary><c>empty</c>: equal to every list, object and text without content.</summary>
internal sealed class EmptyValue
{
    private EmptyValue()
    {
    }

    public static EmptyValue Instance { get; } = new();
}
