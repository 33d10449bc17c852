using System.Globalization;

namespace GlanceOrch.Core.Templating;

/// <summary><c>date.*</c></summary>
internal static class DateFunctions
{
    private const string Prefix = "date.";

    public static ScriptObject Family() => new ScriptObject { ["format"] = DatePattern.Standard, ["default_format"] = DatePattern.Standard }
        .Define(Prefix, "now", call => call.Evaluator.Options.Time.GetLocalNow().DateTime)
        .Define(Prefix, "utc_now", call => call.Evaluator.Options.Time.GetUtcNow().UtcDateTime)
        .Define(Prefix, "add_days date days", call => Date(call)?.AddDays(Amount(call)))
        .Define(Prefix, "add_months date months", call => Date(call)?.AddMonths(call.Integer(1)))
        .Define(Prefix, "add_years date years", call => Date(call)?.AddYears(call.Integer(1)))
        .Define(Prefix, "add_hours date hours", call => Date(call)?.AddHours(Amount(call)))
        .Define(Prefix, "add_minutes date minutes", call => Date(call)?.AddMinutes(Amount(call)))
        .Define(Prefix, "add_seconds date seconds", call => Date(call)?.AddSeconds(Amount(call)))
        .Define(Prefix, "add_milliseconds date millis", call => Date(call)?.AddMilliseconds(Amount(call)))
        .Define(Prefix, "parse text pattern? culture?", call => Parse(call, call.TextOrNull(1), call.TextOrNull(2)))
        .Define(Prefix, "parse_to_string text output_pattern? output_culture? input_pattern? input_culture?", call => ParseToString(call))
        .Define(Prefix, "to_string datetime pattern? culture?", call => Format(call, Date(call), call.TextOrNull(1), call.TextOrNull(2)));

    private static double Amount(Invocation call) => Numbers.ToDouble(call.Number(1) ?? 0);

    private static DateTime? Date(Invocation call) => call[0] switch
    {
        null => null,
        DateTime date => date,
        string => Parse(call, null, null),
        var other => throw call.Error($"expects a date instead of {ValueText.Describe(other)}"),
    };

    private static DateTime? Parse(Invocation call, string? pattern, string? culture)
    {
        DatePattern.CheckCulture(call, culture);
        if (call[0] is DateTime date)
        {
            return date;
        }

        var text = call.Text(0);
        if (text.Length == 0)
        {
            return null;
        }

        const DateTimeStyles Styles = DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AdjustToUniversal;
        var found = pattern is null
            ? DateTime.TryParse(text, CultureInfo.InvariantCulture, Styles, out var result)
            : DateTime.TryParseExact(text, DatePattern.ForParsing(call, pattern), CultureInfo.InvariantCulture, Styles, out result);
        return found ? result : throw call.Error($"cannot read `{text}` as a date");
    }

    private static string? ParseToString(Invocation call) =>
        Format(call, Parse(call, call.TextOrNull(3), call.TextOrNull(4)), call.TextOrNull(1), call.TextOrNull(2));

    private static string? Format(Invocation call, DateTime? date, string? pattern, string? culture)
    {
        DatePattern.CheckCulture(call, culture);
        var standard = call.Evaluator.DateFormat;
        return date is { } value ? DatePattern.Format(value, pattern ?? standard, standard) : null;
    }
}
