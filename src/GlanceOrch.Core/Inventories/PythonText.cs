using System.Collections;
using System.Globalization;
using System.Text;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Inventories;

/// <summary>Values as Python prints them, which is what <c>ansible-inventory --graph --vars</c> shows.</summary>
internal static class PythonText
{
    /// <summary>A value at the top: strings as they are.</summary>
    public static string Plain(object? value) => value switch
    {
        string text => text,
        LocatedText template => template.ToString(),
        VaultedText vaulted => vaulted.ToString(),
        _ => Repr(value),
    };

    /// <summary>The shortest digits that read back as the same number, with an exponent only beyond sixteen digits.</summary>
    public static string Float(double value)
    {
        if (double.IsNaN(value))
        {
            return "nan";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }

        // The fewest digits that read back as the same number.
        var shortest = Math.Abs(value).ToString("E16", CultureInfo.InvariantCulture);
        for (var precision = 0; precision < 16; precision++)
        {
            var text = Math.Abs(value).ToString($"E{precision.ToString(CultureInfo.InvariantCulture)}", CultureInfo.InvariantCulture);
            if (double.Parse(text, CultureInfo.InvariantCulture) == Math.Abs(value))
            {
                shortest = text;
                break;
            }
        }

        var parts = shortest.Split('E');
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        var exponent = int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return (double.IsNegative(value) ? "-" : "") + exponent switch
        {
            >= 16 or < -4 => string.Create(
                CultureInfo.InvariantCulture, $"{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}"),
            < 0 => "0." + new string('0', -exponent - 1) + digits,
            _ when digits.Length <= exponent + 1 => digits.PadRight(exponent + 1, '0') + ".0",
            _ => digits[..(exponent + 1)] + "." + digits[(exponent + 1)..],
        };
    }

    private static string Repr(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        double number => Float(number),
        string text => Quoted(text),
        LocatedText template => Quoted(template.ToString()),
        VaultedText vaulted => Quoted(vaulted.ToString()),
        IReadOnlyDictionary<string, object?> members => $"{{{string.Join(", ", members.Select(pair => $"{Quoted(pair.Key)}: {Repr(pair.Value)}"))}}}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Repr))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Quoted(string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var result = new StringBuilder().Append(quote);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\\' => result.Append(@"\\"),
                '\n' => result.Append(@"\n"),
                '\r' => result.Append(@"\r"),
                '\t' => result.Append(@"\t"),
                _ when c == quote => result.Append('\\').Append(c),
                _ when char.IsControl(c) => result.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => result.Append(c),
            };
        }

        return result.Append(quote).ToString();
    }
}
