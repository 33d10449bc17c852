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

        if (value == 0)
        {
            return double.IsNegative(value) ? "-0.0" : "0.0";
        }

        var scientific = value.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(scientific[(scientific.IndexOf('E', StringComparison.Ordinal) + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        if (exponent is >= -4 and < 16)
        {
            var plain = shortest.Contains('E', StringComparison.Ordinal) ? ((decimal)value).ToString(CultureInfo.InvariantCulture) : shortest;
            return plain.Contains('.', StringComparison.Ordinal) ? plain : plain + ".0";
        }

        var cut = shortest.IndexOf('E', StringComparison.Ordinal);
        var sign = exponent < 0 ? "-" : "+";
        return string.Create(CultureInfo.InvariantCulture, $"{shortest[..cut]}e{sign}{Math.Abs(exponent):00}");
    }

    private static string Repr(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        double number => Float(number),
        string text => Quoted(text),
        LocatedText template => Quoted(template.ToString()),
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
