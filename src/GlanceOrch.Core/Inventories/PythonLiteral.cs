using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Inventories;

/// <summary>Reads a value of an INI inventory, which Ansible takes for a Python literal where it is one: numbers, strings, <c>True</c>, <c>None</c>, lists, tuples, dictionaries.</summary>
/// <remarks>
/// What is none is plain text: <c>true</c>, <c>0644</c>, <c>{"a": true}</c>. Sets, complex numbers and <c>...</c>, for which JSON has no word, stay text too.
/// The grammar is that of the Python language reference, "Literals" and "Displays"; numbers take a sign, a comment may follow.
/// </remarks>
internal sealed partial class PythonLiteral
{
    private const int DepthLimit = 100;

    private readonly LineText _source;
    private readonly string _text;
    private int _at;
    private int _depth;

    private PythonLiteral(LineText source)
    {
        _source = source;
        _text = source.Text;
    }

    /// <summary>The value; the text itself when it is no literal.</summary>
    public static YamlNode Read(LineText source)
    {
        var reader = new PythonLiteral(source);
        return reader.Whole() ?? source.Scalar(source.Text);
    }

    private YamlNode? Whole()
    {
        var value = Tuple(closing: null);
        SkipBlanks();
        return value is not null && (_at == _text.Length || _text[_at] == '#') ? value : null;
    }

    /// <summary>One value, or several with commas between them, which are a tuple. Null: not a literal.</summary>
    private YamlNode? Tuple(char? closing)
    {
        SkipBlanks();
        var start = _at;
        if (closing is { } close && Take(close))
        {
            return new YamlSequence(_source.At(start), []);
        }

        if (Value() is not { } first)
        {
            return null;
        }

        SkipBlanks();
        if (!Take(','))
        {
            return closing is { } end && !Take(end) ? null : first;
        }

        return Items(first, closing, start);
    }

    private YamlSequence? Items(YamlNode first, char? closing, int start)
    {
        List<YamlNode> items = [first];
        while (true)
        {
            SkipBlanks();
            if (closing is { } close ? Take(close) : _at == _text.Length || _text[_at] == '#')
            {
                return new YamlSequence(_source.At(start), items);
            }

            if (Value() is not { } item)
            {
                return null;
            }

            items.Add(item);
            SkipBlanks();
            if (!Take(','))
            {
                if (closing is { } end && !Take(end))
                {
                    return null;
                }

                return new YamlSequence(_source.At(start), items);
            }
        }
    }

    private YamlNode? Value()
    {
        SkipBlanks();
        if (_at == _text.Length || _depth > DepthLimit)
        {
            return null;
        }

        _depth++;
        try
        {
            return _text[_at] switch
            {
                '[' => List(),
                '{' => Dictionary(),
                '(' => Parenthesised(),
                '+' or '-' => Signed(),
                (>= '0' and <= '9') or '.' => Number(),
                _ => Strings() ?? Word(),
            };
        }
        finally
        {
            _depth--;
        }
    }

    private YamlSequence? List()
    {
        var start = _at++;
        SkipBlanks();
        if (Take(']'))
        {
            return new YamlSequence(_source.At(start), []);
        }

        return Value() is { } first ? AfterFirst(first) : null;

        YamlSequence? AfterFirst(YamlNode first)
        {
            SkipBlanks();
            if (Take(']'))
            {
                return new YamlSequence(_source.At(start), [first]);
            }

            return Take(',') ? Items(first, ']', start) : null;
        }
    }

    private YamlNode? Parenthesised()
    {
        _at++;
        return Tuple(')');
    }

    private YamlMapping? Dictionary()
    {
        var start = _at++;
        var entries = new OrderedDictionary<object, YamlEntry>();
        while (true)
        {
            SkipBlanks();
            if (Take('}'))
            {
                return new YamlMapping(_source.At(start), [.. entries.Values]);
            }

            if (Value() is not YamlScalar key)
            {
                return null;
            }

            SkipBlanks();
            if (!Take(':') || Value() is not { } value)
            {
                return null;
            }

            // Of equal keys the first one stays, with the value of the last one.
            var identity = KeyIdentity(key.Value);
            var name = entries.TryGetValue(identity, out var before) ? before.Key.Text : KeyText(key.Value);
            entries[identity] = new YamlEntry(key with { Value = name, Text = name }, value);
            SkipBlanks();
            if (!Take(',') && (_at == _text.Length || _text[_at] != '}'))
            {
                return null;
            }
        }
    }

    /// <summary>To Python 1, 1.0 and True are the same key.</summary>
    private static object KeyIdentity(object? key) => key switch
    {
        null => DBNull.Value,
        bool flag => flag ? 1.0 : 0.0,
        long number when number == (long)(double)number => (double)number,
        _ => key,
    };

    /// <summary>Keys are text here, as they are in JSON.</summary>
    private static string KeyText(object? key) => key switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        double number => PythonText.Float(number),
        _ => Convert.ToString(key, CultureInfo.InvariantCulture) ?? "",
    };

    private YamlScalar? Signed()
    {
        var start = _at;
        var negative = _text[_at++] == '-';
        SkipBlanks();
        if (_at == _text.Length || (_text[_at] is '(' ? Parenthesised() : Number()) is not YamlScalar { Value: long or double or BigInteger } number)
        {
            return null;
        }

        object value = number.Value switch
        {
            long integer when negative => -integer,
            double real when negative => -real,
            BigInteger big when negative => big == -(BigInteger)long.MinValue ? (object)long.MinValue : -big,
            { } unchanged => unchanged,
        };
        return _source.Slice(start, _at - start).Scalar(value);
    }

    private YamlScalar? Number()
    {
        var real = Real().Match(_text, _at);
        var match = real.Success ? real : Integer().Match(_text, _at);
        var end = _at + match.Length;
        if (!match.Success || (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] is '_')))
        {
            return null;
        }

        var digits = match.Value.Replace("_", "", StringComparison.Ordinal);
        object value = real.Success ? double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture) : ParseInteger(digits);
        var scalar = _source.Slice(_at, match.Length).Scalar(value);
        _at = end;
        return scalar;
    }

    private static object ParseInteger(string digits)
    {
        var value = digits switch
        {
            ['0', 'x' or 'X', .. var hex] => BigInteger.Parse("0" + hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            ['0', 'o' or 'O', .. var octal] => octal.Aggregate(BigInteger.Zero, (sum, digit) => (sum * 8) + (digit - '0')),
            ['0', 'b' or 'B', .. var binary] => binary.Aggregate(BigInteger.Zero, (sum, digit) => (sum * 2) + (digit - '0')),
            _ => BigInteger.Parse(digits, CultureInfo.InvariantCulture),
        };
        return value <= long.MaxValue ? (object)(long)value : value;
    }

    private YamlScalar? Word()
    {
        foreach (var (word, value) in new (string, object?)[] { ("True", true), ("False", false), ("None", null) })
        {
            var end = _at + word.Length;
            if (string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0
                && (end == _text.Length || !(char.IsLetterOrDigit(_text[end]) || _text[end] is '_' or '\'' or '"')))
            {
                var scalar = _source.Slice(_at, word.Length).Scalar(value);
                _at = end;
                return scalar;
            }
        }

        return null;
    }

    /// <summary>One string, or several side by side, which Python joins.</summary>
    private YamlScalar? Strings()
    {
        var text = new StringBuilder();
        var offsets = new List<int>();
        var found = false;
        while (true)
        {
            SkipBlanks();
            var prefix = Prefix().Match(_text, _at);
            if (!prefix.Success)
            {
                break;
            }

            _at += prefix.Length - 1;
            if (!OneString(text, offsets, raw: prefix.Value.Contains('r', StringComparison.OrdinalIgnoreCase)))
            {
                return null;
            }

            found = true;
        }

        return found ? _source.Decoded(text.ToString(), [.. offsets, _at]).Scalar(text.ToString()) : null;
    }

    private bool OneString(StringBuilder text, List<int> offsets, bool raw)
    {
        var quote = new string(_text[_at], 3);
        quote = string.CompareOrdinal(_text, _at, quote, 0, 3) == 0 ? quote : quote[..1];
        for (_at += quote.Length; _at < _text.Length;)
        {
            if (string.CompareOrdinal(_text, _at, quote, 0, quote.Length) == 0)
            {
                _at += quote.Length;
                return true;
            }

            var start = _at;
            string piece;
            if (_text[_at] != '\\')
            {
                piece = _text[_at++].ToString();
            }
            else if (_at + 1 == _text.Length)
            {
                return false;
            }
            else if (raw)
            {
                piece = _text.Substring(_at, 2);
                _at += 2;
            }
            else if (Escape() is { } decoded)
            {
                piece = decoded;
            }
            else
            {
                return false;
            }

            text.Append(piece);
            offsets.AddRange(Enumerable.Repeat(start, piece.Length));
        }

        return false;
    }

    /// <summary>What the escape at the backslash stands for; null when it is malformed.</summary>
    private string? Escape()
    {
        var letter = _text[_at + 1];
        _at += 2;
        return letter switch
        {
            '\\' or '\'' or '"' => letter.ToString(),
            'a' => "\a",
            'b' => "\b",
            'f' => "\f",
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            'v' => "\v",
            'x' => Hex(2),
            'u' => Hex(4),
            'U' => Hex(8),
            'N' => null, // names of characters: nobody writes them here
            >= '0' and <= '7' => Octal(),
            _ => "\\" + letter, // an unknown escape stays as it is
        };
    }

    private string? Hex(int length)
    {
        if (_at + length > _text.Length
            || !uint.TryParse(_text.AsSpan(_at, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > 0x10FFFF)
        {
            return null;
        }

        _at += length;
        return code is >= 0xD800 and <= 0xDFFF ? ((char)code).ToString() : char.ConvertFromUtf32((int)code);
    }

    private string Octal()
    {
        var code = 0;
        _at--;
        for (var count = 0; count < 3 && _at < _text.Length && _text[_at] is >= '0' and <= '7'; count++)
        {
            code = (code * 8) + (_text[_at++] - '0');
        }

        return ((char)code).ToString();
    }

    private bool Take(char c)
    {
        if (_at < _text.Length && _text[_at] == c)
        {
            _at++;
            return true;
        }

        return false;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\f')
        {
            _at++;
        }
    }

    [GeneratedRegex(@"\G([0-9](_?[0-9])*\.([0-9](_?[0-9])*)?([eE][-+]?[0-9](_?[0-9])*)?|\.[0-9](_?[0-9])*([eE][-+]?[0-9](_?[0-9])*)?|[0-9](_?[0-9])*[eE][-+]?[0-9](_?[0-9])*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Real();

    [GeneratedRegex(@"\G(0[xX](_?[0-9a-fA-F])+|0[oO](_?[0-7])+|0[bB](_?[01])+|0(_?0)*|[1-9](_?[0-9])*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Integer();

    [GeneratedRegex(@"\G([rR][bB]?|[bB][rR]?|[uU])?['""]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Prefix();
}
