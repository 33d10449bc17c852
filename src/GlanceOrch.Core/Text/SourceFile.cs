namespace GlanceOrch.Core.Text;

/// <summary>A text with the name users know it by: the unit every position refers to.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
public sealed class SourceFile
{
    private readonly Lazy<string[]> _lines;

    /// <param name="path">The path as the user gave or would give it; "&lt;extra-vars&gt;" and the like where there is no file.</param>
    /// <param name="content">The whole text.</param>
    public SourceFile(string path, string content)
    {
        Path = path;
        Content = content;
        _lines = new(() => Content.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n'));
    }

    public string Path { get; }

    public string Content { get; }

    /// <summary>The text was encrypted: its lines are not to be shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Nobody wrote it and nobody sees it, such as the play behind a command line: places in it say nothing.</summary>
    public bool IsMadeUp { get; init; }

    /// <summary>How many lines there are; after a line break at the end comes one more, which is empty.</summary>
    public int LineCount => _lines.Value.Length;

    /// <summary>The line with that number (from 1), without its line break; empty beyond the end.</summary>
    public string Line(int number) => number >= 1 && number <= _lines.Value.Length ? _lines.Value[number - 1] : "";

    /// <summary>A place in this file; line and column count from 1.</summary>
    public SourceSpan At(int line, int column, int length = 1) => new(this, line, column, length);
}
