using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;

namespace GlanceOrch.Core.Execution;

/// <summary>Knows the secrets of a run and takes them out of text that leaves the process. Thread-safe.</summary>
/// <remarks>Encoded forms are masked too: base64, percent-encoding, JSON escapes. Values of less than four characters are no secrets: masking them would only show where they stand.</remarks>
public sealed class SecretMasker
{
    public const string Mask = "********";

    private readonly ConcurrentDictionary<string, byte> _secrets = new(StringComparer.Ordinal);
    private volatile string[] _ordered = [];

    public void Add(string? secret)
    {
        if (secret is null || secret.Length < 4 || !_secrets.TryAdd(secret, 0))
        {
            return;
        }

        foreach (var form in new[]
        {
            Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Uri.EscapeDataString(secret),
            JavaScriptEncoder.Default.Encode(secret), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
        })
        {
            _secrets.TryAdd(form, 0);
        }

        // Longest first: a secret inside a longer one must not leave the rest standing.
        _ordered = [.. _secrets.Keys.OrderByDescending(text => text.Length)];
    }

    /// <summary>The text with every known secret replaced.</summary>
    public string Apply(string text)
    {
        foreach (var secret in _ordered)
        {
            if (text.Contains(secret, StringComparison.Ordinal))
            {
                text = text.Replace(secret, Mask, StringComparison.Ordinal);
            }
        }

        return text;
    }
}
