namespace GlanceOrch.Core.Templating;

/// <summary>Builds the syntax tree. Never throws for wrong text. Here are its entries, its way along the tokens and the blocks they stand in.</summary>
internal sealed partial class Parser
{
    // As deep as Scriban goes; keeps hostile text from overflowing the stack.
    private const int DepthLimit = 250;

    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "if", "else", "end", "for", "while", "break", "continue", "case", "when", "func", "ret", "capture",
        "readonly", "import", "with", "wrap", "tablerow",
    };

    private readonly SourceText _source;
    private readonly List<Token> _tokens;
    private readonly List<TemplateError> _errors = [];
    private readonly bool _expressionOnly;
    private readonly List<PathExpression> _unknownCalls = [];

    // The text may define functions, itself or by what it includes: a call of an unknown one is no mistake then.
    private bool _definesNames;
    private int _index;
    private int _lastStart;
    private int _depth;

    // Inside brackets line breaks mean nothing.
    private int _brackets;

    // Between ? and : a name before a colon is no named argument.
    private int _conditionals;

    // In the header of a loop "limit:", "offset:", "cols:" and "reversed" belong to the loop, not to a call.
    private int _forIterators;

    // Both counts as they were before each open bracket.
    private readonly Stack<(int Conditionals, int ForIterators)> _outside = new();

    private Parser(SourceText source, List<Token> tokens, bool expressionOnly)
    {
        _source = source;
        _tokens = tokens;
        _expressionOnly = expressionOnly;
        _brackets = expressionOnly ? 1 : 0;
    }

    private Token Current => _tokens[_index];

    private TokenKind Kind => _tokens[_index].Kind;

    /// <summary>A whole template; null with the errors when it is wrong. Calls of unknown functions are no errors of a page: the one that includes it may define them.</summary>
    public static (Block? Body, IReadOnlyList<TemplateError> Errors, IReadOnlyList<TemplateError> UnknownCalls) Template(SourceText source)
    {
        var (tokens, lexing, unclosed) = Lexer.Read(source, expressionOnly: false);
        var parser = new Parser(source, tokens, expressionOnly: false);
        var statements = new List<Statement>();
        while (parser.Kind != TokenKind.EndOfFile)
        {
            parser.Statements(statements);
            if (parser.Kind == TokenKind.EndOfFile)
            {
                break;
            }

            // Statements stop at what closes a block; here none is open.
            switch (parser.Current.Name)
            {
                case "end":
                    parser.Report(parser.Current.Start, "No matching open block found for this `end`");
                    parser.Advance();
                    break;
                case "else":
                    parser.Report(parser.Current.Start, "A else condition must be preceded by another if/else/when condition or a for loop.");
                    parser.Else("if");
                    break;
                default:
                    parser.Report(parser.Current.Start, "A when condition must be preceded by another when/else/case condition.");
                    parser.Advance();
                    parser.SkipStatement();
                    break;
            }
        }

        parser._errors.AddRange(lexing);
        if (parser._errors.Count == 0 && unclosed is not null)
        {
            // Any other error may be the reason, as a string without an end is: then it is the one to read.
            parser._errors.Add(unclosed);
        }

        return parser._errors.Count > 0
            ? (null, parser._errors, [])
            : (new Block(source, 0, source.Text.Length, [.. statements]), parser._errors, parser.UnknownCalls());
    }

    /// <summary>A bare expression; null with the errors when it is wrong.</summary>
    public static (Expression? Expression, IReadOnlyList<TemplateError> Errors) Bare(SourceText source)
    {
        var (tokens, lexing, _) = Lexer.Read(source, expressionOnly: true);
        var parser = new Parser(source, tokens, expressionOnly: true);
        var expression = parser.BareExpression();
        parser._errors.AddRange(lexing);
        if (parser._errors.Count == 0 && source.IsExpression)
        {
            parser._errors.AddRange(parser.UnknownCalls());
        }

        return (parser._errors.Count > 0 ? null : expression, parser._errors);
    }

    private void Report(int offset, string message, string? hint = null) => _errors.Add(_source.ErrorAt(offset, message, hint));

    /// <summary>Leaves the rest of the text unread: what follows an error that no rule recovers from would only mislead.</summary>
    private void GiveUp() => _index = _tokens.Count - 1;

    private void Advance()
    {
        _lastStart = Current.Start;
        if (_index < _tokens.Count - 1)
        {
            _index++;
        }

        SkipLinesInBrackets();
    }

    private void SkipLinesInBrackets()
    {
        if (_brackets > 0)
        {
            SkipLines();
        }
    }

    private void SkipLines()
    {
        while (Kind == TokenKind.NewLine)
        {
            _index++;
        }
    }

    private bool TryTake(TokenKind kind)
    {
        if (Kind != kind)
        {
            return false;
        }

        Advance();
        return true;
    }

    private bool IsWord(string word) => Kind == TokenKind.Identifier && Current.Name == word;

    /// <summary>The text of a token as messages show it.</summary>
    private string Show(Token token) => token.Kind switch
    {
        TokenKind.EndOfFile => "<eof>",
        TokenKind.NewLine => @"\n",
        _ => _source.Text[token.Start..token.End],
    };

    private int EndOfLast => _index == 0 ? 0 : _tokens[_index - 1].End;

    /// <summary>What to write instead of the word of Jinja that stands here; null when it is none.</summary>
    private string? JinjaHint()
    {
        var word = Show(Current);
        if (word != "is" || Next(1) == "<eof>")
        {
            return JinjaWords.Hint(word);
        }

        var isNegated = Next(1) == "not";
        return JinjaWords.Test(Next(isNegated ? 2 : 1), isNegated);

        string Next(int ahead) => Show(_tokens[Math.Min(_index + ahead, _tokens.Count - 1)]);
    }

    private bool AtStatementEnd => Kind is TokenKind.NewLine or TokenKind.Semicolon or TokenKind.Exit or TokenKind.EndOfFile or TokenKind.Raw;

    private void EndStatement()
    {
        if (!AtStatementEnd)
        {
            Report(Current.Start, $"Invalid token found `{Show(Current)}`. Expecting <EOL>/end of line.", JinjaHint());
            GiveUp();
        }
    }

    private void SkipStatement()
    {
        while (!AtStatementEnd)
        {
            _index++;
        }
    }

    /// <summary>Skips to the end of the statement or of the brackets around this place.</summary>
    private void SkipExpression()
    {
        for (var open = 0; open >= 0 && Kind is not (TokenKind.Semicolon or TokenKind.Exit or TokenKind.EndOfFile or TokenKind.Raw)
            && (Kind != TokenKind.NewLine || _brackets > 0);)
        {
            open += Kind switch
            {
                TokenKind.OpenParen or TokenKind.OpenBracket or TokenKind.OpenBrace or TokenKind.InterpolationBegin => 1,
                TokenKind.CloseParen or TokenKind.CloseBracket or TokenKind.CloseBrace or TokenKind.InterpolationEnd => -1,
                _ => 0,
            };
            _index += open >= 0 ? 1 : 0;
        }
    }

    /// <summary>Statements up to one that closes or continues the block around them.</summary>
    private void Statements(List<Statement> into)
    {
        while (Kind != TokenKind.EndOfFile)
        {
            var token = Current;
            switch (token.Kind)
            {
                case TokenKind.Raw:
                    into.Add(new RawStatement(_source, token.Start, token.End, token.Name));
                    Advance();
                    break;
                case TokenKind.Enter:
                    into.Add(new EnterStatement(_source, token.Start, token.End, token.Value as string));
                    Advance();
                    break;
                case TokenKind.Exit or TokenKind.NewLine or TokenKind.Semicolon:
                    Advance();
                    break;
                case TokenKind.Identifier when token.Name is "end" or "else" or "when":
                    return;
                default:
                    if (Statement() is { } statement)
                    {
                        into.Add(statement);
                    }

                    EndStatement();
                    break;
            }
        }
    }

    private Block Body()
    {
        var start = Current.Start;
        var statements = new List<Statement>();
        if (Deeper())
        {
            Statements(statements);
            _depth--;
        }

        return new(_source, start, EndOfLast, [.. statements]);
    }

    private bool Deeper()
    {
        if (_depth >= DepthLimit)
        {
            Report(Current.Start, $"The statement or expression is nested deeper than the limit `{DepthLimit}`");
            GiveUp();
            return false;
        }

        _depth++;
        return true;
    }

    /// <summary>The body of a statement and its <c>end</c>.</summary>
    private Block ClosedBody(string statement, string syntax)
    {
        EndStatement();
        var body = Body();
        Close(statement, syntax);
        return body;
    }

    private void Close(string statement, string syntax)
    {
        if (IsWord("end"))
        {
            Advance();
        }
        else if (Kind == TokenKind.EndOfFile)
        {
            // As Scriban does: at the last token that was read.
            Report(_lastStart, $"Error while parsing {statement}: The <end> statement was not found in: {syntax}");
        }
        else
        {
            Report(Current.Start, IsWord("when")
                ? "A when condition must be preceded by another when/else/case condition."
                : "A else condition must be preceded by another if/else/when condition or a for loop.");
            CloseBlock();
        }
    }

    /// <summary>After an error: skips to the <c>end</c> that closes the block.</summary>
    private void CloseBlock()
    {
        var ignored = new List<Statement>();
        while (Kind != TokenKind.EndOfFile && !IsWord("end"))
        {
            Advance();
            SkipStatement();
            Statements(ignored);
        }

        Advance();
    }

    private void OpenBracket()
    {
        EnterBracket();
        Advance();
    }

    private void EnterBracket()
    {
        _outside.Push((_conditionals, _forIterators));
        (_conditionals, _forIterators) = (0, 0);
        _brackets++;
    }

    private void CloseBracket(TokenKind kind, string text)
    {
        var closed = Kind == kind;
        if (!closed)
        {
            Report(Current.Start, $"Unexpected token found `{Show(Current)}` while expecting `{text}`.");
        }

        LeaveBracket();
        if (closed)
        {
            Advance();
        }
    }

    private void LeaveBracket()
    {
        _brackets--;
        if (_outside.TryPop(out var outside))
        {
            (_conditionals, _forIterators) = outside;
        }
    }
}
