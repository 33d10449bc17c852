namespace GlanceOrch.Core.Templating;

/// <summary><c>(inner)</c></summary>
internal sealed class NestedExpression(SourceText source, int start, int end, Expression inner) : PathExpression(source, start, end)
{
    public override string Kind => "nested expression";

    public Expression Inner => inner;

    public override bool Resolve(Evaluator evaluator, bool soft, out object? value)
    {
        evaluator.GuardStack(this);
        return inner.Resolve(evaluator, soft, out value);
    }

    public override void Assign(Evaluator evaluator, object? value)
    {
        if (inner is not PathExpression path)
        {
            throw Error($"Cannot assign to the expression: {Text}");
        }

        path.Assign(evaluator, value);
    }
}

/// <summary><c>left + right</c> and the like; not those that may leave the right side out.</summary>
internal sealed class BinaryExpression(SourceText source, int start, int end, TokenKind kind, int operatorStart, Expression left, Expression right)
    : Expression(source, start, end)
{
    public override string Kind => "binary expression";

    public int OperatorStart => operatorStart;

    public bool GivesTruth => Operators.GivesTruth(kind);

    public override object? Evaluate(Evaluator evaluator)
    {
        evaluator.GuardStack(this);
        return BinaryOperation.Apply(evaluator, this, kind, left.Evaluate(evaluator), right.Evaluate(evaluator));
    }
}

/// <summary><c>&amp;&amp;</c> and <c>||</c>: always a boolean.</summary>
internal sealed class LogicalExpression(SourceText source, int start, int end, bool isAnd, Expression left, Expression right)
    : Expression(source, start, end)
{
    public override string Kind => "binary expression";

    public override object? Evaluate(Evaluator evaluator)
    {
        evaluator.GuardStack(this);
        return left.IsTrue(evaluator) == isAnd ? right.IsTrue(evaluator) : !isAnd;
    }
}

/// <summary><c>??</c> (the right side where the left is null) and <c>?!</c> (the right side where the left is not null).</summary>
internal sealed class CoalesceExpression(SourceText source, int start, int end, bool whenNull, Expression left, Expression right)
    : Expression(source, start, end)
{
    public override string Kind => "binary expression";

    public override object? Evaluate(Evaluator evaluator)
    {
        evaluator.GuardStack(this);
        var value = left.EvaluateSoft(evaluator, out _);
        return value is null == whenNull ? right.Evaluate(evaluator) : value;
    }
}

/// <summary><c>condition ? then : otherwise</c></summary>
internal sealed class ConditionalExpression(SourceText source, int start, int end, Expression condition, Expression then, Expression otherwise)
    : Expression(source, start, end)
{
    public override string Kind => "conditional expression";

    public override object? Evaluate(Evaluator evaluator)
    {
        evaluator.GuardStack(this);
        return (condition.IsTrue(evaluator) ? then : otherwise).Evaluate(evaluator);
    }
}

/// <summary><c>!x</c>, <c>-x</c>, <c>+x</c></summary>
internal sealed class UnaryExpression(SourceText source, int start, int end, TokenKind kind, Expression operand) : Expression(source, start, end)
{
    public override string Kind => "unary expression";

    public override object? Evaluate(Evaluator evaluator)
    {
        evaluator.GuardStack(this);
        if (kind == TokenKind.Not)
        {
            return !operand.IsTrue(evaluator);
        }

        return operand.Evaluate(evaluator) switch
        {
            null => null,
            TimeSpan span => kind == TokenKind.Subtract ? -span : span,
            var value when Numbers.IsNumber(value) => kind == TokenKind.Subtract ? Numbers.Negate(value) : value,
            var value => throw Error($"The operator `{Operators.Text(kind)}` is not supported for {ValueText.Describe(value)}"),
        };
    }
}

/// <summary><c>@f</c>: the function itself.</summary>
internal sealed class AliasExpression(SourceText source, int start, int end, Expression operand) : Expression(source, start, end)
{
    public override string Kind => "alias expression";

    public override object? Evaluate(Evaluator evaluator)
    {
        operand.Resolve(evaluator, soft: false, out var value);
        return value;
    }
}

/// <summary><c>^list</c>: its elements as arguments of their own.</summary>
internal sealed class SpreadExpression(SourceText source, int start, int end, Expression operand) : Expression(source, start, end)
{
    public override string Kind => "expand expression";

    public override object? Evaluate(Evaluator evaluator) => operand.Evaluate(evaluator);
}

/// <summary><c>++x</c>, <c>x++</c>, <c>--x</c>, <c>x--</c></summary>
internal sealed class IncrementExpression(SourceText source, int start, int end, int delta, bool before, PathExpression operand)
    : Expression(source, start, end)
{
    public override string Kind => "increment expression";

    public override object? Evaluate(Evaluator evaluator)
    {
        var value = operand.Evaluate(evaluator);
        if (!Numbers.IsNumber(value))
        {
            throw Error($"Only a number can be incremented or decremented, not {ValueText.Describe(value)}");
        }

        var changed = BinaryOperation.Apply(evaluator, this, TokenKind.Add, value, delta);
        operand.Assign(evaluator, changed);
        return before ? changed : value;
    }
}
