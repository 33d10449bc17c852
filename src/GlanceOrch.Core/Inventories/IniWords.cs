using System.Text;
using GlanceOrch.Core.Diagnostics;

namespace GlanceOrch.Core.Inventories;

/// <summary>Cuts a host's line into words as a POSIX shell does: quotes, backslashes, and <c>#</c> for a comment, even within a word.</summary>
internal static class IniWords
{
    /// <summary>The words; null after a diagnostic about a quote or a backslash that is left open.</summary>
    public static IReadOnlyList<LineText>? Split(LineText line, DiagnosticBag diagnostics)
    {
        var words = new List<LineText>();
        var word = new StringBuilder();
        var offsets = new List<int>();
        var inWord = false;
        var text = line.Text;
        var at = 0;
        for (; at < text.Length && text[at] != '#'; at++)
        {
            switch (text[at])
            {
                case ' ' or '\t' or '\r':
                    EndWord();
                    break;
                case '\\':
                    if (at + 1 == text.Length)
                    {
                        diagnostics.Add(InventoryDiagnostics.EscapeAtEnd(line.At(at)));
                        return null;
                    }

                    Add(text[++at]);
                    break;
                case '\'' or '"':
                    if (ReadQuoted() is false)
                    {
                        return null;
                    }

                    break;
                default:
                    Add(text[at]);
                    break;
            }
        }

        EndWord();
        return words;

        bool ReadQuoted()
        {
            var quote = text[at];
            var open = at;
            inWord = true;
            for (at++; at < text.Length; at++)
            {
                if (text[at] == quote)
                {
                    return true;
                }

                // Within double quotes a backslash escapes only itself and the quote, within single ones nothing.
                if (quote == '"' && text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '"' or '\\')
                {
                    at++;
                }

                Add(text[at]);
            }

            diagnostics.Add(InventoryDiagnostics.OpenQuote(line.At(open)));
            return false;
        }

        void Add(char c)
        {
            inWord = true;
            word.Append(c);
            offsets.Add(at);
        }

        void EndWord()
        {
            if (inWord)
            {
                words.Add(line.Decoded(word.ToString(), [.. offsets, at]));
                word.Clear();
                offsets.Clear();
                inWord = false;
            }
        }
    }
}
