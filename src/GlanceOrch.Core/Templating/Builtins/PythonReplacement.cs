using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Templating;

/// <summary>The replacements of Python's <c>re.sub</c>, which users of Ansible write: <c>\1</c>, <c>\g&lt;name></c>, <c>\n</c>.</summary>
internal static partial class PythonReplacement
{
    /// <summary>The same replacement as .NET writes it. Groups that the pattern does not have are an error.</summary>
    public static string ToNet(Invocation call, Regex regex, string replacement)
    {
        if (!replacement.AsSpan().ContainsAny('\\', '$'))
        {
            return replacement;
        }

        var result = new StringBuilder();
        foreach (Match part in Part().Matches(replacement))
        {
            var group = part.Groups["group"];
            result.Append(group.Success ? Group(call, regex, group.Value) : Text(call, part.Value));
        }

        return result.ToString();
    }

    private static string Group(Invocation call, Regex regex, string name)
    {
        var isNumber = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (isNumber ? !regex.GetGroupNumbers().Contains(number) : regex.GroupNumberFromName(name) < 0)
        {
            throw call.Error($"finds no group `{name}` in the pattern");
        }

        // Python counts all groups from left to right, .NET those with names last.
        if (number > 0 && regex.GetGroupNames().Skip(1).Select(other => char.IsAsciiDigit(other[0])).Distinct().Count() > 1)
        {
            throw call.Error("cannot count groups where some have names and some have none", "give names to all groups, or to none");
        }

        name = isNumber ? number.ToString(CultureInfo.InvariantCulture) : name;
        return $"${{{name}}}";
    }

    private static string Text(Invocation call, string text) => text switch
    {
        "$" => "$$",
        @"\\" => @"\",
        @"\n" => "\n",
        @"\r" => "\r",
        @"\t" => "\t",
        [not '\\', ..] => text,
        [_, var letter] when char.IsAsciiLetter(letter) => throw call.Error($"cannot read `{text}` in the replacement", @"write `\1` or `\g<name>` for the text of a group, `\\` for a backslash"),
        _ => text,
    };

    [GeneratedRegex(@"\\(?<group>[1-9][0-9]?)|\\g<(?<group>\w+)>|\\.|\$|[^\\$]+|\\", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Part();
}
