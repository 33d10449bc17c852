using System.Globalization;
using System.Numerics;

namespace GlanceOrch.Core.Templating;

/// <summary>Numbers as templates write them: <c>1_000</c>, <c>0xff</c>, <c>0b1010</c>, <c>1e3</c>, <c>2.5</c>, <c>1f</c>, <c>1.5m</c>.</summary>
internal static class NumberLiteral
{
    // Beyond any double; also keeps 1e999999999 from filling the memory.
    private const int LargestExponent = 308;

    /// <summary>Reads the number at <paramref name="at"/> and moves behind it; null when it is none.</summary>
    public static object? Read(string text, ref int at)
    {
        if (text[at] == '0' && at + 1 < text.Length && text[at + 1] is 'x' or 'X' or 'b' or 'B')
        {
            return Prefixed(text, ref at);
        }

        var start = at;
        SkipDigits(text, ref at);
        var isFloat = false;
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            isFloat = true;
            at++;
            SkipDigits(text, ref at);
        }

        var mantissaEnd = at;
        var exponent = Exponent(text, ref at);
        var mantissa = text[start..mantissaEnd].Replace("_", "", StringComparison.Ordinal);
        var digits = text[start..at].Replace("_", "", StringComparison.Ordinal);
        switch (at < text.Length ? text[at] : '\0')
        {
            case 'f' or 'F' or 'd' or 'D' when !FollowedByWord(text, at + 1):
                at++;
                return Double(digits);
            case 'm' or 'M' when !FollowedByWord(text, at + 1):
                at++;
                return decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? exact : null;
            case 'u' or 'U' when !FollowedByWord(text, at + 1) && !isFloat:
                at++;
                break;
        }

        if (isFloat || exponent is < 0)
        {
            return Double(digits);
        }

        return exponent > LargestExponent
            ? null
            : Numbers.Normalize(BigInteger.Parse(mantissa, CultureInfo.InvariantCulture) * BigInteger.Pow(10, exponent ?? 0));
    }

    private static object? Prefixed(string text, ref int at)
    {
        var radix = text[at + 1] is 'x' or 'X' ? 16 : 2;
        at += 2;
        var value = BigInteger.Zero;
        var any = false;
        for (; at < text.Length; at++)
        {
            if (text[at] == '_')
            {
                continue;
            }

            if (!char.IsAsciiHexDigit(text[at]) || (radix == 2 && text[at] is not ('0' or '1')))
            {
                break;
            }

            value = (value * radix) + Convert.ToInt32(text[at].ToString(), 16);
            any = true;
        }

        if (at < text.Length && text[at] is 'u' or 'U')
        {
            at++;
        }

        return any ? Numbers.Normalize(value) : null;
    }

    private static int? Exponent(string text, ref int at)
    {
        if (at >= text.Length || text[at] is not ('e' or 'E'))
        {
            return null;
        }

        var end = at + 1;
        if (end < text.Length && text[end] is '+' or '-')
        {
            end++;
        }

        var firstDigit = end;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        if (end == firstDigit)
        {
            return null;
        }

        var exponent = int.TryParse(text.AsSpan(at + 1, end - at - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : int.MaxValue;
        at = end;
        return exponent;
    }

    private static object? Double(string digits) =>
        double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static void SkipDigits(string text, ref int at)
    {
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }
    }

    private static bool FollowedByWord(string text, int at) => at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_');
}
