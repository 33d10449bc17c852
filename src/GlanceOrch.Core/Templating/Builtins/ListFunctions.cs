using System.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>Filters of Ansible and Jinja on lists, texts and versions, by their names there.</summary>
/// <remarks>Many are names that users give to variables too (<c>version</c>, <c>product</c>).</remarks>
internal static class ListFunctions
{
    /// <param name="called">Names that exist only where they are called: as variables they are the user's.</param>
    public static void AddTo(ScriptObject called) => called
        .Define("", "difference list other", call => Sets.Without(call, call.List(0), call.List(1)))
        .Define("", "flatten list levels? skip_nulls?", call => Flatten(call))
        .Define("", "indent text width? first? blank?", call => Indent(call))
        .Define("", "intersect list other", call => Sets.Both(call, call.List(0), call.List(1)))
        .Define("", "items2dict list key_name? value_name?", call => ItemsToObject(call))
        .Define("", "max list attribute?", call => Extreme(call, 1))
        .Define("", "min list attribute?", call => Extreme(call, -1))
        .Define("", "product list others...", call => Product(call))
        .Define("", "rejectattr list attribute test? value?", call => AttributeTest.Select(call, wanted: false))
        .Define("", "selectattr list attribute test? value?", call => AttributeTest.Select(call, wanted: true))
        .Define("", "subelements list attribute skip_missing?", call => Subelements(call))
        .Define("", "sum list attribute?", call => Sum(call))
        .Define("", "symmetric_difference list other", call => ArrayFunctions.Made(
            [.. Sets.Without(call, call.List(0), call.List(1)), .. Sets.Without(call, call.List(1), call.List(0))]))
        .Define("", "ternary condition then otherwise undecided?", call => Ternary(call))
        .Define("", "union list other", call => Sets.Without(call, [.. call.List(0), .. call.List(1)], []))
        .Define("", "version text other operator?", call => LooseVersion.Holds(call))
        .Define("", "zip list others...", call => Zip(call));

    /// <summary>The member of an element, or that of its member (<c>a.b.0</c>).</summary>
    /// <returns>False when there is none.</returns>
    internal static bool TryAttribute(object? item, string path, out object? value)
    {
        value = UnknownValueException.ThrowIfUnknown(item);
        foreach (var name in path.Split('.'))
        {
            var found = value is IReadOnlyList<object?> list && int.TryParse(name, System.Globalization.NumberStyles.None, null, out var index)
                ? (list.Count > index, list.ElementAtOrDefault(index))
                : value is not null && Members.TryGet(value, name, out var member) ? (true, member) : (false, null);
            value = UnknownValueException.ThrowIfUnknown(found.Item2);
            if (!found.Item1)
            {
                return false;
            }
        }

        return true;
    }

    internal static object? Attribute(Invocation call, object? item, string path) => TryAttribute(item, path, out var value)
        ? value
        : throw call.Error($"finds no member `{path}` in {ValueText.Describe(item)}");

    /// <summary>Lists in lists made one, all levels or so many; null elements are left out.</summary>
    private static ScriptArray Flatten(Invocation call)
    {
        var result = ArrayFunctions.Made([]);
        var (levels, keepsNull) = (call.Has(1) ? call.Integer(1, int.MaxValue) : int.MaxValue, call[2] is false);
        Add(call.List(0), levels);
        return result;

        void Add(IReadOnlyList<object?> list, int depth)
        {
            call.Evaluator.GuardStack(call.Site); // a list may hold itself
            call.Evaluator.Work(call.Site, 5 + list.Count);
            foreach (var item in list)
            {
                if (UnknownValueException.ThrowIfUnknown(item) is IReadOnlyList<object?> inner && depth > 0)
                {
                    Add(inner, depth - 1);
                }
                else if (item is not null || keepsNull)
                {
                    result.Add(item);
                }
            }

            call.Evaluator.CheckCount(call.Site, result.Count);
        }
    }

    /// <summary>All lines but the first moved to the right; empty ones only with <c>blank</c>.</summary>
    private static string Indent(Invocation call)
    {
        var mark = call[1] is string given ? given : new string(' ', Math.Clamp(call.Integer(1, 4), 0, 1000));
        var (first, blank) = (Evaluator.IsTrue(call[2]), Evaluator.IsTrue(call[3]));
        var result = new StringBuilder();
        foreach (var (index, line) in call.Text(0).Split('\n').Index())
        {
            var isMoved = index == 0 ? first : blank || line.Length > 0;
            result.Append(index > 0 ? "\n" : "").Append(isMoved ? mark : "").Append(line);
            call.Evaluator.CheckLength(call.Site, result.Length);
        }

        return result.ToString();
    }

    private static ScriptObject ItemsToObject(Invocation call)
    {
        var (key, value) = (call.TextOrNull(1) ?? "key", call.TextOrNull(2) ?? "value");
        var result = new ScriptObject { IsOwned = true };
        foreach (var item in call.List(0))
        {
            result[call.Evaluator.ToText(Attribute(call, item, key))] = Attribute(call, item, value);
        }

        return result;
    }

    /// <summary>The least or greatest element, the first of equals; of an empty list null.</summary>
    private static object? Extreme(Invocation call, int sign)
    {
        var items = call.List(0);
        if (items.Count == 0)
        {
            return null;
        }

        var attribute = call.TextOrNull(1);
        var best = items[0];
        var bestKey = Key(best);
        foreach (var item in items.Skip(1))
        {
            var key = Key(item);
            var order = (key is string) == (bestKey is string) ? Comparison.Compare(call.Evaluator, key, bestKey) : null;
            if ((order ?? throw call.Error($"cannot order {ValueText.Describe(bestKey)} and {ValueText.Describe(key)}")) * sign > 0)
            {
                (best, bestKey) = (item, key);
            }
        }

        return UnknownValueException.ThrowIfUnknown(best);

        object? Key(object? item) => attribute is null ? UnknownValueException.ThrowIfUnknown(item) : Attribute(call, item, attribute);
    }

    private static object? Sum(Invocation call)
    {
        object? sum = 0;
        foreach (var item in call.List(0))
        {
            var number = call[1] is null ? UnknownValueException.ThrowIfUnknown(item) : Attribute(call, item, call.Text(1));
            sum = Numbers.IsNumber(number)
                ? BinaryOperation.Apply(call.Evaluator, call.Site, TokenKind.Add, sum, number)
                : throw call.Error($"expects numbers instead of {ValueText.Describe(number)}", "write `list | array.each @int` before, or name the member to add up");
        }

        return sum;
    }

    private static ScriptArray Product(Invocation call)
    {
        IEnumerable<ScriptArray> rows = [ArrayFunctions.Made([])];
        var count = 1L;
        foreach (var list in Lists(call))
        {
            count *= list.Count;
            call.Evaluator.CheckCount(call.Site, count);
            call.Evaluator.Work(call.Site, count * 10);
            rows = [.. rows.SelectMany(row => list.Select(item => ArrayFunctions.Made([.. row, item])))];
        }

        return ArrayFunctions.Made(rows);
    }

    private static ScriptArray Zip(Invocation call)
    {
        var lists = Lists(call);
        var count = lists.Min(list => list.Count);
        call.Evaluator.Work(call.Site, count * (10L + lists.Count));
        return ArrayFunctions.Made(Enumerable.Range(0, count).Select(i => ArrayFunctions.Made(lists.Select(list => list[i]))));
    }

    private static List<IReadOnlyList<object?>> Lists(Invocation call) =>
    [
        call.List(0),
        .. call.List(1).Select(other => UnknownValueException.ThrowIfUnknown(other) as IReadOnlyList<object?>
            ?? throw call.Error($"expects lists instead of {ValueText.Describe(other)}")),
    ];

    /// <summary>Pairs of an element and one of its parts; <c>skip_missing</c> passes over elements without that member.</summary>
    private static ScriptArray Subelements(Invocation call)
    {
        // Of a mapping its values are meant.
        var items = call[0] is ScriptObject members ? [.. members.Values] : call.List(0);
        var skips = Evaluator.IsTrue(call[2] is ScriptObject options ? options.GetValueOrDefault("skip_missing") : call[2]);
        var pairs = ArrayFunctions.Made([]);
        foreach (var item in items)
        {
            if (!TryAttribute(item, call.Text(1), out var parts) && skips)
            {
                continue;
            }

            var list = Attribute(call, item, call.Text(1)) as IReadOnlyList<object?>
                ?? throw call.Error($"expects a list in `{call.Text(1)}` instead of {ValueText.Describe(parts)}");
            call.Evaluator.Work(call.Site, 10L * list.Count);
            call.Evaluator.CheckCount(call.Site, (long)pairs.Count + list.Count);
            pairs.AddRange(list.Select(part => ArrayFunctions.Made([item, part])));
        }

        return pairs;
    }

    /// <summary>One of two values by a condition; a third one for null.</summary>
    private static object? Ternary(Invocation call)
    {
        if (call[0] is null && call.Has(3))
        {
            return call[3];
        }

        return Conditions.TryTruth(call[0], out var truth, out var problem, out var hint)
            ? truth ? call[1] : call[2]
            : throw call.Error($"needs one: {problem}", hint);
    }

    /// <summary>Lists as sets: without doubles, in the order of their elements.</summary>
    private static class Sets
    {
        public static ScriptArray Without(Invocation call, IReadOnlyList<object?> list, IReadOnlyList<object?> others) => Filter(call, list, others, wanted: false);

        public static ScriptArray Both(Invocation call, IReadOnlyList<object?> list, IReadOnlyList<object?> others) => Filter(call, list, others, wanted: true);

        private static ScriptArray Filter(Invocation call, IReadOnlyList<object?> list, IReadOnlyList<object?> others, bool wanted)
        {
            var known = new ElementSet(call);
            foreach (var item in others)
            {
                known.Add(item);
            }

            var taken = new ElementSet(call);
            return ArrayFunctions.Made(list.Where(item => known.Contains(item) == wanted && taken.Add(item)));
        }
    }
}
