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

    /// <summary>The key that a comment is an example of (<c>#key = value</c>); null when it is none.</summary>
    /// <param name="spaced">A blank follows the mark: such a line may be prose as well.</param>
    public static string? ExampleIn(ReadOnlySpan<char> comment, out bool spaced)
    {
        var text = comment.TrimStart(" \t").TrimStart("#;");
        spaced = text.Length > 0 && text[0] is ' ' or '\t';
        var mark = text.IndexOf('=');
        var key = mark > 0 ? text[..mark].Trim(" \t") : "";
        return key.Length > 0 && key.IndexOfAny(" \t") < 0 ? key.ToString() : null;
    }
}
