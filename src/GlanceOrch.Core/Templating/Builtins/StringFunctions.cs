using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GlanceOrch.Core.Templating;

/// <summary><c>string.*</c></summary>
internal static class StringFunctions
{
    private const string Prefix = "string.";

    public static ScriptObject Family() => new ScriptObject()
        .Define(Prefix, "append text with", call => call.Checked(call.Text(0) + call.Text(1)))
        .Define(Prefix, "base64_decode text", call => Encoded.FromBase64(call, call.Text(0)))
        .Define(Prefix, "base64_encode text", call => Encoded.ToBase64(call.Text(0)))
        .Define(Prefix, "capitalize text", call => Capitalize(call.Text(0)))
        .Define(Prefix, "capitalizewords text", call => string.Join(' ', call.Text(0).Split(' ').Select(Capitalize)))
        .Define(Prefix, "contains text value", call => Has(call, static (text, value) => text.Contains(value, StringComparison.Ordinal)))
        .Define(Prefix, "downcase text", call => call.Text(0).ToLowerInvariant())
        .Define(Prefix, "empty text", call => call.Text(0).Length == 0)
        .Define(Prefix, "ends_with text value", call => Has(call, static (text, value) => text.EndsWith(value, StringComparison.Ordinal)))
        .Define(Prefix, "equals_ignore_case text value", call => call.Text(0).Equals(call.Text(1), StringComparison.OrdinalIgnoreCase))
        .Define(Prefix, "escape text", call => ValueText.Escape(call.Text(0)))
        .Define(Prefix, "handleize text", call => Handleize(call.Text(0)))
        .Define(Prefix, "hmac_sha1 text secretKey", call => Encoded.Hmac(HashAlgorithmName.SHA1, call.Text(1), call.Text(0)))
        .Define(Prefix, "hmac_sha256 text secretKey", call => Encoded.Hmac(HashAlgorithmName.SHA256, call.Text(1), call.Text(0)))
        .Define(Prefix, "hmac_sha512 text secretKey", call => Encoded.Hmac(HashAlgorithmName.SHA512, call.Text(1), call.Text(0)))
        .Define(Prefix, "index_of text search startIndex? count? stringComparison?", call => IndexOf(call))
        .Define(Prefix, "literal text", call => call[0] is null ? null : ValueText.Quote(call.Text(0)))
        .Define(Prefix, "lstrip text", call => call.Text(0).TrimStart())
        .Define(Prefix, "md5 text", call => Encoded.Hash(HashAlgorithmName.MD5, call.Text(0)))
        .Define(Prefix, "pad_left text width", call => Pad(call, static (text, width) => text.PadLeft(width)))
        .Define(Prefix, "pad_right text width", call => Pad(call, static (text, width) => text.PadRight(width)))
        .Define(Prefix, "pluralize number singular plural", call => call.Integer(0) == 1 ? call.Text(1) : call.Text(2))
        .Define(Prefix, "prepend text by", call => call.Checked(call.Text(1) + call.Text(0)))
        .Define(Prefix, "remove text remove", call => Replace(call, call.Text(0), call.Text(1), ""))
        .Define(Prefix, "remove_first text remove", call => ReplaceOne(call.Text(0), call.Text(1), "", fromEnd: false))
        .Define(Prefix, "remove_last text remove", call => ReplaceOne(call.Text(0), call.Text(1), "", fromEnd: true))
        .Define(Prefix, "replace text match replace", call => Replace(call, call.Text(0), call.Text(1), call.Text(2)))
        .Define(Prefix, "replace_first text match replace fromEnd?", call => ReplaceOne(call.Text(0), call.Text(1), call.Text(2), Evaluator.IsTrue(call[3])))
        .Define(Prefix, "rstrip text", call => call.Text(0).TrimEnd())
        .Define(Prefix, "sha1 text", call => Encoded.Hash(HashAlgorithmName.SHA1, call.Text(0)))
        .Define(Prefix, "sha256 text", call => Encoded.Hash(HashAlgorithmName.SHA256, call.Text(0)))
        .Define(Prefix, "sha512 text", call => Encoded.Hash(HashAlgorithmName.SHA512, call.Text(0)))
        .Define(Prefix, "size text", call => call.Text(0).Length)
        .Define(Prefix, "slice text start length?", call => Slice(call.Text(0), call.Integer(1), call.Integer(2)))
        .Define(Prefix, "slice1 text start length?", call => Slice(call.Text(0), call.Integer(1), call.Integer(2, standard: 1)))
        .Define(Prefix, "split text match", call => Split(call))
        .Define(Prefix, "starts_with text value", call => Has(call, static (text, value) => text.StartsWith(value, StringComparison.Ordinal)))
        .Define(Prefix, "strip text", call => call.Text(0).Trim())
        .Define(Prefix, "strip_newlines text", call => call.Text(0).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal))
        .Define(Prefix, "to_double text", call => ToDouble(call.Text(0)))
        .Define(Prefix, "to_float text", call => ToDouble(call.Text(0)))
        .Define(Prefix, "to_int text", call => int.TryParse(call.Text(0), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null)
        .Define(Prefix, "to_long text", call => long.TryParse(call.Text(0), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null)
        .Define(Prefix, "truncate text length ellipsis?", call => Truncate(call.Text(0), call.Integer(1), call.TextOrNull(2) ?? "..."))
        .Define(Prefix, "truncatewords text count ellipsis?", call => TruncateWords(call.Text(0), call.Integer(1), call.TextOrNull(2) ?? "..."))
        .Define(Prefix, "upcase text", call => call.Text(0).ToUpperInvariant())
        .Define(Prefix, "whitespace text", call => string.IsNullOrWhiteSpace(call.Text(0)));

    private static string Capitalize(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static bool Has(Invocation call, Func<string, string, bool> test) =>
        call.TextOrNull(0) is { } text && call.TextOrNull(1) is { } value && test(text, value);

    private static string Handleize(string text)
    {
        var handle = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                handle.Append(char.ToLowerInvariant(c));
            }
            else if (handle.Length > 0 && handle[^1] != '-')
            {
                handle.Append('-');
            }
        }

        return handle.ToString().TrimEnd('-');
    }

    private static int IndexOf(Invocation call)
    {
        var (text, search) = (call.Text(0), call.Text(1));
        var start = Math.Clamp(call.Integer(2), 0, text.Length);
        var count = Math.Clamp(call.Integer(3, standard: text.Length), 0, text.Length - start);
        var ignoresCase = call.Text(4).EndsWith("IgnoreCase", StringComparison.Ordinal);
        return text.IndexOf(search, start, count, ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    private static string Pad(Invocation call, Func<string, int, string> pad)
    {
        var width = call.Integer(1);
        call.Evaluator.CheckLength(call.Site, width);
        return pad(call.Text(0), Math.Max(0, width));
    }

    private static string Replace(Invocation call, string text, string match, string replacement)
    {
        if (match.Length == 0)
        {
            return text;
        }

        // Never longer than every character becoming the replacement.
        if ((long)text.Length * Math.Max(1, replacement.Length) > int.MaxValue)
        {
            call.Evaluator.CheckLength(call.Site, (long)text.Length * replacement.Length);
        }

        return call.Checked(text.Replace(match, replacement, StringComparison.Ordinal));
    }

    private static string ReplaceOne(string text, string match, string replacement, bool fromEnd)
    {
        var at = match.Length == 0 ? -1
            : fromEnd ? text.LastIndexOf(match, StringComparison.Ordinal)
            : text.IndexOf(match, StringComparison.Ordinal);
        return at < 0 ? text : text[..at] + replacement + text[(at + match.Length)..];
    }

    /// <summary>Counts from the end when start is negative; a length of 0 or less is that of the text.</summary>
    private static string Slice(string text, int start, int length)
    {
        length = length <= 0 ? text.Length : length;
        if (start < 0)
        {
            start += text.Length;
            length += Math.Min(0, start);
            start = Math.Max(0, start);
        }

        return start >= text.Length || length <= 0 ? "" : text.Substring(start, Math.Min(length, text.Length - start));
    }

    private static ScriptArray Split(Invocation call)
    {
        var (text, match) = (call.Text(0), call.Text(1));
        return match.Length == 0
            ? ArrayFunctions.Made(text.Select(object? (c) => c.ToString()))
            : ArrayFunctions.Made(text.Split(match, StringSplitOptions.RemoveEmptyEntries));
    }

    private static object? ToDouble(string text) =>
        double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Truncate(string text, int length, string ellipsis) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, Math.Max(0, length - ellipsis.Length)), ellipsis);

    private static string TruncateWords(string text, int count, string ellipsis)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length <= count ? string.Join(' ', words) : string.Join(' ', words.Take(Math.Max(0, count))) + ellipsis;
    }
}
