using System.Globalization;

namespace GlanceOrch.Core.Templating;

/// <summary><c>timespan.*</c></summary>
internal static class TimeSpanFunctions
{
    private const string Prefix = "timespan.";

    public static ScriptObject Family() => new ScriptObject { ["zero"] = TimeSpan.Zero }
        .Define(Prefix, "from_days days", call => TimeSpan.FromDays(Amount(call)))
        .Define(Prefix, "from_hours hours", call => TimeSpan.FromHours(Amount(call)))
        .Define(Prefix, "from_minutes minutes", call => TimeSpan.FromMinutes(Amount(call)))
        .Define(Prefix, "from_seconds seconds", call => TimeSpan.FromSeconds(Amount(call)))
        .Define(Prefix, "from_milliseconds millis", call => TimeSpan.FromMilliseconds(Amount(call)))
        .Define(Prefix, "parse text", call => Parse(call));

    private static double Amount(Invocation call) => Numbers.ToDouble(call.Number(0) ?? 0);

    private static object Parse(Invocation call) => TimeSpan.TryParse(call.Text(0), CultureInfo.InvariantCulture, out var span)
        ? span
        : throw call.Error($"cannot read `{call.Text(0)}` as a time span");
}
