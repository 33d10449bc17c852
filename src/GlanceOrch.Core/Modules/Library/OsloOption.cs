namespace GlanceOrch.Core.Modules;

/// <summary>Reading single options of an oslo.config file. Writing them is the module <c>oslo_config</c>.</summary>
internal static class OsloOption
{
    /// <summary>The value that counts, which is the last; null when the option is not set.</summary>
    public static string? Find(string text, string section, string option)
    {
        string? value = null;
        var inside = false;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.TrimEnd();
            if (line.StartsWith('['))
            {
                inside = line.IndexOf(']', StringComparison.Ordinal) is > 0 and var end && line[1..end] == section;
            }
            else if (inside && line.Length > 0 && line[0] is not ('#' or ';' or ' ' or '\t')
                && line.IndexOfAny(['=', ':']) is > 0 and var sign && line[..sign].TrimEnd() == option)
            {
                value = Unquote(line[(sign + 1)..].Trim());
            }
        }

        return value;
    }

    /// <summary>A pair of quotes around the value is no part of it, and <c>$$</c> stands for one dollar.</summary>
    private static string Unquote(string value)
    {
        var bare = value.Length > 1 && value[0] == value[^1] && value[0] is '"' or '\'' ? value[1..^1] : value;
        return bare.Replace("$$", "$", StringComparison.Ordinal);
    }
}
