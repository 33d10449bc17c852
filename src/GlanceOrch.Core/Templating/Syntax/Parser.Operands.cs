namespace GlanceOrch.Core.Templating;

/// <summary>What operators stand between: names, literals, brackets, with the members and arguments attached to them.</summary>
internal sealed partial class Parser
{
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
            var name = ArgumentName() ?? PythonName(target);
            arguments.Add(new(name, StartsExpression(Current) ? Expression() : Unexpected()));
            if (!TryTake(TokenKind.Comma))
            {
                break;
            }
        }

        CloseBracket(TokenKind.CloseParen, ")");
        Recognize(target);
        return new(_source, target.Start, EndOfLast, target, [.. arguments], parenthesized: true);
    }

    /// <summary>The name before an equals sign, as Python and Jinja have it: an error, behind which the value is read. Null when there is none.</summary>
    private string? PythonName(Expression function)
    {
        if (Kind != TokenKind.Identifier || _tokens[_index + 1].Kind != TokenKind.Assign)
        {
            return null;
        }

        var name = Current.Name;
        Report(
            Current.Start,
            $"`{name}=` gives no argument its name here",
            function is VariableExpression { Name: "map" } && name == "attribute" ? "write `array.map 'name'`" : $"write `{name}: value`");
        Advance();
        Advance();
        return name;
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
            return JinjaWord(Nothing(), token, JinjaWords.Hint(token.Name));
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
