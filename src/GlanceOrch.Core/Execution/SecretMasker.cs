using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace GlanceOrch.Core.Execution;

/// <summary>Knows the secrets of a run and takes them out of text that leaves the process. Thread-safe.</summary>
/// <remarks>Encoded forms are masked too: base64, percent-encoding, JSON escapes. Values of less than four characters are no secrets: masking them would only show where they stand.</remarks>
public sealed class SecretMasker
{
    public const string Mask = "********";

    // A known secret is looked for in every line that is printed: those added lately one by one, all others in one pass.
    private const int Few = 32;

    private readonly Lock _adding = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private volatile Forms _forms = new([], null, []);

    public void Add(string? secret)
    {
        if (secret is null || secret.Length < 4)
        {
            return;
        }

        lock (_adding)
        {
            if (!_known.Add(secret))
            {
                return;
            }

            var added = new List<string> { secret };
            if (secret.Contains('\n', StringComparison.Ordinal))
            {
                // Output is printed line by line, and differences put a sign before each.
                added.AddRange(secret.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length >= 8));
            }

            added.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));
            added.Add(Uri.EscapeDataString(secret));
            added.Add(JavaScriptEncoder.Default.Encode(secret));
            added.Add(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret));
            _forms = _forms.With(added);
        }
    }

    /// <summary>The text with every known secret replaced.</summary>
    public string Apply(string text) => _forms.Apply(text);

    /// <param name="Settled">Those that <paramref name="Search"/> finds.</param>
    /// <param name="Search">Null when there are none.</param>
    /// <param name="Recent">Those added since it was built: building it costs more than a few comparisons.</param>
    private sealed record Forms(string[] Settled, SearchValues<string>? Search, string[] Recent)
    {
        public Forms With(IEnumerable<string> added)
        {
            string[] recent = [.. Recent, .. added];
            if (recent.Length < Math.Max(Few, Settled.Length / 4))
            {
                return this with { Recent = recent };
            }

            string[] all = [.. Settled.Concat(recent).Distinct(StringComparer.Ordinal)];
            return new Forms(all, SearchValues.Create(all, StringComparison.Ordinal), []);
        }

        public string Apply(string text)
        {
            if ((Search is null || text.AsSpan().IndexOfAny(Search) < 0) && !Array.Exists(Recent, form => text.Contains(form, StringComparison.Ordinal)))
            {
                return text;
            }

            // Longest first: a secret inside a longer one must not leave the rest standing.
            foreach (var form in Settled.Concat(Recent).Where(form => text.Contains(form, StringComparison.Ordinal)).OrderByDescending(form => form.Length).ToList())
            {
                text = text.Replace(form, Mask, StringComparison.Ordinal);
            }

            return text;
        }
    }
}
