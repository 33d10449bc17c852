using System.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>A number, a text, true, false or null.</summary>
internal sealed class LiteralExpression(SourceText source, int start, int end, object? value) : Expression(source, start, end)
{
    public override string Kind => "literal";

    public override object? Evaluate(Evaluator evaluator) => value;
}

/// <summary><c>$"a {b} c"</c></summary>
internal sealed class InterpolatedExpression(SourceText source, int start, int end, Expression[] parts) : Expression(source, start, end)
{
    public override string Kind => "interpolated string";

    public override object? Evaluate(Evaluator evaluator)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(evaluator.ToText(part.Evaluate(evaluator)));
            evaluator.CheckLength(this, text.Length);
        }

        return text.ToString();
    }
}

/// <summary><c>[1, 2]</c></summary>
internal sealed class ArrayExpression(SourceText source, int start, int end, Expression[] items) : Expression(source, start, end)
{
    public override string Kind => "array";

    public override object? Evaluate(Evaluator evaluator)
    {
        evaluator.GuardStack(this);
        var array = new ScriptArray { IsOwned = true };
        foreach (var item in items)
        {
            array.Add(item.Evaluate(evaluator));
        }

        return array;
    }
}

/// <summary><c>{a: 1, "b": 2}</c></summary>
internal sealed class ObjectExpression(SourceText source, int start, int end, (string Name, Expression Value)[] members)
    : Expression(source, start, end)
{
    public override string Kind => "object";

    public override object? Evaluate(Evaluator evaluator)
    {
        evaluator.GuardStack(this);
        var result = new ScriptObject { IsOwned = true };
        foreach (var (name, value) in members)
        {
            result[name] = value.Evaluate(evaluator);
        }

        return result;
    }
}
