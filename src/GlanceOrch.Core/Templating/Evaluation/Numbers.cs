using System.Numerics;

namespace GlanceOrch.Core.Templating;

/// <summary>The numbers of the language: int, long and BigInteger are one kind, double and decimal the others.</summary>
internal static class Numbers
{
    public static bool IsNumber(object? value) => value is int or long or double or decimal or BigInteger;

    public static bool IsInteger(object? value) => value is int or long or BigInteger;

    /// <summary>The smallest of int, long and BigInteger that holds the value.</summary>
    public static object Normalize(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? Normalize((long)value) : value;

    /// <inheritdoc cref="Normalize(BigInteger)"/>
    public static object Normalize(long value) => value is >= int.MinValue and <= int.MaxValue ? (int)value : value;

    public static BigInteger ToBig(object value) => value switch
    {
        int number => number,
        long number => number,
        BigInteger number => number,
        _ => throw new ArgumentException("not an integer", nameof(value)),
    };

    public static double ToDouble(object value) => value switch
    {
        int number => number,
        long number => number,
        double number => number,
        decimal number => (double)number,
        BigInteger number => (double)number,
        _ => throw new ArgumentException("not a number", nameof(value)),
    };

    /// <summary>The value as a 64-bit integer, when it is a number without a fraction that fits.</summary>
    public static bool TryInteger(object? value, out long result)
    {
        switch (value)
        {
            case int number:
                result = number;
                return true;
            case long number:
                result = number;
                return true;
            case BigInteger number when number >= long.MinValue && number <= long.MaxValue:
                result = (long)number;
                return true;
            case double number when Math.Floor(number) == number && Math.Abs(number) < 9e18:
                result = (long)number;
                return true;
            case decimal number when decimal.Floor(number) == number && Math.Abs(number) < 9e18m:
                result = (long)number;
                return true;
            default:
                result = 0;
                return false;
        }
    }

    public static object? Negate(object value) => value switch
    {
        double number => -number,
        decimal number => -number,
        _ => Normalize(-ToBig(value)),
    };
}
