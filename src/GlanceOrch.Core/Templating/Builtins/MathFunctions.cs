using System.Globalization;

namespace GlanceOrch.Core.Templating;

/// <summary><c>math.*</c></summary>
internal static class MathFunctions
{
    private const string Prefix = "math.";

    public static ScriptObject Family() => new ScriptObject()
        .Define(Prefix, "abs value", call => Apply(call, Math.Abs, Math.Abs, absolute: true))
        .Define(Prefix, "ceil value", call => Apply(call, Math.Ceiling, Math.Ceiling))
        .Define(Prefix, "divided_by value divisor", call => DividedBy(call))
        .Define(Prefix, "floor value", call => Apply(call, Math.Floor, Math.Floor))
        .Define(Prefix, "format value format culture?", call => Format(call))
        .Define(Prefix, "is_number value", call => Numbers.IsNumber(call[0]))
        .Define(Prefix, "minus value with", call => Operate(call, TokenKind.Subtract))
        .Define(Prefix, "modulo value with", call => Operate(call, TokenKind.Modulo))
        .Define(Prefix, "plus value with", call => Operate(call, TokenKind.Add))
        .Define(Prefix, "random minValue maxValue", call => Random.Shared.Next(call.Integer(0), call.Integer(1)))
        .Define(Prefix, "round value precision?", call => Round(call))
        .Define(Prefix, "times value with", call => Operate(call, TokenKind.Multiply))
        .Define(Prefix, "uuid", _ => Guid.NewGuid().ToString());

    /// <summary>A number by a .NET format string, also used by <c>object.format</c>.</summary>
    public static object? Format(Invocation call)
    {
        DatePattern.CheckCulture(call, call.TextOrNull(2));
        return call[0] switch
        {
            null => null,
            double number when number == Math.Floor(number) && Math.Abs(number) < 1e15 && call.Text(1) is ['X' or 'x' or 'D' or 'd', ..] =>
                ((long)number).ToString(call.Text(1), CultureInfo.InvariantCulture),
            IFormattable value => value.ToString(call.Text(1), CultureInfo.InvariantCulture),
            _ => throw call.Error($"expects a number instead of {ValueText.Describe(call[0])}"),
        };
    }

    private static object? Apply(Invocation call, Func<double, double> onDouble, Func<decimal, decimal> onDecimal, bool absolute = false) =>
        call.Number(0) switch
        {
            null => null,
            double number => onDouble(number),
            decimal number => onDecimal(number),
            var integer => absolute ? Numbers.Normalize(System.Numerics.BigInteger.Abs(Numbers.ToBig(integer))) : integer,
        };

    private static object? Operate(Invocation call, TokenKind kind) =>
        BinaryOperation.Apply(call.Evaluator, call.Site, kind, call.Number(0), call.Number(1));

    /// <summary>By an integer the result is rounded down to one.</summary>
    private static object? DividedBy(Invocation call)
    {
        var kind = Numbers.IsInteger(call.Number(1)) ? TokenKind.FloorDivide : TokenKind.Divide;
        return Operate(call, kind) is double number && kind == TokenKind.FloorDivide && Numbers.TryInteger(number, out var whole)
            ? Numbers.Normalize(whole)
            : Operate(call, kind);
    }

    private static object? Round(Invocation call)
    {
        var digits = Math.Clamp(call.Integer(1), 0, 15);
        return Apply(
            call,
            number => Math.Round(number, digits, MidpointRounding.AwayFromZero),
            number => Math.Round(number, digits, MidpointRounding.AwayFromZero));
    }
}
