using System.Globalization;

namespace GlanceOrch.Core.Text;

/// <summary>A place in a file: line and column count from 1 (columns in UTF-16 units), length from the column on.</summary>
public readonly record struct SourceSpan(SourceFile File, int Line, int Column, int Length = 1)
{
    /// <summary>A place for things no file holds, such as an option of the command line.</summary>
    public static SourceSpan Nowhere(string name) => new(new SourceFile(name, ""), 0, 0, 0);

    /// <summary><c>site.yml:14:7</c>; only the name where there is no line, or none that anybody wrote.</summary>
    public override string ToString() => Line == 0 || File.IsMadeUp
        ? File.Path
        : string.Create(CultureInfo.InvariantCulture, $"{File.Path}:{Line}:{Column}");
}
