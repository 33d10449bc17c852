namespace GlanceOrch.Core.Templating;

/// <summary>A part of a parsed template. Immutable once parsed, so that renderings may share it.</summary>
internal abstract class Node(SourceText source, int start, int end)
{
    public SourceText Source { get; } = source;

    public int Start { get; } = start;

    public int End { get; } = end;

    /// <summary>The text it was parsed from, for messages.</summary>
    public string Text => Source.Text[Start..Math.Max(Start, End)].Trim();

    public TemplateException Error(string message, string? hint = null) => ErrorAt(Start, message, hint);

    public TemplateException ErrorAt(int offset, string message, string? hint = null) =>
        new(Source.ErrorAt(offset, message, hint));
}

/// <summary>What has a value.</summary>
internal abstract class Expression(SourceText source, int start, int end) : Node(source, start, end)
{
    /// <summary>What messages call it: "variable", "member".</summary>
    public virtual string Kind => "expression";

    /// <summary>Its value; a function found on a variable path is called.</summary>
    public abstract object? Evaluate(Evaluator evaluator);

    /// <summary>Its value; a function is given back uncalled.</summary>
    /// <param name="evaluator">The rendering.</param>
    /// <param name="soft">What is undefined is no error, even where variables are strict.</param>
    /// <param name="value">The value; null when undefined.</param>
    /// <returns>False when it is undefined.</returns>
    public virtual bool Resolve(Evaluator evaluator, bool soft, out object? value)
    {
        value = Evaluate(evaluator);
        return true;
    }

    /// <summary>Its value as <see cref="Evaluate"/> gives it, null where it is undefined.</summary>
    public virtual object? EvaluateSoft(Evaluator evaluator, out bool defined)
    {
        defined = Resolve(evaluator, soft: true, out var value);
        return value;
    }

    /// <summary>Its truth as the operand of <c>&amp;&amp;</c>, <c>||</c>, <c>!</c> or <c>?</c>: Scriban's in templates, that of <see cref="Conditions"/> in bare expressions.</summary>
    public bool IsTrue(Evaluator evaluator)
    {
        var value = Evaluate(evaluator);
        if (!Source.IsExpression)
        {
            return Evaluator.IsTrue(value);
        }

        return Conditions.TryTruth(value, out var truth, out var problem, out var hint) ? truth : throw Error($"`{Text}`: {problem}", hint);
    }
}

/// <summary>How a statement ended.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
    Return,
}

/// <summary>What is carried out.</summary>
internal abstract class Statement(SourceText source, int start, int end) : Node(source, start, end)
{
    public abstract Flow Execute(Evaluator evaluator);
}

/// <summary>Statements in order.</summary>
internal sealed class Block(SourceText source, int start, int end, Statement[] statements) : Statement(source, start, end)
{
    public Statement[] Statements { get; } = statements;

    public override Flow Execute(Evaluator evaluator)
    {
        foreach (var statement in Statements)
        {
            evaluator.Current = statement;
            var flow = statement.Execute(evaluator);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }
}
