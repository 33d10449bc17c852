namespace GlanceOrch.Core.Templating;

/// <summary>Elements of lists, each once, equal as <c>==</c> has it within one kind: the text "1" is not the number 1.</summary>
internal sealed class ElementSet(Invocation call)
{
    // Texts and integers are the usual elements and are looked up; for the rest equality is asked of each.
    private readonly HashSet<object> _simple = [];
    private readonly ScriptArray _others = [];

    public bool Contains(object? item) => Simple(item) is { } simple ? _simple.Contains(simple) : Has(item);

    /// <returns>False when it is there already.</returns>
    public bool Add(object? item)
    {
        if (Simple(item) is { } simple)
        {
            return _simple.Add(simple);
        }

        if (Has(item))
        {
            return false;
        }

        _others.Add(item);
        return true;
    }

    private static object? Simple(object? item) => UnknownValueException.ThrowIfUnknown(item) switch
    {
        string => item,
        int number => (long)number,
        long => item,
        _ => null,
    };

    private bool Has(object? item)
    {
        call.Evaluator.Work(call.Site, _others.Count);
        return _others.Exists(other => Comparison.AreEqual(call.Evaluator, call.Site, item, other));
    }
}
