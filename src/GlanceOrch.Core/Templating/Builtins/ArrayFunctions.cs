using System.Text;

namespace GlanceOrch.Core.Templating;

/// <summary><c>array.*</c></summary>
internal static class ArrayFunctions
{
    private const string Prefix = "array.";

    public static ScriptObject Family() => new ScriptObject()
        .Define(Prefix, "add list value", call => Made([.. call.List(0), call[1]]))
        .Define(Prefix, "add_range list1 list2", call => Made([.. call.List(0), .. call.List(1)]))
        .Define(Prefix, "any list function args...", call => Any(call))
        .Define(Prefix, "compact list", call => call[0] is null ? null : Made(call.List(0).Where(item => item is not null)))
        .Define(Prefix, "concat list1 list2", call => call[0] is null && call[1] is null ? null : Made([.. call.List(0), .. call.List(1)]))
        .Define(Prefix, "contains list item", call => Contains(call))
        .Define(Prefix, "cycle list group?", call => Cycle(call))
        .Define(Prefix, "each list function args...", call => Each(call))
        .Define(Prefix, "filter list function args...", call => Filter(call))
        .Define(Prefix, "first list", call => call.List(0) is [var first, ..] ? UnknownValueException.ThrowIfUnknown(first) : null)
        .Define(Prefix, "insert_at list index value", call => InsertAt(call))
        .Define(Prefix, "join list delimiter function?", call => Join(call))
        .Define(Prefix, "last list", call => call.List(0) is [.., var last] ? UnknownValueException.ThrowIfUnknown(last) : null)
        .Define(Prefix, "limit list count", call => call[0] is null ? null : Made(call.List(0).Take(call.Integer(1))))
        .Define(Prefix, "map list member", call => Made(call.List(0).Select(item => Member(call, item, call.Text(1)))))
        .Define(Prefix, "offset list index", call => call[0] is null ? null : Made(call.List(0).Skip(call.Integer(1))))
        .Define(Prefix, "remove_at list index", call => RemoveAt(call))
        .Define(Prefix, "reverse list", call => Made(call.List(0).Reverse()))
        .Define(Prefix, "size list", call => call.List(0).Count)
        .Define(Prefix, "sort list member?", call => Sort(call))
        .Define(Prefix, "uniq list", call => call[0] is null ? null : Uniq(call));

    /// <summary>A new list, which the template may change.</summary>
    public static ScriptArray Made(IEnumerable<object?> items) => new(items) { IsOwned = true };

    private static bool Any(Invocation call)
    {
        var (function, rest) = (call.Function(1), call.List(2));
        return call.List(0).Any(item => Evaluator.IsTrue(call.Call(function, [item, .. rest])));
    }

    private static bool Contains(Invocation call)
    {
        var wanted = call[1];
        return call.List(0).Any(item => Comparison.AreEqual(call.Evaluator, call.Site, item, wanted));
    }

    private static object? Cycle(Invocation call)
    {
        var list = call.List(0);
        if (list.Count == 0)
        {
            return null;
        }

        var group = call.TextOrNull(1) ?? call.Evaluator.ToText(list);
        var turn = call.Evaluator.Cycles.GetValueOrDefault(group);
        call.Evaluator.Cycles[group] = turn + 1;
        return list[turn % list.Count];
    }

    private static ScriptArray Each(Invocation call)
    {
        var (function, rest) = (call.Function(1), call.List(2));
        return Made(call.List(0).Select(item => call.Call(function, [item, .. rest])));
    }

    private static ScriptArray Filter(Invocation call)
    {
        var (function, rest) = (call.Function(1), call.List(2));
        return Made(call.List(0).Where(item => Evaluator.IsTrue(call.Call(function, [item, .. rest]))));
    }

    private static ScriptArray InsertAt(Invocation call)
    {
        var list = Made(call.List(0));
        var index = call.Integer(1);
        index = Math.Max(0, index < 0 ? index + list.Count + 1 : index);
        call.Evaluator.CheckCount(call.Site, index);
        while (list.Count < index)
        {
            list.Add(null);
        }

        list.Insert(index, call[2]);
        return list;
    }

    private static string Join(Invocation call)
    {
        var delimiter = call.Text(1);
        var function = call[2] is null ? null : call.Function(2);
        var text = new StringBuilder();
        var first = true;
        foreach (var item in call.List(0))
        {
            text.Append(first ? "" : delimiter);
            first = false;
            var part = call.Evaluator.ToText(UnknownValueException.ThrowIfUnknown(item));
            text.Append(function is null ? part : call.Evaluator.ToText(call.Call(function, part)));
            call.Evaluator.CheckLength(call.Site, text.Length);
        }

        return text.ToString();
    }

    private static ScriptArray RemoveAt(Invocation call)
    {
        var list = Made(call.List(0));
        var index = call.Integer(1);
        index = index < 0 ? index + list.Count : index;
        if (index >= 0 && index < list.Count)
        {
            list.RemoveAt(index);
        }

        return list;
    }

    private static ScriptArray Sort(Invocation call)
    {
        var member = call.TextOrNull(1);
        call.Evaluator.Work(call.Site, call.List(0).Count * 20L);
        return Made(call.List(0).OrderBy(item => member is null ? UnknownValueException.ThrowIfUnknown(item) : Member(call, item, member), new Order(call)));
    }

    private static ScriptArray Uniq(Invocation call)
    {
        var seen = new ElementSet(call);
        return Made(call.List(0).Where(seen.Add));
    }

    private static object? Member(Invocation call, object? item, string name)
    {
        if (item is null)
        {
            return null;
        }

        if (!Members.TryGet(UnknownValueException.ThrowIfUnknown(item) ?? "", name, out var value) && call.Evaluator.Strict)
        {
            throw call.Error($"finds no member `{name}` in {ValueText.Describe(item)}");
        }

        return UnknownValueException.ThrowIfUnknown(value);
    }

    /// <summary>Null first; what cannot be compared keeps its order.</summary>
    private sealed class Order(Invocation call) : IComparer<object?>
    {
        public int Compare(object? x, object? y) => (x, y) switch
        {
            (null, null) => 0,
            (null, _) => -1,
            (_, null) => 1,
            _ => Comparison.Compare(call.Evaluator, x, y) ?? 0,
        };
    }
}
