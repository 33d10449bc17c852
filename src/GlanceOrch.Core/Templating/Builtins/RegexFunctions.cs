using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Templating;

/// <summary><c>regex.*</c>, by .NET's regular expressions.</summary>
internal static class RegexFunctions
{
    private const string Prefix = "regex.";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    public static ScriptObject Family() => new ScriptObject()
        .Define(Prefix, "escape pattern", call => Regex.Escape(call.Text(0)))
        .Define(Prefix, "match text pattern options?", call => Groups(Parse(call, 1, 2).Match(call.Text(0))))
        .Define(Prefix, "matches text pattern options?", call => ArrayFunctions.Made(Parse(call, 1, 2).Matches(call.Text(0)).Select(Groups)))
        .Define(Prefix, "replace text pattern replace options?", call => Replace(call))
        .Define(Prefix, "split text pattern options?", call => ArrayFunctions.Made(Parse(call, 1, 2).Split(call.Text(0))))
        .Define(Prefix, "unescape pattern", call => Regex.Unescape(call.Text(0)));

    public static string Replace(Invocation call) => call.Checked(Parse(call, 1, 3).Replace(call.Text(0), call.Text(2)));

    /// <param name="call">The call.</param>
    /// <param name="pattern">Which argument is the pattern.</param>
    /// <param name="options">Which one holds the option letters; null when there is none.</param>
    public static Regex Parse(Invocation call, int pattern, int? options)
    {
        try
        {
            return new(call.Text(pattern), Options(call, options is { } index ? call.Text(index) : ""), TimeLimit);
        }
        catch (RegexParseException exception)
        {
            throw call.Error($"cannot read the pattern `{call.Text(pattern)}`: {exception.Error} at offset {exception.Offset}");
        }
    }

    private static RegexOptions Options(Invocation call, string letters)
    {
        var options = RegexOptions.CultureInvariant;
        foreach (var letter in letters)
        {
            options |= letter switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                's' => RegexOptions.Singleline,
                'x' => RegexOptions.IgnorePatternWhitespace,
                _ => throw call.Error($"knows the options i, m, s and x, not `{letter}`"),
            };
        }

        return options;
    }

    private static ScriptArray Groups(Match match) => match.Success
        ? ArrayFunctions.Made(match.Groups.Values.Select(object? (group) => group.Success ? group.Value : ""))
        : ArrayFunctions.Made([]);
}
