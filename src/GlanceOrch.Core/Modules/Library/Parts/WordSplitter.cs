using System.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>Splits a command line into words as a POSIX shell would, expanding nothing.</summary>
internal static class WordSplitter
{
    /// <exception cref="ModuleException">A quotation is not closed, or the line ends with a lone backslash.</exception>
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var open = false; // Also true for an empty word that was quoted.
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            switch (c)
            {
                case ' ' or '\t' or '\n' or '\r':
                    if (open)
                    {
                        words.Add(word.ToString());
                        word.Clear();
                        open = false;
                    }

                    break;
                case '\'':
                    var end = line.IndexOf('\'', i + 1);
                    if (end < 0)
                    {
                        throw Unclosed(line);
                    }

                    word.Append(line, i + 1, end - i - 1);
                    i = end;
                    open = true;
                    break;
                case '"':
                    i = Quoted(line, i + 1, word);
                    open = true;
                    break;
                case '\\':
                    if (++i == line.Length)
                    {
                        throw new ModuleException($"nothing follows the last backslash in: {line}");
                    }

                    if (line[i] != '\n')
                    {
                        word.Append(line[i]);
                        open = true;
                    }

                    break;
                default:
                    word.Append(c);
                    open = true;
                    break;
            }
        }

        if (open)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>Reads what stands between double quotes; gives the index of the closing one.</summary>
    private static int Quoted(string line, int start, StringBuilder word)
    {
        for (var i = start; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '"':
                    return i;
                case '\\' when i + 1 < line.Length && line[i + 1] is '"' or '\\' or '$' or '`':
                    word.Append(line[++i]);
                    break;
                case '\\' when i + 1 < line.Length && line[i + 1] == '\n':
                    i++;
                    break;
                default:
                    word.Append(line[i]);
                    break;
            }
        }

        throw Unclosed(line);
    }

    private static ModuleException Unclosed(string line) => new($"a quotation is not closed in: {line}");
}
