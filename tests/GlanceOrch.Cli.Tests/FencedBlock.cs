namespace GlanceOrch.Cli.Tests;

/// <summary>A fenced block of a Markdown file.</summary>
/// <param name="Mark">The words of the HTML comment on the line above it, such as <c>file: hosts.ini</c>; empty when there is none.</param>
/// <param name="Text">Its lines, each with its newline.</param>
internal sealed record FencedBlock(string Mark, string Text)
{
    public IEnumerable<string> Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static IReadOnlyList<FencedBlock> In(string markdown)
    {
        const string Fence = "```";
        var blocks = new List<FencedBlock>();
        var lines = markdown.Split('\n');
        for (var open = 0; open < lines.Length; open++)
        {
            if (!lines[open].TrimStart().StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }

            var indent = lines[open].Length - lines[open].TrimStart().Length;
            var close = Array.FindIndex(lines, open + 1, line => line.Trim() == Fence);
            var above = open > 0 ? lines[open - 1].Trim() : "";
            blocks.Add(new FencedBlock(
                above.StartsWith("<!--", StringComparison.Ordinal) ? above[4..^3].Trim() : "",
                string.Concat(lines[(open + 1)..close].Select(line => line[Math.Min(indent, line.Length)..] + "\n"))));
            open = close;
        }

        return blocks;
    }
}
