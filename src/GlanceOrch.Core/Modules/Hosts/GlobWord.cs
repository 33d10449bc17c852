using System.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>A shell pattern as a word that the shell expands, and does nothing else with.</summary>
internal static class GlobWord
{
    /// <summary>Keeps <c>* ? []</c> alive and quotes all other characters.</summary>
    public static string Quote(string pattern)
    {
        var word = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            var close = c == '[' ? BracketEnd(pattern, i) : -1;
            if (close > 0)
            {
                // Inside brackets, - and ! keep their meaning only unquoted.
                word.Append('[');
                foreach (var inner in pattern.AsSpan(i + 1, close - i - 1))
                {
                    Append(word, inner, plain: inner is '-' or '!' or '^' or ':');
                }

                word.Append(']');
                i = close;
            }
            else
            {
                Append(word, c, plain: c is '*' or '?');
            }
        }

        return word.ToString();
    }

    // A bracket right after the opening one, or after its negation, is a member; a slash ends the try.
    private static int BracketEnd(string pattern, int open)
    {
        var i = open + 1;
        i += i < pattern.Length && pattern[i] is '!' or '^' ? 1 : 0;
        for (var first = true; i < pattern.Length && pattern[i] != '/'; i++, first = false)
        {
            if (pattern[i] == ']' && !first)
            {
                return i;
            }
        }

        return -1;
    }

    private static void Append(StringBuilder word, char c, bool plain)
    {
        if (plain || char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' || c > 127)
        {
            word.Append(c);
        }
        else if (c == '\n')
        {
            // A backslash would join the lines instead.
            word.Append("'\n'");
        }
        else
        {
            word.Append('\\').Append(c);
        }
    }
}
