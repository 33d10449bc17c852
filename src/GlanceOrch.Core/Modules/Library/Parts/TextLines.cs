namespace GlanceOrch.Core.Modules;

/// <summary>Lines of a text that can be put together again.</summary>
internal static class TextLines
{
    /// <summary>The lines with their ends; the last one may have none. An empty text has no lines.</summary>
    public static List<string> Of(string text)
    {
        var lines = new List<string>();
        for (int start = 0, next; start < text.Length; start = next)
        {
            var lineFeed = text.IndexOf('\n', start);
            next = lineFeed < 0 ? text.Length : lineFeed + 1;
            lines.Add(text[start..next]);
        }

        return lines;
    }
}
