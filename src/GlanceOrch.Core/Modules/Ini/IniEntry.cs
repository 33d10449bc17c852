namespace GlanceOrch.Core.Modules;

/// <summary>What a line of an INI file is.</summary>
public enum IniEntryKind
{
    Blank,
    Comment,
    Option,

    /// <summary>Nothing the syntax knows. It stays as it is.</summary>
    Other,
}

/// <summary>One line of a section, or one option with its continuation lines.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The exact text, line ends included.</param>
public sealed record IniEntry(IniEntryKind Kind, string Text)
{
    /// <summary>Blanks before the key.</summary>
    public string Indent { get; init; } = "";

    /// <summary>Of an option; else empty.</summary>
    public string Key { get; init; } = "";

    /// <summary>What stands between key and value (<c> = </c>); empty for a bare key.</summary>
    public string Separator { get; init; } = "";

    /// <summary>The value without the blanks around it; continuation lines trimmed and joined by <c>\n</c>. Null for a bare key.</summary>
    public string? Value { get; init; }

    /// <summary>A new option line.</summary>
    /// <param name="value">As in <see cref="Value"/>.</param>
    public static IniEntry Option(string indent, string key, string separator, string? value, string lineEnd)
    {
        var text = value is null ? $"{indent}{key}" : $"{indent}{key}{separator}{value.Replace("\n", $"{lineEnd}{indent}    ", StringComparison.Ordinal)}";
        return new IniEntry(IniEntryKind.Option, text.TrimEnd(' ', '\t') + lineEnd)
        {
            Indent = indent,
            Key = key,
            Separator = value is null ? "" : separator,
            Value = value,
        };
    }

    /// <summary>The option with another value, in the line's own manner.</summary>
    public IniEntry With(string? value, string defaultSeparator, string lineEnd)
    {
        // "key =" was written with blanks in mind: the value gets its blank too.
        var separator = Separator.Length == 0 ? defaultSeparator
            : char.IsWhiteSpace(Separator[0]) && !char.IsWhiteSpace(Separator[^1]) ? Separator + " "
            : Separator;
        return Option(Indent, Key, separator, value, lineEnd);
    }

    /// <summary>True when a comment is an example of the option: <c>#key = value</c>, or with a blank after the mark if <paramref name="spaced"/>.</summary>
    public bool IsExampleOf(string key, bool spaced)
    {
        if (Kind != IniEntryKind.Comment || !Text.Contains(key, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = Text.AsSpan().TrimStart(" \t").TrimStart("#;");
        var blanks = rest.Length - rest.TrimStart(" \t").Length;
        rest = rest[blanks..];
        return spaced == blanks > 0
            && rest.StartsWith(key, StringComparison.Ordinal)
            && rest[key.Length..].TrimStart(" \t").StartsWith("=", StringComparison.Ordinal);
    }
}
