using System.Globalization;
using System.Text.RegularExpressions;

namespace GlanceOrch.Tests;

/// <summary>A fenced block of a Markdown file.</summary>
/// <param name="Mark">The words of the HTML comment on the line above it, such as <c>file: hosts.ini</c>; empty when there is none.</param>
/// <param name="Text">Its lines, each with its newline.</param>
internal sealed partial record FencedBlock(string Mark, string Text)
{
    public IEnumerable<string> Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The exit code that a command line promises behind a <c>#</c>; 0 where it says nothing.</summary>
    public static int PromisedCode(string line) =>
        Code().Match(line) is { Success: true } match ? int.Parse(match.Groups["code"].Value, CultureInfo.InvariantCulture) : 0;

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

    [GeneratedRegex(@"# (?<code>\d+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();
}
