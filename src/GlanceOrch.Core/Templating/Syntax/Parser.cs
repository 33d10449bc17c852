namespace GlanceOrch.Core.Templating;

/// <summary>Builds the syntax tree: this half the statements, <c>Parser.Expressions.cs</c> the expressions. Never throws for wrong text.</summary>
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
    private int _index;
    private int _lastStart;
    private int _depth;

    // Inside brackets line breaks mean nothing.
    private int _brackets;

    // Between ? and : a name before a colon is no named argument.
    private int _conditionals;

    private Parser(SourceText source, List<Token> tokens, bool expressionOnly)
    {
        _source = source;
        _tokens = tokens;
        _expressionOnly = expressionOnly;
        _brackets = expressionOnly ? 1 : 0;
    }

    private Token Current => _tokens[_index];

    private TokenKind Kind => _tokens[_index].Kind;

    /// <summary>A whole template; null with the errors when it is wrong.</summary>
    public static (Block? Body, IReadOnlyList<TemplateError> Errors) Template(SourceText source)
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
            ? (null, parser._errors)
            : (new Block(source, 0, source.Text.Length, [.. statements]), parser._errors);
    }

    /// <summary>A bare expression; null with the errors when it is wrong.</summary>
    public static (Expression? Expression, IReadOnlyList<TemplateError> Errors) Bare(SourceText source)
    {
        var (tokens, lexing, _) = Lexer.Read(source, expressionOnly: true);
        var parser = new Parser(source, tokens, expressionOnly: true);
        var expression = parser.BareExpression();
        parser._errors.AddRange(lexing);
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

    private bool AtStatementEnd => Kind is TokenKind.NewLine or TokenKind.Semicolon or TokenKind.Exit or TokenKind.EndOfFile or TokenKind.Raw;

    private void EndStatement()
    {
        if (!AtStatementEnd)
        {
            Report(Current.Start, $"Invalid token found `{Show(Current)}`. Expecting <EOL>/end of line.", JinjaWords.Hint(Show(Current)));
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

    private Statement? Statement()
    {
        var token = Current;
        var next = _tokens[Math.Min(_index + 1, _tokens.Count - 1)];
        if (token.Kind != TokenKind.Identifier || !Keywords.Contains(token.Name)
            || (token.Name is "for" or "while" or "tablerow" && next is { Kind: TokenKind.Dot, SpaceBefore: false }))
        {
            return ExpressionOrAssignment();
        }

        Advance();
        switch (token.Name)
        {
            case "if":
                return If(token.Start);
            case "for" or "tablerow":
                return For(token.Start, token.Name);
            case "while":
                return While(token.Start);
            case "case":
                return Case(token.Start);
            case "func":
                return Function(token.Start);
            case "capture":
                return Capture(token.Start);
            case "with":
                return With(token.Start);
            case "wrap":
                return Wrap(token.Start);
            case "import":
                return Header("import statement", "import <expression>") is { } imported
                    ? new ImportStatement(_source, token.Start, imported.End, imported)
                    : null;
            case "readonly":
                return ReadOnly(token.Start);
            case "ret":
                var value = AtStatementEnd ? null : Expression();
                return new ReturnStatement(_source, token.Start, EndOfLast, value);
            default:
                return new JumpStatement(_source, token.Start, token.End, token.Name == "break" ? Flow.Break : Flow.Continue);
        }
    }

    /// <summary>The expression a statement needs; null after an error when there is none.</summary>
    private Expression? Header(string statement, string syntax)
    {
        if (StartsExpression(Current))
        {
            return Expression();
        }

        Report(Current.Start, $"Error while parsing {statement}: Expecting <expression> instead of `{Show(Current)}` in: {syntax}");
        SkipStatement();
        return null;
    }

    private IfStatement? If(int start)
    {
        const string Syntax = "if <expression> ... end|else|else if";
        var condition = Header("if statement", Syntax);
        EndStatement();
        var then = Body();
        Statement? otherwise = null;
        if (IsWord("else"))
        {
            otherwise = Else("if");
        }
        else
        {
            Close("if statement", Syntax);
            return condition is null ? null : new(_source, start, EndOfLast, condition, then, null);
        }

        return condition is null ? null : new(_source, start, EndOfLast, condition, then, otherwise);
    }

    /// <summary><c>else</c> or <c>else if</c>, with the <c>end</c> that closes both.</summary>
    private Statement? Else(string owner)
    {
        var start = Current.Start;
        Advance();
        if (IsWord("if") && Deeper())
        {
            Advance();
            var chained = If(start);
            _depth--;
            return chained;
        }

        return ClosedBody("else statement", owner == "for" ? "for <variable> in <expression> ... else ... end" : "else | else if <expression> ... end|else|else if");
    }

    private Statement? For(int start, string keyword)
    {
        var statement = $"{keyword} statement";
        var syntax = $"{keyword} <variable> in <expression> ... end";
        var variable = ForVariable(start, statement, syntax);
        Expression? iterator = null;
        if (variable is not null)
        {
            if (IsWord("in"))
            {
                Advance();
                _forIterators++;
                iterator = Header(statement, syntax);
                _forIterators--;
            }
            else
            {
                Report(start, $"Error while parsing {statement}: Expecting 'in' word instead of `{Show(Current)}` in: {syntax}");
                SkipStatement();
            }
        }

        var (offset, limit, columns, reversed) = ForParameters();
        EndStatement();
        var body = Body();
        Statement? otherwise = null;
        if (IsWord("else"))
        {
            otherwise = Else("for");
        }
        else
        {
            Close(statement, syntax);
        }

        return variable is null || iterator is null ? null : new ForStatement(_source, start, EndOfLast, keyword, variable, iterator, body, otherwise)
        {
            Offset = offset,
            Limit = limit,
            Columns = columns,
            Reversed = reversed,
        };
    }

    private PathExpression? ForVariable(int start, string statement, string syntax)
    {
        var token = Current;
        if (SimpleName() is { } variable)
        {
            return variable;
        }

        Report(start, $"Error while parsing {statement}: Expecting a variable instead of `{Show(token)}` in: {syntax}");
        SkipStatement();
        return null;
    }

    private (Expression? Offset, Expression? Limit, Expression? Columns, bool Reversed) ForParameters()
    {
        Expression? offset = null, limit = null, columns = null;
        var reversed = false;
        while (AtForParameter)
        {
            var name = Current.Name;
            Advance();
            if (name == "reversed")
            {
                reversed = true;
                continue;
            }

            Advance();
            var value = Binary(1, inArgument: true);
            (offset, limit, columns) = name switch
            {
                "offset" => (value, limit, columns),
                "limit" => (offset, value, columns),
                _ => (offset, limit, value),
            };
        }

        return (offset, limit, columns, reversed);
    }

    private bool AtForParameter => Kind == TokenKind.Identifier && (Current.Name == "reversed"
        || (Current.Name is "offset" or "limit" or "cols" && _tokens[_index + 1].Kind == TokenKind.Colon));

    private WhileStatement? While(int start)
    {
        const string Syntax = "while <expression> ... end";
        var condition = Header("while statement", Syntax);
        var body = ClosedBody("while statement", Syntax);
        return condition is null ? null : new(_source, start, EndOfLast, condition, body);
    }

    private CaseStatement? Case(int start)
    {
        const string Syntax = "case <expression> ... end|when|else";
        var subject = Header("case statement", Syntax);
        EndStatement();
        var branches = new List<(Expression[], Block)>();
        Block? otherwise = null;
        while (Kind != TokenKind.EndOfFile && !IsWord("end"))
        {
            var token = Current;
            if (token.Kind is TokenKind.Enter or TokenKind.Exit or TokenKind.NewLine or TokenKind.Semicolon
                || (token.Kind == TokenKind.Raw && string.IsNullOrWhiteSpace(token.Name)))
            {
                Advance();
            }
            else if (IsWord("when"))
            {
                Advance();
                var values = WhenValues();
                EndStatement();
                branches.Add((values, Body()));
            }
            else if (IsWord("else"))
            {
                Advance();
                EndStatement();
                otherwise = Body();
            }
            else
            {
                Report(token.Start, $"Unexpected statement/expression `{Show(token)}` in the body of a `case` statement. Only `when`/`else` are expected.");
                Advance();
                if (token.Kind != TokenKind.Raw)
                {
                    SkipStatement();
                }
            }
        }

        Close("case statement", Syntax);
        return subject is null ? null : new(_source, start, EndOfLast, subject, [.. branches], otherwise);
    }

    private Expression[] WhenValues()
    {
        var values = new List<Expression>();
        do
        {
            if (!StartsExpression(Current))
            {
                Report(Current.Start, $"Error while parsing when statement: Expecting <expression> instead of `{Show(Current)}` in: when <expression> ... end|when|else");
                break;
            }

            values.Add(Binary(Operators.Precedence(TokenKind.Or) + 1));
        }
        while (TryTake(TokenKind.Comma) || TryTake(TokenKind.Or));

        return [.. values];
    }

    private Statement? Function(int start)
    {
        const string Syntax = "func <variable> ... end";
        var name = SimpleName();
        if (name is null)
        {
            Report(Current.Start, $"Error while parsing function statement: Expecting a variable instead of `{Show(Current)}` in: {Syntax}");
            SkipStatement();
        }

        var parameters = Kind == TokenKind.OpenParen && name is not null ? Parameters() : null;
        var body = ClosedBody("function statement", Syntax);
        return name is null ? null : new FunctionStatement(_source, start, EndOfLast, name, new(name.Text, parameters, body, null));
    }

    /// <summary><c>name</c> or <c>$name</c>; null when something else stands here.</summary>
    private PathExpression? SimpleName()
    {
        var token = Current;
        if (token.Kind is not (TokenKind.Identifier or TokenKind.Local))
        {
            return null;
        }

        Advance();
        return token.Kind == TokenKind.Identifier
            ? new VariableExpression(_source, token.Start, token.End, token.Name)
            : new LocalExpression(_source, token.Start, token.End, token.Name);
    }

    private Parameter[] Parameters()
    {
        var parameters = new List<Parameter>();
        OpenBracket();
        while (Kind == TokenKind.Identifier)
        {
            var token = Current;
            Advance();
            Expression? standard = null;
            if (TryTake(TokenKind.Assign))
            {
                standard = Binary(1);
            }

            var variadic = TryTake(TokenKind.Ellipsis);
            if (parameters.Count > 0 && (parameters[^1].IsVariadic || (parameters[^1].Default is not null && standard is null && !variadic)))
            {
                Report(token.Start, "Cannot declare a normal parameter after an optional parameter.");
            }

            parameters.Add(new(token.Name, standard, variadic));
            if (!TryTake(TokenKind.Comma))
            {
                break;
            }
        }

        CloseBracket(TokenKind.CloseParen, ")");
        return [.. parameters];
    }

    private Statement? Capture(int start)
    {
        const string Syntax = "capture <variable> ... end";
        var target = Header("capture statement", Syntax);
        if (target is not (null or PathExpression))
        {
            Report(target.Start, $"Error while parsing capture statement: Expecting a variable instead of `{target.Text}` in: {Syntax}");
        }

        var body = ClosedBody("capture statement", Syntax);
        return target is PathExpression path ? new CaptureStatement(_source, start, EndOfLast, path, body) : null;
    }

    private Statement? With(int start)
    {
        const string Syntax = "with <variable> ... end";
        var target = Header("with statement", Syntax);
        var body = ClosedBody("with statement", Syntax);
        return target is null ? null : new WithStatement(_source, start, EndOfLast, target, body);
    }

    private Statement? Wrap(int start)
    {
        const string Syntax = "wrap <function_call> ... end";
        var target = Header("wrap statement", Syntax);
        var body = ClosedBody("wrap statement", Syntax);
        return target is null ? null : new WrapStatement(_source, start, EndOfLast, target, body);
    }

    private Statement? ReadOnly(int start)
    {
        const string Syntax = "readonly <variable>";
        var target = Header("readonly statement", Syntax);
        if (target is VariableExpression or LocalExpression)
        {
            return new ReadOnlyStatement(_source, start, target.End, (PathExpression)target);
        }

        if (target is not null)
        {
            Report(target.Start, $"Error while parsing readonly statement: Expecting a variable instead of `{target.Text}` in: {Syntax}");
        }

        return null;
    }
}
