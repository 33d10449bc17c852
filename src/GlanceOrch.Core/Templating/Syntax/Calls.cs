namespace GlanceOrch.Core.Templating;

/// <summary>An argument of a call; the name is null for one that goes by its place.</summary>
internal readonly record struct Argument(string? Name, Expression Value);

/// <summary><c>f a b c: 1</c>, <c>f(a, b)</c> and <c>a | f b</c> (there the piped value is the first argument).</summary>
internal sealed class CallExpression(SourceText source, int start, int end, Expression target, Argument[] arguments, bool parenthesized = false)
    : Expression(source, start, end)
{
    public override string Kind => "function call";

    public Expression Callee => target;

    public Argument[] Arguments => arguments;

    public bool IsParenthesized => parenthesized;

    /// <summary>The same call with the value of <paramref name="left"/> as its first argument.</summary>
    public static CallExpression Piped(Expression left, Expression right) => right is CallExpression call
        ? new(left.Source, left.Start, right.End, call.Callee, [new(null, left), .. call.Arguments])
        : new(left.Source, left.Start, right.End, right, [new(null, left)]);

    public override object? Evaluate(Evaluator evaluator)
    {
        evaluator.GuardStack(this);
        var function = Function(evaluator);
        var values = new ScriptArray { IsOwned = true, Capacity = arguments.Length };
        foreach (var argument in arguments)
        {
            object? value;
            if (values.Count == 0 && function.IsSoft)
            {
                value = argument.Value.EvaluateSoft(evaluator, out var defined);
                value = function.AsksDefined ? defined : value;
            }
            else
            {
                value = argument.Value.Evaluate(evaluator);
            }

            if (argument.Name is { } name)
            {
                (values.Properties ??= new ScriptObject { IsOwned = true })[name] = value;
            }
            else if (argument.Value is SpreadExpression && value is IReadOnlyList<object?> items)
            {
                values.AddRange(items);
            }
            else
            {
                values.Add(value);
            }
        }

        return evaluator.Call(function, target, values);
    }

    /// <summary>The function to call. A plain value of that name does not hide a built-in filter such as <c>hash</c>.</summary>
    public ScriptFunction Function(Evaluator evaluator)
    {
        object? value;
        if (target is VariableExpression variable)
        {
            if (!evaluator.TryGetGlobal(variable.Name, out value) || value is not ScriptFunction)
            {
                value = Library.Function(variable.Name) ?? value;
            }

            value ??= evaluator.Strict
                ? throw evaluator.Undefined(variable, "function")
                : throw target.Error($"The function `{target.Text}` was not found");
        }
        else
        {
            target.Resolve(evaluator, soft: false, out value);
        }

        return value as ScriptFunction ?? throw target.Error(value is null
            ? $"The target function `{target.Text}` is null"
            : $"Invalid target function `{target.Text}` ({Kinds.Of(value)})");
    }
}

/// <summary><c>do ... end</c>: a function without a name.</summary>
internal sealed class AnonymousFunctionExpression(SourceText source, int start, int end, FunctionBody body) : Expression(source, start, end)
{
    public override string Kind => "anonymous function";

    public override object? Evaluate(Evaluator evaluator) => new CustomFunction(body);
}
