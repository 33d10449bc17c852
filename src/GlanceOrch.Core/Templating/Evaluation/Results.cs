namespace GlanceOrch.Core.Templating;

/// <summary>What leaves the language: only values of the kinds that <see cref="IExpression.Evaluate"/> promises.</summary>
internal static class Results
{
    public static object? ToResult(Expression expression, object? value) => value switch
    {
        ScriptRange range => new ScriptArray(range),
        EmptyValue => new ScriptObject(),
        ScriptFunction => throw expression.Error("the value is a function", "call it with its arguments"),
        _ => UnknownValueException.ThrowIfUnknown(value),
    };
}
