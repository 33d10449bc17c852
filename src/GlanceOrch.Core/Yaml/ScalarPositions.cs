using GlanceOrch.Core.Text;
using YamlDotNet.Core;

namespace GlanceOrch.Core.Yaml;

/// <summary>Maps an offset in a scalar's text back to the file, so that an error inside a template points at the YAML.</summary>
internal static class ScalarPositions
{
    public static SourceSpan Locate(SourceFile file, ScalarStyle style, SourceSpan start, string value, int offset)
    {
        offset = Math.Clamp(offset, 0, value.Length);
        return style switch
        {
            ScalarStyle.Literal => Literal(file, start, value, offset),
            ScalarStyle.Folded => Folded(file, start, value, offset),
            _ => Flow(file, start, value, offset, style),
        };
    }

    private static SourceSpan Literal(SourceFile file, SourceSpan start, string value, int offset)
    {
        // The text's line N stands N lines below the indicator, behind the block's indentation.
        var row = value.AsSpan(0, offset).Count('\n');
        var column = offset - (value.AsSpan(0, offset).LastIndexOf('\n') + 1);
        // What the file's first line with text has more than the value's is the indentation, whatever the indicator (|2) says of it.
        var lines = value.Split('\n');
        var first = Math.Max(0, Array.FindIndex(lines, line => line.Trim().Length > 0));
        var indentation = Math.Max(0, file.Line(start.Line + 1 + first).Length - lines[first].Length);
        return file.At(start.Line + 1 + row, indentation + column + 1);
    }

    private static SourceSpan Folded(SourceFile file, SourceSpan start, string value, int offset)
    {
        // Folding turns line breaks into blanks: walk both texts, a break in the file standing for one blank of the value.
        var indentation = Indentation(file, start.Line);
        int line = start.Line + 1, column = indentation;
        for (var i = 0; i < offset; i++)
        {
            var text = file.Line(line);
            if (column >= text.TrimEnd().Length && value[i] is ' ' or '\n')
            {
                line = NextLine(file, line);
                i = SkipBreaks(value, i, offset);
                column = indentation;
            }
            else
            {
                column++;
            }
        }

        return file.At(line, column + 1);
    }

    private static SourceSpan Flow(SourceFile file, SourceSpan start, string value, int offset, ScalarStyle style)
    {
        int line = start.Line, column = start.Column - 1 + (style == ScalarStyle.Plain ? 0 : 1);
        for (var i = 0; i < offset; i++)
        {
            var text = file.Line(line);
            if (style == ScalarStyle.DoubleQuoted && column == text.Length - 1 && text[column] == '\\')
            {
                // A backslash at the end joins the lines without a trace in the value.
                line = NextLine(file, line);
                text = file.Line(line);
                column = text.Length - text.TrimStart().Length;
            }

            if (column >= text.TrimEnd().Length && value[i] is ' ' or '\n')
            {
                line = NextLine(file, line);
                i = SkipBreaks(value, i, offset);
                column = file.Line(line).Length - file.Line(line).TrimStart().Length;
            }
            else if (style == ScalarStyle.SingleQuoted && value[i] == '\'')
            {
                column += 2;
            }
            else if (style == ScalarStyle.DoubleQuoted && column < text.Length && text[column] == '\\')
            {
                column += EscapeLength(text, column);
            }
            else
            {
                column++;
            }
        }

        // At the very end of a joined line the next character stands on the next line.
        if (style == ScalarStyle.DoubleQuoted && offset < value.Length && file.Line(line) is var last && column == last.Length - 1 && last[column] == '\\')
        {
            line = NextLine(file, line);
            column = file.Line(line).Length - file.Line(line).TrimStart().Length;
        }

        return file.At(line, column + 1);
    }

    /// <summary>The next line with text; the next one where none follows.</summary>
    private static int NextLine(SourceFile file, int line)
    {
        var next = line + 1;
        while (next < file.LineCount && string.IsNullOrWhiteSpace(file.Line(next)))
        {
            next++;
        }

        return string.IsNullOrWhiteSpace(file.Line(next)) ? line + 1 : next;
    }

    /// <summary>Empty lines in the file are line breaks in the value: those go with the line just begun.</summary>
    private static int SkipBreaks(string value, int at, int offset)
    {
        while (at + 1 < offset && value[at] is ' ' or '\n' && value[at + 1] == '\n')
        {
            at++;
        }

        return at;
    }

    private static int EscapeLength(string text, int at) => at + 1 >= text.Length ? 1 : text[at + 1] switch
    {
        'x' => 4,
        'u' => 6,
        'U' => 10,
        _ => 2,
    };

    private static int Indentation(SourceFile file, int indicatorLine)
    {
        // The first line with text sets the block's indentation.
        for (var line = indicatorLine + 1; line <= file.LineCount; line++)
        {
            var text = file.Line(line);
            if (text.Trim().Length > 0)
            {
                return text.Length - text.TrimStart(' ').Length;
            }
        }

        return 0;
    }
}
