using System.Text;
using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Text;

/// <summary>A shell's pattern for names.</summary>
public static class Wildcard
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>What matches the pattern; null when it is none, as a set like <c>[b-a]</c>.</summary>
    public static Regex? For(string pattern)
    {
        try
        {
            return new Regex(ToRegex(pattern), RegexOptions.CultureInvariant, Timeout);
        }
        catch (RegexParseException)
        {
            return null;
        }
    }

    /// <summary>The regular expression of a pattern: <c>*</c>, <c>?</c>, <c>[abc]</c>, <c>[!abc]</c>.</summary>
    public static string ToRegex(string pattern)
    {
        var regex = new StringBuilder("^");
        for (var at = 0; at < pattern.Length; at++)
        {
            var close = pattern[at] == '[' ? pattern.IndexOf(']', Math.Min(pattern.Length, at + 2)) : -1;
            if (close > 0)
            {
                var set = pattern[(at + 1)..close].Replace(@"\", @"\\", StringComparison.Ordinal).Replace("[", @"\[", StringComparison.Ordinal);
                regex.Append('[').Append(set[0] == '!' ? "^" + set[1..] : set[0] == '^' ? @"\" + set : set).Append(']');
                at = close;
                continue;
            }

            regex.Append(pattern[at] switch
            {
                '*' => ".*",
                '?' => ".",
                var c => Regex.Escape(c.ToString()),
            });
        }

        return regex.Append(@"\z").ToString();
    }
}
