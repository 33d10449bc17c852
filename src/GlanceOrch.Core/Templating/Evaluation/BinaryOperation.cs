using System.Numerics;
using System.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>The binary operators on values.</summary>
internal static class BinaryOperation
{
    private const string MakeNumber = "write `(x | int)` or `(x | string.to_double)` for the number in a text";

    public static object? Apply(Evaluator evaluator, Expression node, TokenKind kind, object? left, object? right)
    {
        switch (kind)
        {
            case TokenKind.Equal:
                return Comparison.AreEqual(evaluator, node, left, right);
            case TokenKind.NotEqual:
                return !Comparison.AreEqual(evaluator, node, left, right);
            case TokenKind.Less or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.GreaterOrEqual:
                return Order(evaluator, node, kind, left, right);
            case TokenKind.Range or TokenKind.RangeExclusive:
                return Range(evaluator, node, kind, left, right);
        }

        if (left is IReadOnlyList<object?> || right is IReadOnlyList<object?>)
        {
            return OnLists(evaluator, node, kind, left, right);
        }

        if (left is string || right is string)
        {
            return OnTexts(evaluator, node, kind, left, right);
        }

        if (left is null || right is null)
        {
            return null;
        }

        if (left is int a && right is int b)
        {
            return OnIntegers(node, kind, a, b);
        }

        if (Numbers.IsNumber(left) && Numbers.IsNumber(right))
        {
            return OnNumbers(node, kind, left, right);
        }

        try
        {
            return (left, right, kind) switch
            {
                (DateTime date, TimeSpan span, TokenKind.Add) => date + span,
                (DateTime date, TimeSpan span, TokenKind.Subtract) => date - span,
                (DateTime date, DateTime other, TokenKind.Subtract) => date - other,
                (TimeSpan span, TimeSpan other, TokenKind.Add) => span + other,
                (TimeSpan span, TimeSpan other, TokenKind.Subtract) => span - other,
                _ => throw Unsupported(node, kind, left, right),
            };
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            throw node.Error("The date or time is out of range");
        }
    }

    private static TemplateException Unsupported(Expression node, TokenKind kind, object? left, object? right) =>
        node.Error($"The operator `{Operators.Text(kind)}` is not supported between `{Kinds.Of(left)}` and `{Kinds.Of(right)}`");

    private static object? Order(Evaluator evaluator, Expression node, TokenKind kind, object? left, object? right)
    {
        if (ReferenceEquals(evaluator.Playbook, node.Source) && Unlike(left, right) is { } hint)
        {
            throw node.Error($"`{Operators.Text(kind)}` cannot order {ValueText.Describe(left)} and {ValueText.Describe(right)}", hint);
        }

        if (left is null || right is null)
        {
            return false;
        }

        var order = Comparison.Compare(evaluator, left, right) ?? throw Unsupported(node, kind, left, right);
        return kind switch
        {
            TokenKind.Less => order < 0,
            TokenKind.LessOrEqual => order <= 0,
            TokenKind.Greater => order > 0,
            _ => order >= 0,
        };
    }

    /// <summary>What to write in a playbook where a text or null would be ordered with something of another kind; null when the two may be ordered.</summary>
    /// <remarks>Scriban, and so template files, compares the two as texts and finds null neither less nor greater: "12" would be less than 9.</remarks>
    private static string? Unlike(object? left, object? right)
    {
        UnknownValueException.ThrowIfUnknown(left);
        UnknownValueException.ThrowIfUnknown(right);
        return (left, right) switch
        {
            (null, _) or (_, null) => "write `(x ?? 0)`, or ask `x != null` before",
            (string, string) => null,
            (string, _) when Numbers.IsNumber(right) => MakeNumber,
            (_, string) when Numbers.IsNumber(left) => MakeNumber,
            (string, bool or DateTime or TimeSpan) or (bool or DateTime or TimeSpan, string) => "order values of one kind",
            _ => null,
        };
    }

    private static ScriptRange Range(Evaluator evaluator, Expression node, TokenKind kind, object? left, object? right)
    {
        if (!Numbers.TryInteger(left, out var first) || !Numbers.TryInteger(right, out var last))
        {
            throw Unsupported(node, kind, left, right);
        }

        var step = first <= last ? 1 : -1;
        var count = BigInteger.Abs((BigInteger)last - first) + (kind == TokenKind.Range ? 1 : 0);
        if (count > evaluator.Options.LoopLimit)
        {
            throw node.ErrorAt(
                node is BinaryExpression binary ? binary.OperatorStart : node.Start,
                $"Range expression exceeds LoopLimit `{evaluator.Options.LoopLimit}`.");
        }

        return new(first, (int)count, step);
    }

    private static object OnTexts(Evaluator evaluator, Expression node, TokenKind kind, object? left, object? right)
    {
        switch (kind)
        {
            case TokenKind.Add:
                var (a, b) = (evaluator.ToText(left), evaluator.ToText(right));
                evaluator.CheckLength(node, (long)a.Length + b.Length);
                evaluator.Work(node, (a.Length + b.Length) >> 5);
                return a + b;
            case TokenKind.Multiply:
                var (text, times) = left is string ? ((string)left, right) : (right as string ?? "", left);
                if (times is string || !Numbers.TryInteger(times, out var count))
                {
                    throw node.Error("Expecting an integer. The operator `*` is not supported for the expression. Only working on string x int or int x string");
                }

                count = Math.Max(0, count);
                evaluator.CheckLength(node, count > int.MaxValue ? count : text.Length * count);
                evaluator.Work(node, (text.Length * count) >> 5);
                return new StringBuilder().Insert(0, text, (int)count).ToString();
            default:
                throw Unsupported(node, kind, left, right);
        }
    }

    private static object OnLists(Evaluator evaluator, Expression node, TokenKind kind, object? left, object? right)
    {
        evaluator.Handled(node, left);
        evaluator.Handled(node, right);
        switch (kind, left, right)
        {
            case (TokenKind.Add, IReadOnlyList<object?> a, IReadOnlyList<object?> b):
                evaluator.CheckCount(node, (long)a.Count + b.Count);
                return new ScriptArray([.. a, .. b]) { IsOwned = true };
            case (TokenKind.Add, string or null, _):
            case (TokenKind.Add, _, string or null):
                return evaluator.ToText(left) + evaluator.ToText(right);
            case (TokenKind.ShiftLeft, IReadOnlyList<object?> list, _):
                return new ScriptArray([.. list, right]) { IsOwned = true };
            case (TokenKind.ShiftRight, _, IReadOnlyList<object?> list):
                return new ScriptArray([left, .. list]) { IsOwned = true };
            case (TokenKind.Multiply, IReadOnlyList<object?> list, _) when Numbers.TryInteger(right, out var times):
                return Repeat(evaluator, node, list, times);
            case (TokenKind.Multiply, _, IReadOnlyList<object?> list) when Numbers.TryInteger(left, out var times):
                return Repeat(evaluator, node, list, times);
            default:
                throw Unsupported(node, kind, left, right);
        }
    }

    private static ScriptArray Repeat(Evaluator evaluator, Expression node, IReadOnlyList<object?> list, long times)
    {
        times = Math.Max(0, times);
        if ((BigInteger)times * list.Count > evaluator.Options.LoopLimit)
        {
            throw node.Error($"Array multiplication exceeds LoopLimit `{evaluator.Options.LoopLimit}`.");
        }

        evaluator.CheckCount(node, times * list.Count);
        evaluator.Work(node, times * list.Count);
        var result = new ScriptArray { IsOwned = true };
        for (var i = 0; i < times && list.Count > 0; i++)
        {
            result.AddRange(list);
        }

        return result;
    }

    private static object OnIntegers(Expression node, TokenKind kind, int left, int right) => kind switch
    {
        TokenKind.Add => Numbers.Normalize((long)left + right),
        TokenKind.Subtract => Numbers.Normalize((long)left - right),
        TokenKind.Multiply => Numbers.Normalize((long)left * right),
        _ => OnBigIntegers(node, kind, left, right),
    };

    private static object OnNumbers(Expression node, TokenKind kind, object left, object right)
    {
        if (Numbers.IsInteger(left) && Numbers.IsInteger(right))
        {
            return OnBigIntegers(node, kind, Numbers.ToBig(left), Numbers.ToBig(right));
        }

        if (left is double || right is double || left is BigInteger || right is BigInteger)
        {
            return OnDoubles(node, kind, Numbers.ToDouble(left), Numbers.ToDouble(right));
        }

        return OnDecimals(node, kind, ToDecimal(left), ToDecimal(right));
    }

    private static decimal ToDecimal(object value) => value switch
    {
        decimal number => number,
        int number => number,
        long number => number,
        _ => 0,
    };

    private static object OnBigIntegers(Expression node, TokenKind kind, BigInteger left, BigInteger right)
    {
        if (right.IsZero && kind is TokenKind.Divide or TokenKind.FloorDivide or TokenKind.Modulo)
        {
            throw node.Error("Division by zero");
        }

        switch (kind)
        {
            case TokenKind.Add:
                return Numbers.Normalize(left + right);
            case TokenKind.Subtract:
                return Numbers.Normalize(left - right);
            case TokenKind.Multiply:
                if (left.GetBitLength() + right.GetBitLength() > 1_000_000)
                {
                    throw node.Error("The number is too large");
                }

                return Numbers.Normalize(left * right);
            case TokenKind.Divide:
                return (double)left / (double)right;
            case TokenKind.FloorDivide:
                var quotient = BigInteger.DivRem(left, right, out var remainder);
                return Numbers.Normalize(!remainder.IsZero && remainder.Sign != right.Sign ? quotient - 1 : quotient);
            case TokenKind.Modulo:
                return Numbers.Normalize(left % right);
            case TokenKind.ShiftLeft or TokenKind.ShiftRight when right >= 0 && right <= 1_000_000:
                return Numbers.Normalize(kind == TokenKind.ShiftLeft ? left << (int)right : left >> (int)right);
            default:
                throw Unsupported(node, kind, Numbers.Normalize(left), Numbers.Normalize(right));
        }
    }

    private static object OnDoubles(Expression node, TokenKind kind, double left, double right) => kind switch
    {
        TokenKind.Add => left + right,
        TokenKind.Subtract => left - right,
        TokenKind.Multiply => left * right,
        TokenKind.Divide or TokenKind.FloorDivide or TokenKind.Modulo when right == 0 => throw node.Error("Division by zero"),
        TokenKind.Divide => left / right,
        TokenKind.FloorDivide => Math.Floor(left / right),
        TokenKind.Modulo => left % right,
        _ => throw Unsupported(node, kind, left, right),
    };

    private static object OnDecimals(Expression node, TokenKind kind, decimal left, decimal right)
    {
        try
        {
            return kind switch
            {
                TokenKind.Add => left + right,
                TokenKind.Subtract => left - right,
                TokenKind.Multiply => left * right,
                TokenKind.Divide or TokenKind.FloorDivide or TokenKind.Modulo when right == 0 => throw node.Error("Division by zero"),
                TokenKind.Divide => left / right,
                TokenKind.FloorDivide => decimal.Floor(left / right),
                TokenKind.Modulo => left % right,
                _ => throw Unsupported(node, kind, left, right),
            };
        }
        catch (OverflowException)
        {
            throw node.Error("The number is too large");
        }
    }
}
