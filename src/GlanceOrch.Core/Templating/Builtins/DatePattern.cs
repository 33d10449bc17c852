using System.Globalization;
using System.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>Patterns of dates: <c>%Y-%m-%d</c>.</summary>
internal static class DatePattern
{
    /// <summary>How dates print unless told otherwise.</summary>
    public const string Standard = "%d %b %Y";

    /// <summary>The program runs without culture data: everything is written as the invariant culture has it.</summary>
    public static void CheckCulture(Invocation call, string? culture)
    {
        if (culture is not (null or "" or "en-US" or "en" or "invariant"))
        {
            throw call.Error($"has no data of the culture `{culture}`, only of en-US");
        }
    }

    /// <param name="date">What to format.</param>
    /// <param name="pattern">The pattern; <c>%g</c> alone stands for the standard one.</param>
    /// <param name="standard">The standard pattern.</param>
    public static string Format(DateTime date, string pattern, string standard)
    {
        pattern = pattern == "%g" ? "%g " + standard : pattern;
        var result = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '%' || i + 1 == pattern.Length)
            {
                result.Append(pattern[i]);
                continue;
            }

            i++;
            result.Append(Part(date, pattern[i]) ?? $"%{pattern[i]}");
        }

        return result.ToString();
    }

    /// <summary>The pattern in .NET's words.</summary>
    public static string ForParsing(Invocation call, string pattern)
    {
        var result = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '%' || i + 1 == pattern.Length)
            {
                result.Append(char.IsLetter(pattern[i]) || pattern[i] is '\'' or '"' or '\\' or '/' or ':' ? $"\\{pattern[i]}" : pattern[i]);
                continue;
            }

            i++;
            result.Append(pattern[i] switch
            {
                'a' => "ddd",
                'A' => "dddd",
                'b' or 'h' => "MMM",
                'B' => "MMMM",
                'd' => "dd",
                'D' => @"MM\/dd\/yy",
                'e' => "d",
                'F' => "yyyy-MM-dd",
                'g' => "",
                'H' => "HH",
                'I' => "hh",
                'k' => "H",
                'l' => "h",
                'L' => "fff",
                'm' => "MM",
                'M' => "mm",
                'p' or 'P' => "tt",
                'r' => @"hh\:mm\:ss tt",
                'R' => @"HH\:mm",
                'S' => "ss",
                'T' => @"HH\:mm\:ss",
                'y' => "yy",
                'Y' => "yyyy",
                'Z' => "zzz",
                '%' => "%",
                var other => throw call.Error($"cannot read a date by `%{other}`"),
            });
        }

        return result.ToString();
    }

    private static string? Part(DateTime date, char letter) => letter switch
    {
        'a' => Net(date, "ddd"),
        'A' => Net(date, "dddd"),
        'b' or 'h' => Net(date, "MMM"),
        'B' => Net(date, "MMMM"),
        'c' => Net(date, "ddd MMM dd HH:mm:ss yyyy"),
        'C' => Padded(date.Year / 100, 2),
        'd' => Net(date, "dd"),
        'D' => Net(date, "MM/dd/yy"),
        'e' => Blank(date.Day),
        'F' => Net(date, "yyyy-MM-dd"),
        'g' => "",
        'H' => Net(date, "HH"),
        'I' => Net(date, "hh"),
        'j' => Padded(date.DayOfYear, 3),
        'k' => Blank(date.Hour),
        'l' => Blank(date.Hour % 12 == 0 ? 12 : date.Hour % 12),
        'L' => Padded(date.Millisecond, 3),
        'm' => Net(date, "MM"),
        'M' => Net(date, "mm"),
        'n' => "\n",
        'N' => Padded(date.Ticks % TimeSpan.TicksPerSecond * 100, 9),
        'p' => Net(date, "tt"),
        'P' => Net(date, "tt").ToLowerInvariant(),
        'r' => Net(date, "hh:mm:ss tt"),
        'R' => Net(date, "HH:mm"),
        's' => Padded((long)(date.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds, 1),
        'S' => Net(date, "ss"),
        't' => "\t",
        'T' or 'X' => Net(date, "HH:mm:ss"),
        'u' => Padded(date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek, 1),
        'U' => Week(date, DayOfWeek.Sunday),
        'v' => Blank(date.Day) + Net(date, "-MMM-yyyy").ToUpperInvariant(),
        'V' => Padded(ISOWeek.GetWeekOfYear(date), 2),
        'w' => Padded((int)date.DayOfWeek, 1),
        'W' => Week(date, DayOfWeek.Monday),
        'x' => Net(date, "MM/dd/yyyy"),
        'y' => Net(date, "yy"),
        'Y' => Net(date, "yyyy"),
        'Z' => Net(date, "zzz"),
        '%' => "%",
        _ => null,
    };

    private static string Net(DateTime date, string format) => date.ToString(format, CultureInfo.InvariantCulture);

    private static string Padded(long number, int width) => number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');

    private static string Blank(int number) => number.ToString(CultureInfo.InvariantCulture).PadLeft(2);

    private static string Week(DateTime date, DayOfWeek first) =>
        Padded(CultureInfo.InvariantCulture.Calendar.GetWeekOfYear(date, CalendarWeekRule.FirstDay, first), 2);
}
