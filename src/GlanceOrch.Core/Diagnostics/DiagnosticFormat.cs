using System.Globalization;
using System.Text;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Diagnostics;

/// <summary>The text form of findings: the message, the source line, a marker under the place.</summary>
public static class DiagnosticFormat
{
    /// <summary>
    /// One finding as users see it:
    /// <code>
    /// site.yml:14:7: error GO4001: unknown module 'ini_fil'; did you mean 'ini_file'?
    ///    14 |     - ini_fil: { path: /etc/glance/glance-api.conf }
    ///       |       ^^^^^^^
    /// </code>
    /// </summary>
    public static string Format(Diagnostic diagnostic)
    {
        var span = diagnostic.Span;
        var line = span.Line > 0 ? span.File.Line(span.Line) : "";
        if (line.Length == 0 || diagnostic.HidesLine || span.File.IsSecret || span.File.IsMadeUp || IsSecret(line))
        {
            return diagnostic.ToString();
        }

        var text = new StringBuilder(diagnostic.ToString()).Append('\n');
        var number = span.Line.ToString(CultureInfo.InvariantCulture).PadLeft(5);
        var before = Math.Clamp(span.Column - 1, 0, line.Length);
        var length = Math.Clamp(span.Length, 1, Math.Max(1, line.Length - before));
        // Tabs are kept in the margin, so that the marker stands under the text whatever the tab width.
        var margin = string.Concat(line.Take(before).Select(c => c == '\t' ? '\t' : ' '));
        return text.Append(number).Append(" | ").Append(line).Append('\n')
            .Append("      | ").Append(margin).Append('^', length).ToString();
    }

    /// <summary>True when a word of the line is a secret's name: what follows it must not be shown.</summary>
    private static bool IsSecret(string line) =>
        line.Split([' ', '\t', ':', '=', ',', '{', '"', '\''], StringSplitOptions.RemoveEmptyEntries).Any(SecretNames.Contains);
}
