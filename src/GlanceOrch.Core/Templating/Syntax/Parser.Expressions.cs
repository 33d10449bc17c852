namespace GlanceOrch.Core.Templating;

/// <summary>The expressions, from the operator that binds least down to the operands.</summary>
internal sealed partial class Parser
{
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
            Report(Current.Start, $"Unexpected `{Show(Current)}` after the expression", JinjaHint());
        }

        return expression;
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

            var function = Unary();
            Recognize(function);
            left = Binary(1, CallExpression.Piped(left, function));
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
            if (token.Kind == TokenKind.Identifier && _tokens[_index + 1].Kind != TokenKind.Colon && JinjaHint() is { } hint)
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

        if (arguments is not null)
        {
            Recognize(target);
        }

        return arguments is null ? target : new CallExpression(_source, target.Start, EndOfLast, target, [.. arguments]);
    }

    private Expression JinjaWord(Expression target, Token token, string? hint)
    {
        // "not x" shows at its argument; the word itself is what is wrong.
        Report(token.Start, $"Invalid token found `{token.Name}`. Expecting <EOL>/end of line.", hint);
        SkipExpression();
        return target;
    }

    /// <summary>Remembers a call of what is no function of the language: the values that templates are given are none either.</summary>
    private void Recognize(Expression function)
    {
        switch (function)
        {
            case VariableExpression { Name: "include" or "include_join" }:
                _definesNames = true; // the page may define functions
                break;
            case VariableExpression variable when Library.Function(variable.Name) is null:
                _unknownCalls.Add(variable);
                break;
            case MemberExpression { Owner: VariableExpression family } member when !(Library.Family(family.Name)?.ContainsKey(member.Name) ?? true):
                _unknownCalls.Add(member);
                break;
        }
    }

    private List<TemplateError> UnknownCalls() => _definesNames ? [] : [.. _unknownCalls.Select(call => call is MemberExpression { Owner: var family } member
        ? _source.ErrorAt(member.NameStart, $"`{family.Text}` has no member `{member.Name}`", FunctionHints.For(member.Name, family.Text))
        : _source.ErrorAt(call.Start, $"the function `{call.Text}` is not defined", FunctionHints.For(call.Text, [])))];

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
}
