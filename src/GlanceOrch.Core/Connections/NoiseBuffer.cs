using System.Text;

namespace GlanceOrch.Core.Connections;

/// <summary>What a host says before the loop's hello: banners, prompts, errors. The last 8 kB are kept.</summary>
internal sealed class NoiseBuffer
{
    private const int Limit = 8 * 1024;

    private readonly List<byte> _bytes = [];
    private int _searched;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        if (_bytes.Count > 2 * Limit)
        {
            var drop = _bytes.Count - Limit;
            _bytes.RemoveRange(0, drop);
            _searched = Math.Max(0, _searched - drop);
        }
    }

    /// <summary>True when the word came since the last time it was found.</summary>
    public bool TakeWord(string word)
    {
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes);
        var at = all[_searched..].IndexOf(Encoding.UTF8.GetBytes(word));
        if (at >= 0)
        {
            _searched += at + word.Length;
        }

        return at >= 0;
    }

    /// <summary>True when what came last looks like a question of su: a line without an end but with a colon, such as <c>Password: </c>.</summary>
    public bool TakeQuestion()
    {
        var text = Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes)[_searched..]);
        var line = text[(text.LastIndexOf('\n') + 1)..];
        // "su: Authentication failure" may come in two parts, and is no question.
        var isQuestion = line.TrimEnd(' ') is [.., ':' or '：'] && !line.StartsWith("su:", StringComparison.Ordinal);
        if (isQuestion)
        {
            _searched = _bytes.Count;
        }

        return isQuestion;
    }

    /// <summary>The text without the words of the protocol, trimmed.</summary>
    public string Text(params ReadOnlySpan<string?> without)
    {
        var text = Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes));
        foreach (var word in without)
        {
            if (word is not null)
            {
                text = text.Replace(word, "", StringComparison.Ordinal);
            }
        }

        return text.Trim();
    }
}
