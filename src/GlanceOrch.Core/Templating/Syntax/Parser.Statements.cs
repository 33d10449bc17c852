namespace GlanceOrch.Core.Templating;

/// <summary>The statements.</summary>
internal sealed partial class Parser
{
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
        _definesNames |= token.Name is "for" or "tablerow" or "func" or "capture" or "with" or "wrap" or "import";
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

    private Statement? ExpressionOrAssignment()
    {
        var expression = Ternary();
        var at = Current;
        var compound = Operators.Compound(at.Kind);
        if (at.Kind != TokenKind.Assign && compound is null)
        {
            return new ExpressionStatement(expression);
        }

        _definesNames = true;

        if (at.Kind == TokenKind.Assign && expression is CallExpression { IsParenthesized: true, Callee: VariableExpression or LocalExpression } call)
        {
            return InlineFunction(call);
        }

        if (expression is not PathExpression target)
        {
            Report(expression.Start, $"Error while parsing assign expression: Expecting a variable, member or indexer instead of `{expression.Text}` in: <target_expression> = <value_expression>");
            SkipStatement();
            return null;
        }

        return AssignedValue() is { } value
            ? new AssignStatement(_source, expression.Start, value.End, target, compound, at.Start, value)
            : null;
    }

    private Expression? AssignedValue()
    {
        Advance();
        if (StartsExpression(Current))
        {
            return Expression();
        }

        Report(Current.Start, $"Error while parsing assign expression: Expecting <expression> instead of `{Show(Current)}` in: <target_expression> = <value_expression>");
        return null;
    }

    private FunctionStatement? InlineFunction(CallExpression call)
    {
        var parameters = new List<Parameter>();
        foreach (var argument in call.Arguments)
        {
            if (argument is not { Name: null, Value: VariableExpression parameter })
            {
                Report(argument.Value.Start, $"Expecting a simple name as parameter instead of `{argument.Value.Text}`");
                continue;
            }

            parameters.Add(new(parameter.Name, null, false));
        }

        return AssignedValue() is { } value
            ? new(_source, call.Start, value.End, (PathExpression)call.Callee, new(call.Callee.Text, [.. parameters], null, value))
            : null;
    }
}
