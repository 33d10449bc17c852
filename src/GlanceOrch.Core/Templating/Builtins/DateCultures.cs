using System.Globalization;

namespace GlanceOrch.Core.Templating;

/// <summary>The few cultures that dates can be written in: the program itself runs without culture data.</summary>
internal static class DateCultures
{
    private static readonly DateTimeFormatInfo British = Make("dd/MM/yyyy", [], []);

    private static readonly DateTimeFormatInfo French = Make(
        "dd/MM/yyyy",
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre", ""],
        ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"]);

    private static readonly DateTimeFormatInfo German = Make(
        "dd.MM.yyyy",
        ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember", ""],
        ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"]);

    /// <param name="call">The call, for its error.</param>
    /// <param name="name">As "en-GB"; null is the invariant culture.</param>
    public static DateTimeFormatInfo Find(Invocation call, string? name) => name switch
    {
        null or "" or "en" or "en-US" => DateTimeFormatInfo.InvariantInfo,
        "en-GB" => British,
        "fr" or "fr-FR" => French,
        "de" or "de-DE" => German,
        _ => throw call.Error($"knows the cultures en-US, en-GB, fr-FR and de-DE, not `{name}`"),
    };

    private static DateTimeFormatInfo Make(string shortDate, string[] months, string[] days)
    {
        var format = (DateTimeFormatInfo)DateTimeFormatInfo.InvariantInfo.Clone();
        format.ShortDatePattern = shortDate;
        if (months.Length > 0)
        {
            format.MonthNames = months;
            format.MonthGenitiveNames = months;
            format.DayNames = days;
        }

        return DateTimeFormatInfo.ReadOnly(format);
    }
}
