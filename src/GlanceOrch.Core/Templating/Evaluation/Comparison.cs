using System.Numerics;

namespace GlanceOrch.Core.Templating;

/// <summary>When values are equal and which comes first.</summary>
internal static class Comparison
{
    public static bool AreEqual(Evaluator evaluator, Node node, object? left, object? right)
    {
        UnknownValueException.ThrowIfUnknown(left);
        UnknownValueException.ThrowIfUnknown(right);
        switch (left, right)
        {
            case (null, null):
                return true;
            case (EmptyValue, _) or (_, EmptyValue):
                return IsEmpty(left) && IsEmpty(right);
            case (null, _) or (_, null):
                return false;
            case (string a, string b):
                return a == b;
            case (string a, _) when IsScalar(right):
                return a == evaluator.ToText(right);
            case (_, string b) when IsScalar(left):
                return evaluator.ToText(left) == b;
            case (IReadOnlyList<object?> a, IReadOnlyList<object?> b):
                return ListsAreEqual(evaluator, node, a, b);
            case (ScriptObject a, ScriptObject b):
                return ObjectsAreEqual(evaluator, node, a, b);
            default:
                return Numbers.IsNumber(left) && Numbers.IsNumber(right) ? CompareNumbers(left, right) == 0 : left.Equals(right);
        }
    }

    /// <summary>Below zero when left comes first; null when the two cannot be compared.</summary>
    public static int? Compare(Evaluator evaluator, object? left, object? right)
    {
        UnknownValueException.ThrowIfUnknown(left);
        UnknownValueException.ThrowIfUnknown(right);
        return (left, right) switch
        {
            (string a, string b) => WordOrder.Compare(a, b),
            (string a, _) when right is not null && IsScalar(right) => WordOrder.Compare(a, evaluator.ToText(right)),
            (_, string b) when left is not null && IsScalar(left) => WordOrder.Compare(evaluator.ToText(left), b),
            (DateTime a, DateTime b) => a.CompareTo(b),
            (TimeSpan a, TimeSpan b) => a.CompareTo(b),
            (bool a, bool b) => a.CompareTo(b),
            _ => left is not null && right is not null && Numbers.IsNumber(left) && Numbers.IsNumber(right) ? CompareNumbers(left, right) : null,
        };
    }

    private static bool IsScalar(object value) => value is bool or DateTime or TimeSpan || Numbers.IsNumber(value);

    private static bool IsEmpty(object? value) => value switch
    {
        EmptyValue => true,
        IReadOnlyList<object?> list => list.Count == 0,
        ScriptObject members => members.Count == 0,
        string text => text.Length == 0,
        _ => false,
    };

    private static int CompareNumbers(object left, object right)
    {
        if (left is double || right is double)
        {
            return Numbers.ToDouble(left).CompareTo(Numbers.ToDouble(right));
        }

        if (Numbers.IsInteger(left) && Numbers.IsInteger(right))
        {
            return Numbers.TryInteger(left, out var a) && Numbers.TryInteger(right, out var b)
                ? a.CompareTo(b)
                : Numbers.ToBig(left).CompareTo(Numbers.ToBig(right));
        }

        return Exact(left) is { } exactLeft && Exact(right) is { } exactRight
            ? exactLeft.CompareTo(exactRight)
            : Numbers.ToDouble(left).CompareTo(Numbers.ToDouble(right));
    }

    private static decimal? Exact(object value) => value switch
    {
        decimal number => number,
        int number => number,
        long number => number,
        BigInteger number when BigInteger.Abs(number) < (BigInteger)decimal.MaxValue => (decimal)number,
        _ => null,
    };

    private static bool ListsAreEqual(Evaluator evaluator, Node node, IReadOnlyList<object?> left, IReadOnlyList<object?> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        evaluator.GuardStack(node); // a list or object may hold itself
        evaluator.Work(node, 10 + (left.Count * 3));
        for (var i = 0; i < left.Count; i++)
        {
            if (!AreEqual(evaluator, node, left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ObjectsAreEqual(Evaluator evaluator, Node node, ScriptObject left, ScriptObject right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        evaluator.GuardStack(node); // a list or object may hold itself
        evaluator.Work(node, 20 + (left.Count * 10));
        foreach (var (name, value) in left)
        {
            if (!right.TryGetValue(name, out var other) || !AreEqual(evaluator, node, value, other))
            {
                return false;
            }
        }

        return true;
    }
}
