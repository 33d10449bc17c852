namespace GlanceOrch.Core.Templating;

/// <summary>What can be called.</summary>
internal abstract record ScriptFunction
{
    /// <summary>An undefined first argument is null to it, even where variables are strict.</summary>
    public virtual bool IsSoft => false;

    /// <summary>It is given whether its first argument is defined, not the argument.</summary>
    public virtual bool AsksDefined => false;

    /// <param name="evaluator">The rendering.</param>
    /// <param name="site">What was called, for messages.</param>
    /// <param name="arguments">The arguments; the named ones are its <see cref="ScriptArray.Properties"/>.</param>
    public abstract object? Invoke(Evaluator evaluator, Expression site, ScriptArray arguments);
}

/// <summary>A parameter of a function; without a default and not variadic it must be given.</summary>
internal sealed record Parameter(string Name, Expression? Default, bool IsVariadic);

/// <summary>A function a template defines.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Parameters">Null for a simple function, which reads <c>$0</c>, <c>$1</c>, ...</param>
/// <param name="Body">The statements, or null.</param>
/// <param name="Value">The expression of an inline function, or null.</param>
internal sealed record FunctionBody(string Name, Parameter[]? Parameters, Block? Body, Expression? Value);

/// <summary>A function a template defined.</summary>
internal sealed record CustomFunction(FunctionBody Function) : ScriptFunction
{
    /// <summary>The block of a <c>wrap</c>, which <c>$$</c> runs.</summary>
    public Block? Wrapped { get; init; }

    public override object? Invoke(Evaluator evaluator, Expression site, ScriptArray arguments)
    {
        var context = Function.Parameters is { } parameters ? Bind(evaluator, site, parameters, arguments) : null;
        var outer = evaluator.EnterFunction(new Frame(arguments) { Wrapped = Wrapped });
        if (context is not null)
        {
            evaluator.PushContext(context);
        }

        object? result;
        if (Function.Value is { } value)
        {
            result = value.Evaluate(evaluator);
        }
        else
        {
            var flow = Function.Body?.Execute(evaluator) ?? Flow.Next;
            result = flow == Flow.Return ? evaluator.TakeReturnValue() : null;
        }

        if (context is not null)
        {
            evaluator.PopContext();
        }

        evaluator.ExitFunction(outer);
        return result;
    }

    private ScriptObject Bind(Evaluator evaluator, Expression site, Parameter[] parameters, ScriptArray arguments)
    {
        var context = new ScriptObject { IsOwned = true };
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            if (parameter.IsVariadic)
            {
                context[parameter.Name] = new ScriptArray(arguments.Skip(i)) { IsOwned = true };
            }
            else if (i < arguments.Count)
            {
                context[parameter.Name] = arguments[i];
            }
            else if (arguments.Properties is { } named && named.TryGetValue(parameter.Name, out var value))
            {
                context[parameter.Name] = value;
            }
            else if (parameter.Default is { } standard)
            {
                context[parameter.Name] = standard.Evaluate(evaluator);
            }
            else
            {
                throw Count(site, arguments.Count, parameters);
            }
        }

        if (arguments.Count > parameters.Length && parameters is not [.., { IsVariadic: true }])
        {
            throw Count(site, arguments.Count, parameters);
        }

        if (arguments.Properties?.Keys.FirstOrDefault(name => !Array.Exists(parameters, p => p.Name == name)) is { } unknown)
        {
            throw site.Error($"Invalid argument name `{unknown}` for function `{Function.Name}`");
        }

        return context;
    }

    private TemplateException Count(Expression site, int count, Parameter[] parameters) => site.ErrorAt(
        site.End,
        $"Invalid number of arguments `{count}` passed to `{Function.Name}` while expecting `{parameters.Count(p => p is { Default: null, IsVariadic: false })}` arguments");
}
