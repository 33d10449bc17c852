using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Yaml;

/// <summary>Reads JSON into located nodes.</summary>
/// <remarks>
/// JSON is nearly YAML, but not quite: <c>1e5</c> is a number in it, and tabs may stand anywhere. So it is read by its own rules (RFC 8259),
/// with the <c>NaN</c> and <c>Infinity</c> that Python's <c>json</c> takes and gives.
/// </remarks>
public sealed partial class JsonReader
{
    private const int DepthLimit = 200;

    // Python refuses longer ones too; reading them takes time that grows with the square of their length.
    private const int DigitLimit = 4300;

    private readonly SourceFile _file;
    private readonly DiagnosticBag _diagnostics;
    private readonly string _text;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private JsonReader(SourceFile file, DiagnosticBag diagnostics)
    {
        _file = file;
        _diagnostics = diagnostics;
        _text = file.Content;
        _at = _lineStart = _text.StartsWith('\uFEFF') ? 1 : 0;
    }

    /// <summary>The value in the file.</summary>
    /// <param name="file">The text.</param>
    /// <param name="diagnostics">Takes a finding for each key that stands twice; the first one is kept.</param>
    /// <param name="error">Where and why the text is not JSON, when the result is null.</param>
    public static YamlNode? Read(SourceFile file, DiagnosticBag diagnostics, out (SourceSpan Span, string Message)? error)
    {
        var own = new DiagnosticBag();
        var reader = new JsonReader(file, own);
        try
        {
            var value = reader.Document();
            foreach (var finding in own)
            {
                diagnostics.Add(finding);
            }

            error = null;
            return value;
        }
        catch (NotJsonException exception)
        {
            error = (exception.Span, exception.Message);
            return null;
        }
    }

    private YamlNode Document()
    {
        SkipBlanks();
        var value = Value(0);
        SkipBlanks();
        return _at == _text.Length ? value : throw Wrong("expected the end here");
    }

    private YamlNode Value(int depth)
    {
        if (depth > DepthLimit)
        {
            throw Wrong("nested beyond the limit");
        }

        var start = Here();
        switch (_at < _text.Length ? _text[_at] : '\0')
        {
            case '{':
                return Mapping(start, depth);
            case '[':
                return Sequence(start, depth);
            case '"':
                return Text(start);
        }

        foreach (var (word, value) in new (string, object?)[]
            { ("true", true), ("false", false), ("null", null), ("NaN", double.NaN), ("Infinity", double.PositiveInfinity), ("-Infinity", double.NegativeInfinity) })
        {
            if (string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0)
            {
                _at += word.Length;
                return Scalar(start, value, word);
            }
        }

        var match = Number().Match(_text, _at);
        if (!match.Success || match.Length > DigitLimit)
        {
            throw Wrong("expected a value");
        }

        _at += match.Length;
        return Scalar(start, NumberOf(match.Value), match.Value);
    }

    private static object NumberOf(string text) =>
        text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0 ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? (object)number
        : BigInteger.Parse(text, CultureInfo.InvariantCulture);

    private YamlMapping Mapping(SourceSpan start, int depth)
    {
        var entries = new List<YamlEntry>();
        var seen = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        _at++;
        SkipBlanks();
        while (!Take('}'))
        {
            if (entries.Count > 0 || seen.Count > 0)
            {
                Expect(',', "expected ',' or '}'");
            }

            var place = Here();
            if (_at == _text.Length || _text[_at] != '"')
            {
                throw Wrong("expected a key in double quotes");
            }

            var key = Text(place);
            SkipBlanks();
            Expect(':', "expected ':'");
            var value = Value(depth + 1);
            SkipBlanks();
            if (seen.TryAdd(key.Text, place))
            {
                entries.Add(new(key, value));
            }
            else
            {
                _diagnostics.Add(YamlDiagnostics.DuplicateKey(place, key.Text, seen[key.Text]));
            }
        }

        return new(start, entries);
    }

    private YamlSequence Sequence(SourceSpan start, int depth)
    {
        var items = new List<YamlNode>();
        _at++;
        SkipBlanks();
        while (!Take(']'))
        {
            if (items.Count > 0)
            {
                Expect(',', "expected ',' or ']'");
            }

            items.Add(Value(depth + 1));
            SkipBlanks();
        }

        return new(start, items);
    }

    private string String()
    {
        var start = ++_at;
        var end = _text.AsSpan(start).IndexOfAny('"', '\\');
        if (end >= 0 && _text[start + end] == '"' && !_text.AsSpan(start, end).ContainsAnyInRange('\0', '\u001f'))
        {
            _at = start + end + 1;
            return _text.Substring(start, end);
        }

        var text = new StringBuilder();
        while (_at < _text.Length && _text[_at] >= ' ')
        {
            var c = _text[_at++];
            if (c == '"')
            {
                return text.ToString();
            }

            text.Append(c == '\\' ? Escape() : c);
        }

        throw Wrong(_at == _text.Length ? "this string is never closed" : "a control character must be escaped in a string");
    }

    private char Escape()
    {
        var letter = _at < _text.Length ? _text[_at++] : '\0';
        switch (letter)
        {
            case '"' or '\\' or '/':
                return letter;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _at + 4 <= _text.Length && ushort.TryParse(_text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _at += 4;
                return (char)code;
            default:
                _at--;
                throw Wrong("unknown escape");
        }
    }

    private YamlScalar Text(SourceSpan quote)
    {
        var text = String();
        return new YamlScalar(quote, text, text) { Locate = offset => _file.At(quote.Line, quote.Column + 1 + offset) };
    }

    private static YamlScalar Scalar(SourceSpan span, object? value, string text) => new(span, value, text) { Locate = _ => span };

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\r' or '\n')
        {
            if (_text[_at++] == '\n')
            {
                _line++;
                _lineStart = _at;
            }
        }
    }

    private bool Take(char c)
    {
        if (_at == _text.Length || _text[_at] != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(char c, string message)
    {
        if (!Take(c))
        {
            throw Wrong(message);
        }

        SkipBlanks();
    }

    private SourceSpan Here() => _file.At(_line, _at - _lineStart + 1);

    private NotJsonException Wrong(string message) => new(Here(), message);

    [GeneratedRegex(@"\G-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    private sealed class NotJsonException(SourceSpan span, string message) : Exception(message)
    {
        public SourceSpan Span { get; } = span;
    }
}
