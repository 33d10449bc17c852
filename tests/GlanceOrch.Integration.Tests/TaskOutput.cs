using System.Text.RegularExpressions;

namespace GlanceOrch.Integration.Tests;

/// <summary>What a run printed about one task on one host, with its diff.</summary>
internal sealed partial record TaskOutput(string Task, string Host, string Word, string Text)
{
    public static IReadOnlyList<TaskOutput> Parse(string output)
    {
        var all = new List<TaskOutput>();
        var task = "";
        foreach (var line in output.Split('\n'))
        {
            if (Banner().Match(line) is { Success: true } banner)
            {
                task = banner.Groups["title"].Value;
            }
            else if (Result().Match(line) is { Success: true } result)
            {
                all.Add(new TaskOutput(task, result.Groups["host"].Value, result.Groups["word"].Value, line + "\n"));
            }
            else if (all.Count > 0)
            {
                all[^1] = all[^1] with { Text = all[^1].Text + line + "\n" };
            }
        }

        return all;
    }

    [GeneratedRegex(@"^(TASK|RUNNING HANDLER|PLAY) ?(\[(?<title>.*)\]|RECAP) \*+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Banner();

    [GeneratedRegex(@"^(?<word>ok|changed|skipping|unknown|failed|failed \(ignored\)|unreachable): \[(?<host>[^\] ]+)( -> [^\]]*)?\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Result();
}
