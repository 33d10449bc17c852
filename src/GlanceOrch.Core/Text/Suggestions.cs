namespace GlanceOrch.Core.Text;

/// <summary>Nearest-name hints for misspelt words.</summary>
public static class Suggestions
{
    /// <summary>The candidate nearest to <paramref name="name"/>, or null when none is near enough to be meant.</summary>
    /// <remarks>Near enough: at most a third of the letters differ (edit distance with transpositions), case and <c>-</c>/<c>_</c> aside.</remarks>
    public static string? Nearest(string name, IEnumerable<string> candidates) => Nearest(name, candidates, Math.Max(1, name.Length / 3));

    /// <summary>The same, where at most <paramref name="limit"/> letters may differ.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates, int limit)
    {
        var wanted = Fold(name);
        string? best = null;
        var bestDistance = limit + 1;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - wanted.Length) >= bestDistance)
            {
                continue;
            }

            var distance = Distance(wanted, Fold(candidate));
            if (distance < bestDistance || (distance == bestDistance && best is not null && string.CompareOrdinal(candidate, best) < 0))
            {
                best = candidate;
                bestDistance = distance;
            }
        }

        return best;
    }

    /// <summary>For the end of a message: <c>; did you mean 'name'?</c>, or nothing when no candidate is near enough.</summary>
    public static string Hint(string name, IEnumerable<string> candidates) => Nearest(name, candidates) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    private static string Fold(string text) => text.ToLowerInvariant().Replace('-', '_');

    /// <summary>Optimal string alignment distance: insertions, deletions, substitutions, swapped neighbours.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var least = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    least = Math.Min(least, rows[i - 2, j - 2] + 1);
                }

                rows[i, j] = least;
            }
        }

        return rows[a.Length, b.Length];
    }
}
