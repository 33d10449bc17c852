using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Inventories;

/// <summary>A piece of a line which knows, after quotes and escapes are gone, where each of its characters stood. Immutable.</summary>
internal sealed class LineText
{
    private readonly SourceFile _file;
    private readonly int _line;

    // The column (from 1) of each character and of the end, from _first on. Null: they stand side by side, the first one at column _first.
    private readonly int[]? _columns;
    private readonly int _first;

    private LineText(SourceFile file, int line, string text, int first, int[]? columns)
    {
        _file = file;
        _line = line;
        Text = text;
        _first = first;
        _columns = columns;
    }

    public string Text { get; }

    /// <summary>The place of the whole piece.</summary>
    public SourceSpan Span => Part(0, Text.Length);

    /// <summary>The whole line with that number.</summary>
    public static LineText Of(SourceFile file, int line) => new(file, line, file.Line(line), 1, null);

    /// <summary>A text from that line.</summary>
    /// <param name="columns">The column (from 1) of each character of the text, and one more for its end.</param>
    public static LineText Of(SourceFile file, int line, string text, int[] columns) => new(file, line, text, 0, columns);

    public SourceSpan At(int offset) => _file.At(_line, Column(offset));

    public SourceSpan Part(int start, int length)
    {
        var first = Column(start);
        var end = length == 0 ? first : Column(start + length - 1) + 1;
        return _file.At(_line, first, Math.Max(1, end - first));
    }

    public LineText Slice(int start, int length) => new(_file, _line, Text.Substring(start, length), _first + start, _columns);

    public LineText Trim()
    {
        var trimmed = Text.Trim();
        return trimmed.Length == Text.Length ? this : Slice(Text.Length - Text.TrimStart().Length, trimmed.Length);
    }

    /// <summary>A text made of some of these characters: what an escape or a joined literal comes to.</summary>
    /// <param name="text">The new text.</param>
    /// <param name="offsets">For each of its characters, and its end, the offset in this one.</param>
    public LineText Decoded(string text, IEnumerable<int> offsets) => Of(_file, _line, text, [.. offsets.Select(Column)]);

    /// <summary>The piece as a scalar with that value; errors in a template inside point into the line.</summary>
    public YamlScalar Scalar(object? value) => new(Span, value, Text) { Locate = At };

    private int Column(int offset)
    {
        var index = _first + Math.Clamp(offset, 0, Text.Length);
        return _columns is null ? index : _columns[index];
    }
}
