namespace GlanceOrch.Core.Modules;

/// <summary>Reading single options of an oslo.config file. Writing them is the module <c>oslo_config</c>.</summary>
internal static class OsloOption
{
    /// <summary>The value that counts, which is the last; null when the option is not set.</summary>
    public static string? Find(string text, string section, string option) =>
        IniDocument.Parse(text, IniSyntax.Oslo).Find(section, option).LastOrDefault()?.Value is { } value ? Unquote(value.Trim()) : null;

    /// <summary>A pair of quotes around the value is no part of it, and <c>$$</c> stands for one dollar.</summary>
    private static string Unquote(string value)
    {
        var bare = value.Length > 1 && value[0] == value[^1] && value[0] is '"' or '\'' ? value[1..^1] : value;
        return bare.Replace("$$", "$", StringComparison.Ordinal);
    }
}
