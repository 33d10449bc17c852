namespace GlanceOrch.Core.Templating;

/// <summary>What leaves the language: only values of the kinds that <see cref="IExpression.Evaluate"/> promises.</summary>
internal static class Results
{
    public static object? ToResult(Expression expression, object? value) => value switch
    {
        ScriptRange range => new ScriptArray(range),
        EmptyValue => new ScriptObject(),
        ScriptFunction => throw expression.Error("the value is a function", "call it with its arguments"),
        ScriptArray or ScriptObject => Released(expression, value),
        _ => UnknownValueException.ThrowIfUnknown(value),
    };

    /// <summary>The value is shared from now on: no template may change any part of it.</summary>
    private static object Released(Expression expression, object result)
    {
        var pending = new Stack<object>([result]);
        while (pending.TryPop(out var value))
        {
            switch (value)
            {
                case ScriptArray { IsOwned: true } array:
                    array.IsOwned = false;
                    for (var i = 0; i < array.Count; i++)
                    {
                        array[i] = Nested(expression, array[i], pending);
                    }

                    break;
                case ScriptObject { IsOwned: true } members:
                    members.IsOwned = false;
                    for (var i = 0; i < members.Count; i++)
                    {
                        members.SetAt(i, Nested(expression, members.GetAt(i).Value, pending));
                    }

                    break;
            }
        }

        return result;
    }

    /// <summary>A part of a result. What is unknown may stay so in it: reading it says so.</summary>
    private static object? Nested(Expression expression, object? value, Stack<object> pending)
    {
        var part = value is UnknownValue ? value : value is ScriptArray or ScriptObject ? value : ToResult(expression, value);
        if (part is ScriptArray or ScriptObject)
        {
            pending.Push(part);
        }

        return part;
    }
}
