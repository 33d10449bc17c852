using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Inventories;

/// <summary>A piece of a line which knows, after quotes and escapes are gone, where each of its characters stood.</summary>
internal sealed class LineText
{
    private readonly SourceFile _file;
    private readonly int _line;
    private readonly IReadOnlyList<int> _columns;

    /// <param name="columns">The column (from 1) of each character, and one more for the end.</param>
    public LineText(SourceFile file, int line, string text, IReadOnlyList<int> columns)
    {
        _file = file;
        _line = line;
        Text = text;
        _columns = columns;
    }

    public string Text { get; }

    /// <summary>The place of the whole piece.</summary>
    public SourceSpan Span => Part(0, Text.Length);

    /// <summary>The whole line with that number.</summary>
    public static LineText Of(SourceFile file, int line)
    {
        var text = file.Line(line);
        return new LineText(file, line, text, [.. Enumerable.Range(1, text.Length + 1)]);
    }

    public SourceSpan At(int offset) => _file.At(_line, _columns[Math.Clamp(offset, 0, Text.Length)]);

    public SourceSpan Part(int start, int length)
    {
        var first = _columns[Math.Clamp(start, 0, Text.Length)];
        var end = length == 0 ? first : _columns[Math.Clamp(start + length - 1, 0, Text.Length)] + 1;
        return _file.At(_line, first, Math.Max(1, end - first));
    }

    public LineText Slice(int start, int length) =>
        new(_file, _line, Text.Substring(start, length), [.. _columns.Skip(start).Take(length + 1)]);

    public LineText Trim()
    {
        var start = Text.Length - Text.TrimStart().Length;
        return Slice(start, Text.Trim().Length);
    }

    /// <summary>A text with the places of some of these characters: what an escape or a joined literal comes to.</summary>
    /// <param name="offsets">For each character of the new text, and its end, the offset in this one.</param>
    public LineText Decoded(string text, IEnumerable<int> offsets) =>
        new(_file, _line, text, [.. offsets.Select(offset => _columns[Math.Clamp(offset, 0, Text.Length)])]);

    /// <summary>The piece as a scalar with that value; errors in a template inside point into the line.</summary>
    public YamlScalar Scalar(object? value) => new(Span, value, Text) { Locate = At };
}
