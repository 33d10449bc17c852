namespace GlanceOrch.Core.Text;

/// <summary>The one quoting function for POSIX shells; every remote argument and the template filter <c>quote</c> pass here.</summary>
public static class ShellQuote
{
    /// <summary>The text as one word for any POSIX shell. Plain words stay bare; everything else stands in single quotes.</summary>
    /// <exception cref="ArgumentException">The text holds a NUL, which no argument can carry.</exception>
    public static string Quote(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("an argument cannot hold a NUL character", nameof(text));
        }

        return text.Length > 0 && text.All(IsPlain)
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    /// <summary>Words joined to one command line.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static bool IsPlain(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ':' or ',' or '+' or '@' or '%';
}
