using System.Globalization;
using System.Text;

namespace GlanceOrch.Core.Execution;

/// <summary>A text as somebody would read it who undoes an encoding, and where each of its characters stands in the text as it is.</summary>
/// <remarks>A secret is found in the view and masked in the text: so every way of writing it is met, also one that encodes more than it must.</remarks>
internal sealed class TextView
{
    private readonly StringBuilder _text = new();
    private readonly List<(int Start, int End)> _places = [];

    private TextView()
    {
    }

    public string Text => _text.ToString();

    /// <summary>Where what stands in the view from one index to before another is in the text.</summary>
    public (int Start, int End) PlaceOf(int start, int end) => (_places[start].Start, _places[end - 1].End);

    /// <summary>The views that may show something else than the text itself.</summary>
    public static IEnumerable<TextView> Of(string text)
    {
        if (text.Contains('%', StringComparison.Ordinal))
        {
            yield return Percent(text, plusIsBlank: false);
        }

        if (text.Contains('+', StringComparison.Ordinal))
        {
            yield return Percent(text, plusIsBlank: true);
        }

        if (text.Contains('\\', StringComparison.Ordinal))
        {
            var once = Escapes(text);
            yield return once;
            if (once.Text is var inner && inner.Contains('\\', StringComparison.Ordinal))
            {
                yield return Escapes(inner).Through(once); // JSON in JSON
            }
        }

        if (text.Contains("'\\''", StringComparison.Ordinal) || text.Contains("'\"'\"'", StringComparison.Ordinal))
        {
            yield return Quotes(text);
        }

        if (text.Contains('\n', StringComparison.Ordinal))
        {
            yield return Lines(text, signs: false);
            yield return Lines(text, signs: true);
        }
    }

    /// <summary><c>%2F</c> is a slash, in URLs and forms.</summary>
    private static TextView Percent(string text, bool plusIsBlank)
    {
        var view = new TextView();
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length;)
        {
            bytes.Clear();
            var start = i;
            while (i + 2 < text.Length && text[i] == '%' && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 3;
            }

            if (bytes.Count == 0)
            {
                view.Add(plusIsBlank && text[i] == '+' ? ' ' : text[i], i, ++i);
                continue;
            }

            var rest = bytes.ToArray().AsSpan();
            while (rest.Length > 0)
            {
                Rune.DecodeFromUtf8(rest, out var rune, out var used);
                view.Add(rune, start, start + (used * 3));
                start += used * 3;
                rest = rest[used..];
            }
        }

        return view;
    }

    /// <summary>Backslashes of JSON, YAML, most programming languages and of shells outside of quotes.</summary>
    private static TextView Escapes(string text)
    {
        var view = new TextView();
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                view.Add(text[i++], start, i);
                continue;
            }

            var digits = text[i + 1] switch { 'u' => 4, 'x' => 2, _ => 0 };
            if (digits > 0 && i + 2 + digits <= text.Length
                && ushort.TryParse(text.AsSpan(i + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                i += 2 + digits;
                view.Add((char)code, start, i);
                continue;
            }

            view.Add(text[i + 1] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other => other }, start, start + 2);
            i += 2;
        }

        return view;
    }

    /// <summary>A quote inside the single quotes of a shell: <c>'\''</c>, or <c>'"'"'</c>.</summary>
    private static TextView Quotes(string text)
    {
        var view = new TextView();
        for (var i = 0; i < text.Length;)
        {
            var rest = text.AsSpan(i);
            var length = rest.StartsWith("'\\''") ? 4 : rest.StartsWith("'\"'\"'") ? 5 : 1;
            view.Add(length == 1 ? text[i] : '\'', i, i + length);
            i += length;
        }

        return view;
    }

    /// <summary>Lines as one: tools wrap long lines, and indent the next one.</summary>
    /// <param name="signs">A plus, minus or blank begins each line: it is a difference.</param>
    private static TextView Lines(string text, bool signs)
    {
        var view = new TextView();
        for (var i = 0; i < text.Length;)
        {
            if (text[i] is not ('\n' or '\r'))
            {
                view.Add(text[i], i, ++i);
                continue;
            }

            while (i < text.Length && text[i] is '\n' or '\r' or ' ' or '\t')
            {
                i++;
            }

            if (signs && i < text.Length && text[i] is '+' or '-')
            {
                i++;
            }
        }

        return view;
    }

    private void Add(char c, int start, int end)
    {
        _text.Append(c);
        _places.Add((start, end));
    }

    private void Add(Rune rune, int start, int end)
    {
        Span<char> characters = stackalloc char[2];
        foreach (var c in characters[..rune.EncodeToUtf16(characters)])
        {
            Add(c, start, end);
        }
    }

    /// <summary>The places in the text that the view before shows.</summary>
    private TextView Through(TextView before)
    {
        for (var i = 0; i < _places.Count; i++)
        {
            var (start, end) = _places[i];
            _places[i] = before.PlaceOf(start, end);
        }

        return this;
    }
}
