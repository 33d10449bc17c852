using System.Globalization;
using System.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Planning;

/// <summary>The short form of arguments, <c>name=value other='a b'</c>, as in <c>exec -a</c> and in one-line tasks.</summary>
public static class KeyValueText
{
    /// <summary>One word and where its parts start in the text (offsets from 0).</summary>
    /// <param name="Name">Null when the word has no '='.</param>
    /// <param name="Value">Quotes removed.</param>
    /// <param name="End">Behind its last character.</param>
    public readonly record struct Pair(string? Name, string Value, int Offset, int ValueOffset, int End)
    {
        /// <summary>True for <c>name=value</c> with that name, which no quotes hide: <c>'chdir=/x'</c> is a word like any other, and so is <c>a==b</c>.</summary>
        internal bool Gives(string text, Func<string, bool> isKnown) =>
            Name is not null && isKnown(Name) && ValueOffset == Offset + Name.Length + 1 && !text.AsSpan(ValueOffset).StartsWith("=");
    }

    /// <summary>A word <c>name=value</c> of a scalar as the entry of a mapping, in its place.</summary>
    internal static YamlEntry Entry(YamlScalar scalar, Pair pair)
    {
        return new YamlEntry(Part(pair.Name ?? "", pair.Name, pair.Offset), Part(pair.Value, YamlReader.ResolvePlain(pair.Value), pair.ValueOffset));

        YamlScalar Part(string text, object? value, int offset) =>
            new(scalar.Locate(offset), value, text) { Locate = inner => scalar.Locate(offset + inner), Tag = scalar.Tag };
    }

    /// <summary>Splits at blanks outside quotes and <c>{{ }}</c>; <c>'</c> and <c>"</c> quote, a backslash keeps the next quote.</summary>
    /// <param name="escapes">Outside <c>{{ }}</c> the escapes of Python's strings stand for their characters, as in Ansible: <c>\n</c>, <c>\t</c>, <c>\x41</c>, <c>\u00e4</c>, <c>\101</c>.</param>
    public static IReadOnlyList<Pair> Split(string text, bool escapes = false)
    {
        var pairs = new List<Pair>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at >= text.Length)
            {
                return pairs;
            }

            pairs.Add(Word(text, ref at, escapes));
        }
    }

    private static Pair Word(string text, ref int at, bool escapes)
    {
        var start = at;
        string? name = null;
        var valueStart = at;
        var value = new StringBuilder();
        var quote = '\0';
        var depth = 0;
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (quote == '\0' && depth == 0 && char.IsWhiteSpace(c))
            {
                break;
            }

            if (text.AsSpan(at).StartsWith("{{"))
            {
                depth++;
            }
            else if (depth > 0 && at > 0 && text.AsSpan(at - 1).StartsWith("}}"))
            {
                depth--;
            }

            if (depth == 0 && c == '\\' && at + 1 < text.Length && text[at + 1] is '\'' or '"' or '\\')
            {
                value.Append(text[++at]);
            }
            else if (escapes && depth == 0 && c == '\\' && Escape(text, at) is { } escape)
            {
                value.Append(escape.Text);
                at += escape.Length - 1;
            }
            else if (depth == 0 && quote == '\0' && c is '\'' or '"' && !(depth > 0))
            {
                quote = c;
            }
            else if (depth == 0 && c == quote)
            {
                quote = '\0';
            }
            else if (name is null && quote == '\0' && depth == 0 && c == '=')
            {
                name = value.ToString();
                value.Clear();
                valueStart = at + 1;
            }
            else
            {
                value.Append(c);
            }
        }

        return new Pair(name, value.ToString(), start, name is null ? start : valueStart, at);
    }

    /// <summary>The escape that begins at <paramref name="at"/>; null: the backslash is only a backslash.</summary>
    private static (string Text, int Length)? Escape(string text, int at)
    {
        var kind = at + 1 < text.Length ? text[at + 1] : '\0';
        var digits = kind switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            return at + 2 + digits <= text.Length
                && int.TryParse(text.AsSpan(at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && Rune.IsValid(code)
                ? (new Rune(code).ToString(), 2 + digits)
                : null;
        }

        if (kind is >= '0' and <= '7')
        {
            var length = 1;
            while (length < 3 && at + 1 + length < text.Length && text[at + 1 + length] is >= '0' and <= '7')
            {
                length++;
            }

            return (((char)Convert.ToInt32(text.Substring(at + 1, length), 8)).ToString(), 1 + length);
        }

        return "abfnrtv".IndexOf(kind, StringComparison.Ordinal) is >= 0 and var index ? ("\a\b\f\n\r\t\v"[index].ToString(), 2) : null;
    }
}
