using System.Globalization;

namespace GlanceOrch.Core.Modules;

/// <summary>Values on their way into an INI file.</summary>
internal static class IniValue
{
    /// <summary>A text in the form of <see cref="IniEntry.Value"/>: trimmed, and so each of its lines.</summary>
    /// <exception cref="ModuleException">It has an empty line within: there a value would end.</exception>
    public static string Of(string text)
    {
        var trimmed = Lines(text).Trim();
        if (!trimmed.Contains('\n', StringComparison.Ordinal))
        {
            return trimmed;
        }

        var lines = trimmed.Split('\n').Select(line => line.Trim()).ToList();
        return lines.Contains("", StringComparer.Ordinal)
            ? throw new ModuleException("a value with an empty line in it cannot be written to an INI file")
            : string.Join('\n', lines);
    }

    /// <summary>The text with <c>\n</c> as its only line end: Python takes a lone <c>\r</c> for one too, and what follows it for an option.</summary>
    public static string Lines(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <summary>oslo.config's spelling: <c>True</c> and <c>False</c> whatever the case, numbers as they are.</summary>
    /// <exception cref="ModuleException">A list or mapping, or a text no INI file can hold.</exception>
    public static string Oslo(object value) => value switch
    {
        bool flag => flag ? "True" : "False",
        string text => OsloText(Of(text)),
        IFormattable number and not Enum => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ModuleException($"{Templating.ValueText.Describe(value)} cannot be the value of an option"),
    };

    /// <summary>A value that stands in a file already, in oslo.config's spelling.</summary>
    public static string OsloText(string text) =>
        text.Equals("true", StringComparison.OrdinalIgnoreCase) ? "True"
        : text.Equals("false", StringComparison.OrdinalIgnoreCase) ? "False"
        : text;
}
