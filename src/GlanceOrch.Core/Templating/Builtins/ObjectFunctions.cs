namespace GlanceOrch.Core.Templating;

/// <summary><c>object.*</c></summary>
internal static class ObjectFunctions
{
    private const string Prefix = "object.";

    public static ScriptObject Family() => new ScriptObject()
        .DefineSoft(Prefix, "default value default", call => call[0] is null or "" ? call[1] : call[0])
        .Define(Prefix, "eval value", call => Eval(call, isTemplate: false))
        .Define(Prefix, "eval_template value", call => Eval(call, isTemplate: true))
        .Define(Prefix, "format value format culture?", call => MathFunctions.Format(call))
        .Define(Prefix, "from_json json", call => JsonText.Read(call, call.Text(0)))
        .Define(Prefix, "has_key value key", call => call[0] is ScriptObject members && members.ContainsKey(call.Text(1)))
        .Define(Prefix, "has_value value key", call => call[0] is ScriptObject members && members.TryGetValue(call.Text(1), out var value) && value is not null)
        .Define(Prefix, "keys value", call => ArrayFunctions.Made(Object(call)?.Keys ?? Enumerable.Empty<object?>()))
        .Define(Prefix, "kind value", call => call[0] is null ? null : Kinds.Of(call[0]))
        .Define(Prefix, "size value", call => Size(call))
        .Define(Prefix, "to_json value", call => JsonText.Write(call, call[0], indented: false))
        .Define(Prefix, "typeof value", call => TypeOf(call[0]))
        .Define(Prefix, "values value", call => ArrayFunctions.Made(Object(call)?.Values ?? Enumerable.Empty<object?>()));

    private static ScriptObject? Object(Invocation call) => call[0] switch
    {
        null => null,
        ScriptObject members => members,
        var other => throw call.Error($"expects an object instead of {ValueText.Describe(other)}"),
    };

    private static int Size(Invocation call) => call[0] switch
    {
        null => 0,
        string text => text.Length,
        IReadOnlyList<object?> list => list.Count,
        ScriptObject members => members.Count,
        _ => 0,
    };

    private static string? TypeOf(object? value) => value switch
    {
        null => null,
        bool => "boolean",
        string => "string",
        ScriptRange => "iterator",
        ScriptArray => "array",
        _ => Numbers.IsNumber(value) ? "number" : "object",
    };

    private static object? Eval(Invocation call, bool isTemplate)
    {
        if (!call.Evaluator.Options.AllowEval)
        {
            throw call.Error("is not available: text in values is never evaluated");
        }

        if (call[0] is not string text)
        {
            return call[0] is ScriptFunction function ? call.Call(function) : call[0];
        }

        var source = new SourceText("<eval>", text);
        if (isTemplate)
        {
            var (page, errors, _) = Parser.Template(source);
            return page is null ? throw new TemplateException(errors[0]) : call.Evaluator.Capture(page).Text;
        }

        var (expression, problems) = Parser.Bare(source);
        return expression is null ? throw new TemplateException(problems[0]) : expression.Evaluate(call.Evaluator);
    }
}
