namespace GlanceOrch.Core.Templating;

internal sealed partial class Parser
{
    // In the header of a loop "limit:", "offset:", "cols:" and "reversed" belong to the loop, not to a call.
    private int _forIterators;

    // Both counts as they were before each open bracket.
    private readonly Stack<(int Conditionals, int ForIterators)> _outside = new();

    private static bool StartsExpression(Token token) => token.Kind is TokenKind.Identifier or TokenKind.Local or TokenKind.Text
        or TokenKind.Number or TokenKind.InterpolationBegin or TokenKind.OpenParen or TokenKind.OpenBracket or TokenKind.OpenBrace
        or TokenKind.Not or TokenKind.Add or TokenKind.Subtract or TokenKind.At or TokenKind.Caret or TokenKind.Increment or TokenKind.Decrement;

    /// <summary>What may follow a function as its argument: no mark that could as well be a binary operator.</summary>
    private bool StartsArgument => StartsExpression(Current)
        && Kind is not (TokenKind.Add or TokenKind.Subtract or TokenKind.Increment or TokenKind.Decrement)
        && !(_forIterators > 0 && AtForParameter);

    private Expression? BareExpression()
    {
        SkipLines();
        var first = Current;
        if (first.Kind == TokenKind.EndOfFile)
        {
            Report(0, "Expecting an expression, but there is nothing");
            return null;
        }

        var next = _tokens[Math.Min(_index + 1, _tokens.Count - 1)];
        if (first.Kind == TokenKind.OpenBrace && next is { Kind: TokenKind.OpenBrace, SpaceBefore: false })
        {
            Report(first.Start, "This is an expression already", "write it without `{{ }}`");
            return null;
        }

        if (first.Kind == TokenKind.Identifier && Keywords.Contains(first.Name) && StartsExpression(next))
        {
            Report(first.Start, $"Expecting an expression instead of the statement `{first.Name}`", JinjaWords.Hint(first.Name));
            return null;
        }

        var expression = Expression();
        if (Kind != TokenKind.EndOfFile)
        {
            Report(Current.Start, $"Unexpected `{Show(Current)}` after the expression", JinjaWords.Hint(Show(Current)));
        }

        return expression;
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

    /// <summary>A whole expression. An assignment inside it is an error, after which parsing goes on.</summary>
    private Expression Expression()
    {
        var expression = Ternary();
        while (Kind == TokenKind.Assign || Operators.Compound(Kind) is not null)
        {
            Report(
                expression.Start,
                "Error while parsing assign expression: Expression is only allowed for a top level assignment in: <target_expression> = <value_expression>",
                "compare with `==`");
            Advance();
            expression = StartsExpression(Current) ? Ternary() : Nothing();
        }

        return expression;
    }

    private LiteralExpression Nothing() => new(_source, Current.Start, Current.Start, null);

    private Expression Ternary()
    {
        if (!Deeper())
        {
            return Nothing();
        }

        var condition = Pipes();
        if (Kind == TokenKind.Question)
        {
            condition = Conditional(condition);
        }

        _depth--;
        return condition;
    }

    private Expression Conditional(Expression condition)
    {
        const string Syntax = "<condition> ? <expression> : <expression>";
        Advance();
        _conditionals++;
        var then = ConditionalBranch(Syntax);
        _conditionals--;
        if (!TryTake(TokenKind.Colon))
        {
            Report(Current.Start, $"Error while parsing conditional expression: Expecting `:` instead of `{Show(Current)}` in: {Syntax}");
            return condition;
        }

        var otherwise = ConditionalBranch(Syntax);
        return new ConditionalExpression(_source, condition.Start, EndOfLast, condition, then, otherwise);
    }

    private Expression ConditionalBranch(string syntax)
    {
        if (StartsExpression(Current))
        {
            return Ternary();
        }

        Report(Current.Start, $"Error while parsing conditional expression: Expecting <expression> instead of `{Show(Current)}` in: {syntax}");
        return Nothing();
    }

    /// <summary>Pipes and binary operators: <c>a + b | f + c</c> is <c>((a + b) | f) + c</c>.</summary>
    private Expression Pipes()
    {
        var left = Binary(1);
        while (Kind == TokenKind.Pipe)
        {
            if (left is LogicalExpression or BinaryExpression { GivesTruth: true })
            {
                // Scriban pipes the whole left side, Jinja its last operand: nobody should have to know.
                Report(Current.Start, "`a && b | f` would be `(a && b) | f`: this needs brackets", "write `a && (b | f)`");
            }

            Advance();
            SkipLines();
            if (!StartsExpression(Current))
            {
                Report(Current.Start, $"Error while parsing pipe expression: Expecting <expression> instead of `{Show(Current)}` in: <expression> | <expression>");
                break;
            }

            left = Binary(1, CallExpression.Piped(left, Unary()));
        }

        return left;
    }

    /// <summary>Binary operators that bind at least as tightly as <paramref name="precedence"/>.</summary>
    /// <param name="precedence">From 1.</param>
    /// <param name="left">The first operand, when it is read already.</param>
    /// <param name="inArgument">The operands belong to an argument, so they take no arguments themselves.</param>
    private Expression Binary(int precedence, Expression? left = null, bool inArgument = false)
    {
        left ??= inArgument ? ArgumentValue() : Unary();
        while (Operators.Precedence(Kind) is var found && found >= precedence && found > 0)
        {
            var token = Current;
            if (inArgument && Operators.GivesTruth(token.Kind))
            {
                RejectTruthInArgument(token);
            }

            Advance();
            if (!StartsExpression(Current))
            {
                Report(Current.Start, $"Error while parsing binary expression: Expecting an <expression> to the right of the operator instead of `{Show(Current)}` in: <expression> operator <expression>");
                break;
            }

            var right = Binary(found + 1, inArgument: inArgument);
            left = token.Kind switch
            {
                TokenKind.And or TokenKind.Or => new LogicalExpression(_source, left.Start, right.End, token.Kind == TokenKind.And, left, right),
                TokenKind.Coalesce or TokenKind.NotNullThen =>
                    new CoalesceExpression(_source, left.Start, right.End, token.Kind == TokenKind.Coalesce, left, right),
                _ => new BinaryExpression(_source, left.Start, right.End, token.Kind, token.Start, left, right),
            };
        }

        return left;
    }

    /// <summary>To Scriban <c>f a || b</c> is <c>f (a || b)</c>, which hardly anybody means: here it is not said without brackets.</summary>
    private void RejectTruthInArgument(Token token)
    {
        var mark = Show(token);
        Report(token.Start, $"`f a {mark} b` would be `f (a {mark} b)`: this needs brackets", $"write `(f a) {mark} b`");
    }

    /// <summary>An operand: with the arguments behind it when it is a function call.</summary>
    private Expression Unary()
    {
        var token = Current;
        if (token.Kind is TokenKind.Not or TokenKind.Add or TokenKind.Subtract or TokenKind.At or TokenKind.Caret
            or TokenKind.Increment or TokenKind.Decrement)
        {
            return Prefixed(token, Unary);
        }

        var target = Postfix();
        return target is CallExpression { IsParenthesized: true } ? target : Arguments(target);
    }

    /// <summary>An operand which takes no arguments, for it is one itself.</summary>
    private Expression ArgumentValue() => Kind switch
    {
        TokenKind.Not or TokenKind.Add or TokenKind.Subtract or TokenKind.At or TokenKind.Caret or TokenKind.Increment
            or TokenKind.Decrement => Prefixed(Current, ArgumentValue),
        _ when StartsExpression(Current) => Postfix(),
        _ => Unexpected(),
    };

    private Expression Prefixed(Token token, Func<Expression> next)
    {
        if (!Deeper())
        {
            return Nothing();
        }

        Advance();
        var operand = StartsExpression(Current) ? token.Kind is TokenKind.At or TokenKind.Caret ? ArgumentValue() : next() : Unexpected();
        _depth--;
        switch (token.Kind)
        {
            case TokenKind.At:
                return new AliasExpression(_source, token.Start, operand.End, operand);
            case TokenKind.Caret:
                return new SpreadExpression(_source, token.Start, operand.End, operand);
            case TokenKind.Increment or TokenKind.Decrement when operand is PathExpression path:
                return new IncrementExpression(_source, token.Start, operand.End, token.Kind == TokenKind.Increment ? 1 : -1, before: true, path);
            case TokenKind.Increment or TokenKind.Decrement:
                Report(operand.Start, $"Expecting a variable, member or indexer instead of `{operand.Text}` after `{Show(token)}`");
                return operand;
            default:
                return new UnaryExpression(_source, token.Start, operand.End, token.Kind, operand);
        }
    }

    private LiteralExpression Unexpected()
    {
        Report(Current.Start, $"Unexpected token `{Show(Current)}` while parsing expression");
        return Nothing();
    }

    /// <summary>The arguments that follow a function after blanks.</summary>
    private Expression Arguments(Expression target)
    {
        List<Argument>? arguments = null;
        while (StartsArgument)
        {
            var token = Current;
            if (token.Kind == TokenKind.Identifier && _tokens[_index + 1].Kind != TokenKind.Colon && JinjaWords.Hint(token.Name) is { } hint)
            {
                return JinjaWord(target, token, hint);
            }

            arguments ??= [];
            var name = ArgumentName();
            if (name is null && arguments is [.., { Name: not null }] && !IsWord("do"))
            {
                Report(token.Start, "Once arguments are named, the following arguments must be named too");
            }

            if (IsWord("do") && name is null)
            {
                arguments.Add(new(null, Postfix()));
                break;
            }

            var value = Binary(1, inArgument: true);
            if (name is null && Kind == TokenKind.Colon && _conditionals == 0 && (_brackets == 0 || _expressionOnly))
            {
                Report(value.Start, "Expecting a simple global or local variable before `:` in order to create a named argument");
                arguments.Add(new(null, value));
                break;
            }

            arguments.Add(new(name, value));
        }

        return arguments is null ? target : new CallExpression(_source, target.Start, EndOfLast, target, [.. arguments]);
    }

    private Expression JinjaWord(Expression target, Token token, string hint)
    {
        // "not x" shows at its argument; the word itself is what is wrong.
        Report(token.Start, $"Invalid token found `{token.Name}`. Expecting <EOL>/end of line.", hint);
        GiveUp();
        return target;
    }

    /// <summary>The name of a named argument and its colon, when one stands here.</summary>
    private string? ArgumentName()
    {
        if (Kind is not (TokenKind.Identifier or TokenKind.Local) || _tokens[_index + 1] is not { Kind: TokenKind.Colon } colon
            || (_conditionals > 0 && colon.SpaceBefore))
        {
            return null;
        }

        var name = Current.Name;
        Advance();
        Advance();
        return name;
    }

    /// <summary>A primary expression with its members, indexers and parenthesized arguments.</summary>
    private Expression Postfix()
    {
        var expression = Primary();
        var steps = 0;
        while (true)
        {
            var token = Current;
            switch (token.Kind)
            {
                case TokenKind.Dot or TokenKind.QuestionDot:
                    if (_tokens[_index + 1].Kind != TokenKind.Identifier)
                    {
                        return expression;
                    }

                    Advance();
                    expression = Member(expression, token.Kind == TokenKind.QuestionDot);
                    break;
                case TokenKind.OpenBracket when !token.SpaceBefore:
                    expression = Index(expression);
                    break;
                case TokenKind.OpenParen when !token.SpaceBefore && expression is PathExpression or CallExpression:
                    expression = Parenthesized(expression);
                    break;
                case TokenKind.Increment or TokenKind.Decrement when expression is PathExpression path && !token.SpaceBefore:
                    Advance();
                    return new IncrementExpression(_source, expression.Start, token.End, token.Kind == TokenKind.Increment ? 1 : -1, before: false, path);
                default:
                    return expression;
            }

            // Every step is a level of the tree, as deep to evaluate as a pair of brackets.
            if (++steps > DepthLimit)
            {
                Report(token.Start, $"The statement or expression is nested deeper than the limit `{DepthLimit}`");
                GiveUp();
                return expression;
            }
        }
    }

    private MemberExpression Member(Expression target, bool optional)
    {
        var token = Current;
        var name = token.Name;
        var end = token.End;
        _index++;
        if (name == "empty" && Current is { Kind: TokenKind.Question, SpaceBefore: false } question)
        {
            name = "empty?";
            end = question.End;
            _index++;
        }

        SkipLinesInBrackets();
        return new(_source, target.Start, end, target, token.Start, name, optional);
    }

    private IndexExpression Index(Expression target)
    {
        OpenBracket();
        var index = StartsExpression(Current) ? Expression() : Unexpected();
        CloseBracket(TokenKind.CloseBracket, "]");
        return new(_source, target.Start, EndOfLast, target, index);
    }

    private CallExpression Parenthesized(Expression target)
    {
        OpenBracket();
        var arguments = new List<Argument>();
        while (Kind != TokenKind.CloseParen && StartsExpression(Current))
        {
            var name = ArgumentName();
            arguments.Add(new(name, StartsExpression(Current) ? Expression() : Unexpected()));
            if (!TryTake(TokenKind.Comma))
            {
                break;
            }
        }

        CloseBracket(TokenKind.CloseParen, ")");
        return new(_source, target.Start, EndOfLast, target, [.. arguments], parenthesized: true);
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

    private Expression Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Text or TokenKind.Number:
                Advance();
                return new LiteralExpression(_source, token.Start, token.End, token.Value);
            case TokenKind.InterpolationBegin:
                return Interpolated();
            case TokenKind.Local:
                Advance();
                return new LocalExpression(_source, token.Start, token.End, token.Name);
            case TokenKind.OpenParen:
                OpenBracket();
                var inner = StartsExpression(Current) ? Expression() : Unexpected();
                CloseBracket(TokenKind.CloseParen, ")");
                return new NestedExpression(_source, token.Start, EndOfLast, inner);
            case TokenKind.OpenBracket:
                return Array();
            case TokenKind.OpenBrace:
                return Object();
            case TokenKind.Identifier:
                return Word();
            default:
                return Unexpected();
        }
    }

    private Expression Word()
    {
        var token = Current;
        var next = _tokens[Math.Min(_index + 1, _tokens.Count - 1)];
        if (token.Name == "do")
        {
            return AnonymousFunction();
        }

        if (token.Name == "not" && next is { SpaceBefore: true, Kind: TokenKind.Identifier or TokenKind.Local or TokenKind.OpenParen })
        {
            return JinjaWord(Nothing(), token, "write `!x` instead of `not x`");
        }

        if (token.Name is "for" or "while" or "tablerow" && next is { Kind: TokenKind.Dot, SpaceBefore: false }
            && _tokens[_index + 2].Kind == TokenKind.Identifier)
        {
            return LoopVariable();
        }

        Advance();
        return token.Name switch
        {
            "true" => new LiteralExpression(_source, token.Start, token.End, true),
            "false" => new LiteralExpression(_source, token.Start, token.End, false),
            "null" => new LiteralExpression(_source, token.Start, token.End, null),
            "this" => new ThisExpression(_source, token.Start, token.End),
            _ => new VariableExpression(_source, token.Start, token.End, token.Name),
        };
    }

    private LoopVariableExpression LoopVariable()
    {
        var loop = Current;
        Advance();
        Advance();
        var member = Current;
        Advance();
        if (!LoopVariableExpression.Exists(loop.Name, member.Name))
        {
            Report(loop.Start, $"The loop variable <{loop.Name}.{member.Name}> is not supported");
        }

        return new(_source, loop.Start, member.End, loop.Name, member.Name);
    }

    private AnonymousFunctionExpression AnonymousFunction()
    {
        var start = Current.Start;
        var (brackets, conditionals, iterators) = (_brackets, _conditionals, _forIterators);
        (_brackets, _conditionals, _forIterators) = (0, 0, 0);
        Advance();
        EndStatement();
        var body = Body();
        (_brackets, _conditionals, _forIterators) = (brackets, conditionals, iterators);
        Close("do statement", "do ... end");
        return new(_source, start, EndOfLast, new("do", null, body, null));
    }

    private InterpolatedExpression Interpolated()
    {
        var start = Current.Start;
        var parts = new List<Expression>();
        EnterBracket();
        while (true)
        {
            var text = Current;
            if (text.Name.Length > 0)
            {
                parts.Add(new LiteralExpression(_source, text.Start, text.End, text.Value));
            }

            if (text.Kind == TokenKind.InterpolationEnd)
            {
                LeaveBracket();
                Advance();
                break;
            }

            Advance();
            parts.Add(StartsExpression(Current) ? Expression() : Unexpected());
            if (Kind is not (TokenKind.InterpolationMiddle or TokenKind.InterpolationEnd))
            {
                Report(Current.Start, $"Unexpected token `{Show(Current)}` while parsing expression");
                LeaveBracket();
                break;
            }
        }

        return new(_source, start, EndOfLast, [.. parts]);
    }

    private ArrayExpression Array()
    {
        var start = Current.Start;
        OpenBracket();
        var items = new List<Expression>();
        while (StartsExpression(Current))
        {
            items.Add(Expression());
            if (!TryTake(TokenKind.Comma))
            {
                break;
            }
        }

        CloseBracket(TokenKind.CloseBracket, "]");
        return new(_source, start, EndOfLast, [.. items]);
    }

    private ObjectExpression Object()
    {
        var start = Current.Start;
        OpenBracket();
        var members = new List<(string, Expression)>();
        while (Kind != TokenKind.CloseBrace)
        {
            var name = Current;
            if (name.Kind is not (TokenKind.Identifier or TokenKind.Text))
            {
                Report(name.Start, Kind is TokenKind.Exit or TokenKind.EndOfFile && members.Count > 0
                    ? $"Unexpected token found `{Show(name)}` while expecting `}}`."
                    : $"Unexpected token `{Show(name)}` while parsing object initializer. Expecting a simple identifier for the member name.");
                LeaveBracket();
                return new(_source, start, EndOfLast, []);
            }

            Advance();
            if (!TryTake(TokenKind.Colon))
            {
                Report(Current.Start, $"Unexpected token `{Show(Current)}` Expecting a colon : after identifier `{name.Name}` for object initializer member name");
                LeaveBracket();
                return new(_source, start, EndOfLast, []);
            }

            members.Add((name.Name, StartsExpression(Current) ? Expression() : Unexpected()));
            if (!TryTake(TokenKind.Comma))
            {
                break;
            }
        }

        CloseBracket(TokenKind.CloseBrace, "}");
        return new(_source, start, EndOfLast, [.. members]);
    }
}
