namespace GlanceOrch.Core.Templating;

/// <summary>What stands behind a dot: the members of objects, and the few that other values have.</summary>
internal static class Members
{
    private static readonly string[] ListNames = ["size", "empty?"];
    private static readonly string[] DateNames = ["year", "month", "day", "day_of_year", "hour", "minute", "second", "millisecond"];
    private static readonly string[] SpanNames =
    [
        "days", "hours", "minutes", "seconds", "milliseconds",
        "total_days", "total_hours", "total_minutes", "total_seconds", "total_milliseconds",
    ];

    public static bool TryGet(object owner, string name, out object? value)
    {
        switch (owner)
        {
            case ScriptObject members:
                if (members.TryGetValue(name, out value))
                {
                    return true;
                }

                value = name == "empty?" ? members.Count == 0 : null;
                return name == "empty?";
            case ScriptArray { Properties: { } properties } when properties.TryGetValue(name, out value):
                return true;
            default:
                value = owner switch
                {
                    IReadOnlyList<object?> list => OfList(list.Count, name),
                    string text => OfList(text.Length, name),
                    DateTime date => OfDate(date, name),
                    TimeSpan span => OfSpan(span, name),
                    EmptyValue when name == "empty?" => true,
                    _ => null,
                };
                return value is not null;
        }
    }

    /// <summary>The names there are, for hints.</summary>
    public static IEnumerable<string> Names(object owner) => owner switch
    {
        ScriptObject members => members.Keys,
        ScriptArray { Properties: { } properties } => properties.Keys.Concat(ListNames),
        IReadOnlyList<object?> or string => ListNames,
        DateTime => DateNames,
        TimeSpan => SpanNames,
        _ => [],
    };

    private static object? OfList(int count, string name) => name switch
    {
        "size" => count,
        "empty?" => count == 0,
        _ => null,
    };

    private static object? OfDate(DateTime date, string name) => name switch
    {
        "year" => date.Year,
        "month" => date.Month,
        "day" => date.Day,
        "day_of_year" => date.DayOfYear,
        "hour" => date.Hour,
        "minute" => date.Minute,
        "second" => date.Second,
        "millisecond" => date.Millisecond,
        _ => null,
    };

    private static object? OfSpan(TimeSpan span, string name) => name switch
    {
        "days" => span.Days,
        "hours" => span.Hours,
        "minutes" => span.Minutes,
        "seconds" => span.Seconds,
        "milliseconds" => span.Milliseconds,
        "total_days" => span.TotalDays,
        "total_hours" => span.TotalHours,
        "total_minutes" => span.TotalMinutes,
        "total_seconds" => span.TotalSeconds,
        "total_milliseconds" => span.TotalMilliseconds,
        _ => null,
    };
}
