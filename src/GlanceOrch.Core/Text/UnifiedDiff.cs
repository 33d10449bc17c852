using System.Globalization;
using System.Text;

namespace GlanceOrch.Core.Text;

/// <summary>Differences of two texts as a unified diff with three lines around each change.</summary>
/// <remarks>E. W. Myers, "An O(ND) difference algorithm and its variations" (1986), after common lines at both ends are set aside.</remarks>
public static class UnifiedDiff
{
    private const int Around = 3;

    /// <summary>Beyond this many differing lines the two middles are shown as replaced whole: the search would cost more than it tells.</summary>
    private const int MostEdits = 2000;

    /// <summary>The diff with its two header lines; empty when the texts are equal. A null text does not exist.</summary>
    public static string Of(string name, string? before, string? after)
    {
        if (before == after)
        {
            return "";
        }

        var edits = Edits(Lines(before), Lines(after));
        var text = new StringBuilder();
        text.Append("--- ").Append(before is null ? "(does not exist)" : name).Append('\n');
        text.Append("+++ ").Append(after is null ? "(does not exist)" : name).Append('\n');
        AppendHunks(text, edits);
        return text.ToString();
    }

    private static string[] Lines(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        var lines = text.Split('\n');
        if (lines[^1].Length == 0)
        {
            return lines[..^1];
        }

        lines[^1] += "\n\\ No newline at end of file";
        return lines;
    }

    private static List<(char Kind, string Line)> Edits(string[] before, string[] after)
    {
        var head = 0;
        while (head < before.Length && head < after.Length && before[head] == after[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < before.Length - head && tail < after.Length - head && before[^(tail + 1)] == after[^(tail + 1)])
        {
            tail++;
        }

        var edits = new List<(char, string)>();
        edits.AddRange(before.Take(head).Select(line => (' ', line)));
        edits.AddRange(Middle(before[head..^tail], after[head..^tail]));
        edits.AddRange(before.Skip(before.Length - tail).Select(line => (' ', line)));
        return edits;
    }

    private static List<(char, string)> Middle(string[] a, string[] b)
    {
        if (Trace(a, b) is not { } trace)
        {
            return [.. a.Select(line => ('-', line)), .. b.Select(line => ('+', line))];
        }

        var edits = new List<(char, string)>();
        int x = a.Length, y = b.Length;
        for (var d = trace.Count - 1; d >= 0; d--)
        {
            var furthest = trace[d];
            var offset = furthest.Length / 2;
            var k = x - y;
            var down = k == -d || (k != d && furthest[offset + k - 1] < furthest[offset + k + 1]);
            var previous = down ? k + 1 : k - 1;
            var fromX = d == 0 ? 0 : furthest[offset + previous];
            var fromY = d == 0 ? 0 : fromX - previous;
            while (x > fromX && y > fromY)
            {
                edits.Add((' ', a[--x]));
                y--;
            }

            if (d > 0)
            {
                edits.Add(down ? ('+', b[--y]) : ('-', a[--x]));
            }
        }

        edits.Reverse();
        return edits;
    }

    /// <summary>The furthest points of each step, as they were before the step; null beyond the limit.</summary>
    private static List<int[]>? Trace(string[] a, string[] b)
    {
        var most = Math.Min(a.Length + b.Length, MostEdits);
        var furthest = new int[(2 * most) + 3];
        var offset = furthest.Length / 2;
        var trace = new List<int[]>();
        for (var d = 0; d <= most; d++)
        {
            trace.Add((int[])furthest.Clone());
            for (var k = -d; k <= d; k += 2)
            {
                var x = k == -d || (k != d && furthest[offset + k - 1] < furthest[offset + k + 1])
                    ? furthest[offset + k + 1]
                    : furthest[offset + k - 1] + 1;
                var y = x - k;
                while (x < a.Length && y < b.Length && a[x] == b[y])
                {
                    x++;
                    y++;
                }

                furthest[offset + k] = x;
                if (x >= a.Length && y >= b.Length)
                {
                    return trace;
                }
            }
        }

        return null;
    }

    private static void AppendHunks(StringBuilder text, List<(char Kind, string Line)> edits)
    {
        int oldLine = 1, newLine = 1, at = 0;
        while (at < edits.Count)
        {
            var first = edits.FindIndex(at, edit => edit.Kind != ' ');
            if (first < 0)
            {
                return;
            }

            var start = Math.Max(at, first - Around);
            oldLine += start - at;
            newLine += start - at;
            var end = first;
            for (var i = first; i < edits.Count && i <= end + (2 * Around); i++)
            {
                end = edits[i].Kind == ' ' ? end : i;
            }

            end = Math.Min(edits.Count, end + Around + 1);
            var hunk = edits[start..end];
            var removed = hunk.Count(edit => edit.Kind != '+');
            var added = hunk.Count(edit => edit.Kind != '-');
            text.Append(CultureInfo.InvariantCulture, $"@@ -{Range(oldLine, removed)} +{Range(newLine, added)} @@\n");
            foreach (var (kind, line) in hunk)
            {
                text.Append(kind).Append(line).Append('\n');
            }

            oldLine += removed;
            newLine += added;
            at = end;
        }
    }

    /// <summary>GNU diff's way: an empty side names the line before it.</summary>
    private static string Range(int line, int count) =>
        count == 1 ? line.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? line - 1 : line)},{count}");
}
