namespace GlanceOrch.Core.Templating;

/// <summary>Text outside of code.</summary>
internal sealed class RawStatement(SourceText source, int start, int end, string text) : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator)
    {
        evaluator.WriteRaw(this, text);
        return Flow.Next;
    }
}

/// <summary>The start of a code block: what it writes over several lines is indented as the block is.</summary>
internal sealed class EnterStatement(SourceText source, int start, int end, string? indent) : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator)
    {
        evaluator.EnterCode(indent);
        return Flow.Next;
    }
}

/// <summary>An expression whose value is written.</summary>
internal sealed class ExpressionStatement(Expression expression) : Statement(expression.Source, expression.Start, expression.End)
{
    public Expression Expression => expression;

    public override Flow Execute(Evaluator evaluator)
    {
        evaluator.Write(this, expression.Evaluate(evaluator));
        return Flow.Next;
    }
}

/// <summary><c>target = value</c>, <c>target += value</c></summary>
internal sealed class AssignStatement(SourceText source, int start, int end, PathExpression target, TokenKind? compound, int operatorStart, Expression value)
    : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator)
    {
        var result = value.Evaluate(evaluator);
        if (compound is { } kind)
        {
            var whole = new BinaryExpression(Source, Start, End, kind, operatorStart, target, value);
            result = BinaryOperation.Apply(evaluator, whole, kind, target.Evaluate(evaluator), result);
        }

        target.Assign(evaluator, result);
        return Flow.Next;
    }
}

/// <summary><c>if</c>, <c>else if</c> (in <paramref name="otherwise"/>) and <c>else</c>.</summary>
internal sealed class IfStatement(SourceText source, int start, int end, Expression condition, Block then, Statement? otherwise)
    : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator)
    {
        if (Evaluator.IsTrue(condition.Evaluate(evaluator)))
        {
            return then.Execute(evaluator);
        }

        return otherwise?.Execute(evaluator) ?? Flow.Next;
    }
}

/// <summary><c>case</c> with its <c>when</c> and <c>else</c>.</summary>
internal sealed class CaseStatement(SourceText source, int start, int end, Expression subject, (Expression[] Values, Block Body)[] branches, Block? otherwise)
    : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator)
    {
        var value = subject.Evaluate(evaluator);
        foreach (var (values, body) in branches)
        {
            foreach (var candidate in values)
            {
                if (Comparison.AreEqual(evaluator, this, value, candidate.Evaluate(evaluator)))
                {
                    return body.Execute(evaluator);
                }
            }
        }

        return otherwise?.Execute(evaluator) ?? Flow.Next;
    }
}

/// <summary><c>capture x ... end</c></summary>
internal sealed class CaptureStatement(SourceText source, int start, int end, PathExpression target, Block body) : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator)
    {
        var (flow, text) = evaluator.Capture(body);
        target.Assign(evaluator, text);
        return flow;
    }
}

/// <summary><c>with x ... end</c></summary>
internal sealed class WithStatement(SourceText source, int start, int end, Expression target, Block body) : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator)
    {
        var value = target.Evaluate(evaluator);
        if (value is not ScriptObject context)
        {
            throw target.Error(
                $"Invalid target property `{target.Text}` used for [with] statement. Must be a ScriptObject instead of `{(value is null ? "null" : Kinds.Of(value))}`");
        }

        evaluator.PushContext(context);
        var flow = body.Execute(evaluator);
        evaluator.PopContext();
        return flow;
    }
}

/// <summary><c>wrap f x ... end</c>: the function runs the block where it says <c>$$</c>.</summary>
internal sealed class WrapStatement(SourceText source, int start, int end, Expression target, Block body) : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator)
    {
        var (callee, arguments) = target is CallExpression call ? (call.Callee, call.Arguments) : (target, []);
        object? function = null;
        if (callee is not NestedExpression)
        {
            callee.Resolve(evaluator, soft: false, out function);
        }

        if (function is not CustomFunction custom)
        {
            throw callee.Error($"Expecting a direct function instead of the expression `{callee.Text}/{callee.Kind}`");
        }

        var bound = new CallExpression(Source, callee.Start, End, new ResolvedExpression(callee, custom with { Wrapped = body }), arguments);
        evaluator.Write(this, bound.Evaluate(evaluator));
        return Flow.Next;
    }

    /// <summary>Stands for a callee that was looked up before.</summary>
    private sealed class ResolvedExpression(Expression callee, object value) : Expression(callee.Source, callee.Start, callee.End)
    {
        public override object? Evaluate(Evaluator evaluator) => value;
    }
}

/// <summary><c>import x</c>: the object's members become variables, except where those are read-only.</summary>
internal sealed class ImportStatement(SourceText source, int start, int end, Expression target) : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator)
    {
        var value = target.Evaluate(evaluator);
        if (value is not ScriptObject members)
        {
            throw target.Error($"Unexpected value `{(value is null ? "null" : Kinds.Of(value))}` for import. Expecting an object");
        }

        var context = evaluator.Context;
        evaluator.CheckOwned(this, context);
        foreach (var (name, member) in members)
        {
            if (!context.IsReadOnly(name))
            {
                context[name] = member;
            }
        }

        return Flow.Next;
    }
}

/// <summary><c>readonly x</c></summary>
internal sealed class ReadOnlyStatement(SourceText source, int start, int end, PathExpression target) : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator)
    {
        switch (target)
        {
            case VariableExpression variable:
                evaluator.CheckOwned(this, evaluator.Context);
                evaluator.Context.SetReadOnly(variable.Name);
                break;
            case LocalExpression local:
                (evaluator.Frame.Locals ??= new ScriptObject { IsOwned = true }).SetReadOnly(local.Name);
                break;
        }

        return Flow.Next;
    }
}

/// <summary><c>ret x</c></summary>
internal sealed class ReturnStatement(SourceText source, int start, int end, Expression? value) : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator)
    {
        evaluator.ReturnValue = value?.Evaluate(evaluator);
        return Flow.Return;
    }
}

/// <summary><c>break</c> and <c>continue</c>.</summary>
internal sealed class JumpStatement(SourceText source, int start, int end, Flow flow) : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator) => evaluator.Frame.LoopDepth > 0
        ? flow
        : throw Error($"The <{(flow == Flow.Break ? "break" : "continue")}> statement can only be used inside for/while loops");
}

/// <summary><c>func f ... end</c> and <c>f(x) = ...</c></summary>
internal sealed class FunctionStatement(SourceText source, int start, int end, PathExpression name, FunctionBody body) : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator)
    {
        name.Assign(evaluator, new CustomFunction(body));
        return Flow.Next;
    }
}
