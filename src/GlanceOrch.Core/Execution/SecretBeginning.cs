using System.Collections.Concurrent;

namespace GlanceOrch.Core.Execution;

/// <summary>Forms of secrets that begin alike, such as the lines of a key file. Thread-safe.</summary>
internal sealed class SecretBeginning
{
    private readonly Lock _adding = new();
    private readonly ConcurrentDictionary<string, bool> _forms = new(StringComparer.Ordinal);
    private volatile int[] _lengths = []; // the longest first

    public void Add(string form)
    {
        if (!_forms.TryAdd(form, true))
        {
            return;
        }

        lock (_adding)
        {
            if (!_lengths.Contains(form.Length))
            {
                _lengths = [.. _lengths.Append(form.Length).OrderDescending()];
            }
        }
    }

    /// <summary>The length of the longest form that the text begins with; 0: none.</summary>
    public int LongestAt(ReadOnlySpan<char> text)
    {
        var forms = _forms.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var length in _lengths)
        {
            if (length <= text.Length && forms.ContainsKey(text[..length]))
            {
                return length;
            }
        }

        return 0;
    }
}
