namespace GlanceOrch.Cli.Docs;

/// <summary>Texts inside a Markdown table.</summary>
internal static class Markdown
{
    /// <summary>Plain text as one cell, or a part of one.</summary>
    public static string Cell(string text) => Pipes(text.Replace("<", "&lt;", StringComparison.Ordinal)).ReplaceLineEndings(" ");

    /// <summary>Text as it is typed. Backticks in it ask for longer fences.</summary>
    public static string Code(string text)
    {
        var line = Pipes(text.ReplaceLineEndings(" "));
        return line.Contains('`', StringComparison.Ordinal) ? $"`` {line} ``" : $"`{line}`";
    }

    public static string Codes(IEnumerable<string> texts) => string.Join(", ", texts.Select(Code));

    /// <summary>The anchor that GitHub gives a heading: lower case, without punctuation.</summary>
    public static string Anchor(string heading) =>
        string.Concat(heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is '_' or '-' or ' ')).Replace(' ', '-');

    // A bar ends a cell, even inside backticks.
    private static string Pipes(string text) => text.Replace("|", @"\|", StringComparison.Ordinal);
}
