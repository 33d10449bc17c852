using System.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>The strings: quoted, verbatim and interpolated.</summary>
internal sealed partial class Lexer
{
    private void QuotedString(int start, char quote)
    {
        _at++;
        var value = new StringBuilder();
        while (_at < _text.Length && _text[_at] != quote)
        {
            Character(value);
        }

        Unquote(start, quote);
        Add(TokenKind.Text, start, value.ToString());
    }

    private void VerbatimString(int start)
    {
        _at++;
        var value = new StringBuilder();
        while (_at < _text.Length && (_text[_at] != '`' || Peek(1) == '`'))
        {
            value.Append(_text[_at]);
            _at += _text[_at] == '`' ? 2 : 1;
        }

        Unquote(start, '`');
        Add(TokenKind.Text, start, value.ToString());
    }

    private void Unquote(int start, char quote)
    {
        if (_at >= _text.Length)
        {
            _at = _text.Length;
            Errors.Add(_source.ErrorAt(start, Unterminated(quote)));
        }
        else
        {
            _at++;
        }
    }

    private static string Unterminated(char quote) =>
        $"Unexpected end of file while parsing a string not terminated by a {quote}";

    /// <summary>A part of an interpolated string, up to its closing quote or the next expression.</summary>
    private void Interpolated(int start, char quote, TokenKind whole, TokenKind opening)
    {
        var from = _at;
        var value = new StringBuilder();
        while (_at < _text.Length && _text[_at] != quote && _text[_at] != '{')
        {
            Character(value);
        }

        if (_at >= _text.Length)
        {
            // What follows is read as code, so that the parser says where it stumbles.
            Errors.Add(_source.ErrorAt(from, Unterminated(quote)));
            _at = from;
            if (opening == TokenKind.InterpolationBegin)
            {
                _at = _text.Length;
            }

            return;
        }

        var opens = _text[_at] == '{';
        _at++;
        if (opens)
        {
            _braces.Push(quote);
        }

        Add(opens ? opening : whole, start, value.ToString());
    }

    private void Character(StringBuilder value)
    {
        if (_text[_at] != '\\')
        {
            value.Append(_text[_at++]);
            return;
        }

        var start = _at++;
        var escape = Peek();
        _at++;
        switch (escape)
        {
            case '\'' or '"' or '\\' or '{' or '}':
                value.Append(escape);
                break;
            case 'n':
                value.Append('\n');
                break;
            case 'r':
                value.Append('\r');
                break;
            case 't':
                value.Append('\t');
                break;
            case 'b':
                value.Append('\b');
                break;
            case 'f':
                value.Append('\f');
                break;
            case '0':
                value.Append('\0');
                break;
            case '\n':
                break; // a backslash at the end of a line joins it to the next
            case '\r' when Peek() == '\n':
                _at++;
                break;
            case 'u' when Hexadecimal(4) is { } code:
                value.Append(code);
                break;
            case 'x' when Hexadecimal(2) is { } code:
                value.Append(code);
                break;
            default:
                _at = Math.Min(_at, _text.Length);
                Errors.Add(_source.ErrorAt(start, $"Unexpected escape character `{escape}` in string"));
                break;
        }
    }

    private char? Hexadecimal(int digits)
    {
        if (_at + digits > _text.Length
            || !ushort.TryParse(_text.AsSpan(_at, digits), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code))
        {
            return null;
        }

        _at += digits;
        return (char)code;
    }
}
