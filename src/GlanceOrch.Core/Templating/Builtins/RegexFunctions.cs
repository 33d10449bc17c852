using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Templating;

/// <summary><c>regex.*</c>, by .NET's regular expressions.</summary>
internal static class RegexFunctions
{
    private const string Prefix = "regex.";

    public static ScriptObject Family() => new ScriptObject()
        .Define(Prefix, "escape pattern", call => Regex.Escape(call.Text(0)))
        .Define(Prefix, "match text pattern options?", call => Groups(Parse(call, 1, 2).Match(call.Text(0))))
        .Define(Prefix, "matches text pattern options?", call => ArrayFunctions.Made(Parse(call, 1, 2).Matches(call.Text(0)).Select(Groups)))
        .Define(Prefix, "replace text pattern replace options?", call => Replace(call))
        .Define(Prefix, "split text pattern options?", call => ArrayFunctions.Made(Parse(call, 1, 2).Split(call.Text(0))))
        .Define(Prefix, "unescape pattern", call => Regex.Unescape(call.Text(0)));

    /// <summary>With .NET's replacement: <c>$1</c>, <c>${name}</c>.</summary>
    public static string Replace(Invocation call) => Replace(call, Parse(call, 1, 3), call.Text(2));

    /// <summary>With Python's replacement, as Ansible has it: <c>\1</c>, <c>\g&lt;name></c>; a dollar sign is one.</summary>
    public static string ReplaceAsPython(Invocation call)
    {
        var regex = Parse(call, 1, 3);
        return Replace(call, regex, PythonReplacement.ToNet(call, regex, call.Text(2)));
    }

    private static string Replace(Invocation call, Regex regex, string replacement)
    {
        var length = 0L;
        return regex.Replace(call.Text(0), match =>
        {
            var result = match.Result(replacement);
            length += result.Length;
            call.Evaluator.CheckLength(call.Site, length);
            return result;
        });
    }

    /// <param name="call">The call.</param>
    /// <param name="pattern">Which argument is the pattern.</param>
    /// <param name="options">Which one holds the option letters; null when there is none.</param>
    /// <param name="frame">What is put around the pattern, which is its <c>{0}</c>.</param>
    public static Regex Parse(Invocation call, int pattern, int? options, string frame = "{0}")
    {
        try
        {
            return new(frame.Replace("{0}", call.Text(pattern), StringComparison.Ordinal), Options(call, options is { } index ? call.Text(index) : ""), call.Evaluator.Options.RegexTimeLimit);
        }
        catch (RegexParseException exception)
        {
            throw call.Error(
                $"cannot read the pattern `{call.Text(pattern)}`: {exception.Error} at offset {exception.Offset}",
                call.Text(pattern).Contains("(?P", StringComparison.Ordinal) ? "write `(?<name>...)` for a group with a name and `\\k<name>` for its text" : null);
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
