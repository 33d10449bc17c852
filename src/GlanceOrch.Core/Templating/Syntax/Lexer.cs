namespace GlanceOrch.Core.Templating;

/// <summary>Cuts a template into tokens. Never fails: what it cannot read is an <see cref="TokenKind.Invalid"/> token or an error.</summary>
internal sealed partial class Lexer
{
    private const char ObjectBrace = '{';

    private readonly SourceText _source;
    private readonly string _text;
    private readonly bool _expressionOnly;
    private readonly List<Token> _tokens = [];

    // What the next } closes: an object's brace, or the interpolation of a string with that quote.
    private readonly Stack<char> _braces = new();
    private int _at;
    private bool _space;
    private TemplateError? _unclosed;

    private Lexer(SourceText source, bool expressionOnly)
    {
        _source = source;
        _text = source.Text;
        _expressionOnly = expressionOnly;
    }

    private List<TemplateError> Errors { get; } = [];

    /// <param name="source">The text.</param>
    /// <param name="expressionOnly">The text is one bare expression, without <c>{{ }}</c>.</param>
    /// <returns>The tokens; what cannot be read; the code block without an end, if there is one.</returns>
    public static (List<Token> Tokens, List<TemplateError> Errors, TemplateError? Unclosed) Read(SourceText source, bool expressionOnly)
    {
        var lexer = new Lexer(source, expressionOnly);
        if (expressionOnly)
        {
            lexer.Code();
        }
        else
        {
            lexer.Template();
        }

        lexer.Add(TokenKind.EndOfFile, lexer._text.Length);
        return (lexer._tokens, lexer.Errors, lexer._unclosed);
    }

    private char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private bool Next(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private void Add(TokenKind kind, int start, object? value = null)
    {
        _tokens.Add(new(kind, start, _at, _space, value));
        _space = false;
    }

    private void Template()
    {
        var strip = '\0';
        while (_at < _text.Length)
        {
            var start = _at;
            var (open, percents) = FindOpening();
            if (open < 0)
            {
                AddRaw(start, _text.Length, strip, '\0');
                _at = _text.Length;
                return;
            }

            _at = open + 2 + percents;
            var mark = Peek() is '-' or '~' ? Peek() : '\0';
            _at += mark == '\0' ? 0 : 1;
            var indent = AddRaw(start, open, strip, mark);
            if (percents > 0)
            {
                strip = Escaped(percents);
                continue;
            }

            Add(TokenKind.Enter, open, indent);
            _braces.Clear();
            if (!Code())
            {
                _unclosed = _source.ErrorAt(open, "Unexpected end of file: this code block is not closed by `}}`");
                return;
            }

            strip = _text[_tokens[^1].Start] is var first and ('-' or '~') ? first : '\0';
        }
    }

    /// <summary>The next <c>{{</c> or <c>{%{</c>, with the number of its percent signs.</summary>
    private (int Offset, int Percents) FindOpening()
    {
        for (var i = _text.IndexOf('{', _at); i >= 0; i = _text.IndexOf('{', i + 1))
        {
            var end = i + 1;
            while (end < _text.Length && _text[end] == '%')
            {
                end++;
            }

            if (end < _text.Length && _text[end] == '{')
            {
                return (i, end - i - 1);
            }
        }

        return (-1, 0);
    }

    /// <summary>The text of an escape block; gives the strip mark of its end.</summary>
    private char Escaped(int percents)
    {
        var start = _at;
        var closing = "}" + new string('%', percents) + "}";
        var close = _text.IndexOf(closing, start, StringComparison.Ordinal);
        if (close < 0)
        {
            Errors.Add(_source.ErrorAt(start, $"Unexpected end of file: this escape block is not closed by `{closing}`"));
            close = _text.Length;
        }

        var strip = close > start && close < _text.Length && _text[close - 1] is var last and ('-' or '~') ? last : '\0';
        var end = strip == '\0' ? close : close - 1;
        _at = end;
        if (end > start)
        {
            Add(TokenKind.Raw, start, _text[start..end]);
        }

        _at = Math.Min(_text.Length, close + closing.Length);
        return strip;
    }

    /// <summary>Adds the text between two blocks, stripped; gives the indentation the next block has on its line.</summary>
    private string? AddRaw(int start, int end, char stripBefore, char stripAfter)
    {
        switch (stripBefore)
        {
            case '-':
                while (start < end && char.IsWhiteSpace(_text[start]))
                {
                    start++;
                }

                break;
            case '~':
                while (start < end && char.IsWhiteSpace(_text[start]))
                {
                    if (_text[start++] == '\n')
                    {
                        break;
                    }
                }

                break;
        }

        var indent = stripAfter == '\0' && stripBefore != '-' ? Indent(start, end) : null;
        while (end > start && stripAfter != '\0' && char.IsWhiteSpace(_text[end - 1]) && (stripAfter == '-' || _text[end - 1] != '\n'))
        {
            end--;
        }

        if (end > start)
        {
            Errors.AddRange(JinjaStatements.Errors(_source, start, end));
            _tokens.Add(new(TokenKind.Raw, start, end, SpaceBefore: false, _text[start..end]));
        }

        return indent;
    }

    private string? Indent(int start, int end)
    {
        var from = end;
        while (from > start && _text[from - 1] != '\n' && char.IsWhiteSpace(_text[from - 1]))
        {
            from--;
        }

        var startsLine = from == 0 || _text[from - 1] == '\n';
        return startsLine && from < end ? _text[from..end] : null;
    }

    /// <summary>Tokens up to and with the closing mark.</summary>
    /// <returns>False when the text ends before.</returns>
    private bool Code()
    {
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '\n')
            {
                _at++;
                Add(TokenKind.NewLine, _at - 1);
                _space = true;
            }
            else if (char.IsWhiteSpace(c))
            {
                _at++;
                _space = true;
            }
            else if (c == '#')
            {
                Comment();
            }
            else if (AtExit())
            {
                var start = _at;
                _at += c == '}' ? 2 : 3;
                Add(TokenKind.Exit, start);
                return true;
            }
            else if (char.IsLetter(c) || c == '_')
            {
                var start = _at;
                SkipWord();
                Add(TokenKind.Identifier, start, _text[start.._at]);
            }
            else if (char.IsAsciiDigit(c))
            {
                Number();
            }
            else
            {
                Symbol(c);
            }
        }

        return _expressionOnly;
    }

    private bool AtExit() => !_expressionOnly && _braces.Count == 0
        && (Next("}}") || (Peek() is '-' or '~' && Peek(1) == '}' && Peek(2) == '}'));

    private void Comment()
    {
        var multiline = Peek(1) == '#';
        _at += multiline ? 2 : 1;
        while (_at < _text.Length)
        {
            if (multiline && Next("##"))
            {
                _at += 2;
                break;
            }

            if ((!multiline && Peek() == '\n') || (!_expressionOnly && Next("}}")))
            {
                // A mark of white space before }} belongs to it, not to the comment.
                _at -= Peek() == '}' && _text[_at - 1] is '-' or '~' ? 1 : 0;
                break;
            }

            _at++;
        }

        _space = true;
    }

    private void SkipWord()
    {
        while (char.IsLetterOrDigit(Peek()) || Peek() == '_')
        {
            _at++;
        }
    }

    private void Number()
    {
        var start = _at;
        var value = NumberLiteral.Read(_text, ref _at);
        if (value is null)
        {
            Errors.Add(_source.ErrorAt(start, $"Unexpected number `{_text[start.._at]}`"));
            value = 0;
        }

        Add(TokenKind.Number, start, value);
    }

    private void Symbol(char c)
    {
        var start = _at;
        switch (c)
        {
            case '"' or '\'':
                QuotedString(start, c);
                return;
            case '`':
                VerbatimString(start);
                return;
            case '$' when Peek(1) is '"' or '\'':
                _at += 2;
                Interpolated(start, Peek(-1), TokenKind.Text, TokenKind.InterpolationBegin);
                return;
            case '$':
                _at++;
                if (Peek() == '$')
                {
                    _at++;
                }
                else if (char.IsAsciiDigit(Peek()))
                {
                    while (char.IsAsciiDigit(Peek()))
                    {
                        _at++;
                    }
                }
                else
                {
                    SkipWord();
                }

                Add(TokenKind.Local, start, _text[(start + 1).._at]);
                return;
            case '{':
                _braces.Push(ObjectBrace);
                break;
            case '}' when _braces.Count > 0 && _braces.Pop() is var open and not ObjectBrace:
                _at++;
                Interpolated(start, open, TokenKind.InterpolationEnd, TokenKind.InterpolationMiddle);
                return;
        }

        var (kind, length) = Operators.Read(_text.AsSpan(_at));
        _at += length;
        Add(kind, start, _text[start.._at]);
    }
}
