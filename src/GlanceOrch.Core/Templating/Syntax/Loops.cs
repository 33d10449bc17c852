namespace GlanceOrch.Core.Templating;

/// <summary><c>for x in list</c> and <c>tablerow x in list</c>.</summary>
internal sealed class ForStatement(SourceText source, int start, int end, string keyword, PathExpression variable, Expression iterator, Block body, Statement? otherwise)
    : Statement(source, start, end)
{
    public required Expression? Offset { get; init; }

    public required Expression? Limit { get; init; }

    public required Expression? Columns { get; init; }

    public required bool Reversed { get; init; }

    public override Flow Execute(Evaluator evaluator)
    {
        var items = Items(evaluator);
        var first = Math.Clamp(Whole(evaluator, Offset) ?? 0, 0, items.Count);
        var count = Math.Clamp(Whole(evaluator, Limit) ?? int.MaxValue, 0, items.Count - first);
        if (count == 0)
        {
            return otherwise?.Execute(evaluator) ?? Flow.Next;
        }

        var state = new LoopState(keyword, count);
        var columns = Math.Max(1, Whole(evaluator, Columns) ?? 1);
        var outer = variable is VariableExpression global ? OuterValue.Of(evaluator, global.Name) : default;
        evaluator.EnterLoop(state);
        var flow = Flow.Next;
        for (var i = 0; i < count && flow is Flow.Next or Flow.Continue; i++)
        {
            evaluator.CountIteration(this);
            var item = items[Reversed ? first + count - 1 - i : first + i];
            state.Move(i, item, i % columns);
            variable.Assign(evaluator, item);
            flow = keyword == "for" ? body.Execute(evaluator) : Cell(evaluator, i, columns, count);
        }

        evaluator.ExitLoop();
        if (variable is VariableExpression name)
        {
            outer.Restore(evaluator, name.Name);
        }
        else if (variable is LocalExpression local)
        {
            evaluator.Frame.Locals?.Remove(local.Name);
        }

        return flow == Flow.Return ? flow : Flow.Next;
    }

    private IReadOnlyList<object?> Items(Evaluator evaluator) => iterator.Evaluate(evaluator) switch
    {
        null => [],
        IReadOnlyList<object?> list => list,
        ScriptObject members => new ScriptArray(members.Select(object? (pair) =>
            new ScriptObject { IsOwned = true, ["key"] = pair.Key, ["value"] = pair.Value })),
        var other => throw iterator.Error($"Unexpected type `{Kinds.Of(other)}` for iterator"),
    };

    private static int? Whole(Evaluator evaluator, Expression? expression)
    {
        if (expression?.Evaluate(evaluator) is not { } value)
        {
            return null;
        }

        return Numbers.TryInteger(value, out var whole)
            ? (int)Math.Clamp(whole, int.MinValue, int.MaxValue)
            : throw expression.Error($"Expecting an integer instead of {ValueText.Describe(value)}");
    }

    private Flow Cell(Evaluator evaluator, int index, int columns, int count)
    {
        var column = index % columns;
        evaluator.Write(this, string.Create(null, $"{(column == 0 ? $"<tr class=\"row{(index / columns) + 1}\">" : "")}<td class=\"col{column + 1}\">"));
        var flow = body.Execute(evaluator);
        evaluator.Write(this, "</td>");
        if (column == columns - 1 || index == count - 1)
        {
            evaluator.Write(this, "</tr>\n");
        }

        return flow;
    }

    /// <summary>The loop's variable lives as long as the loop: what it hid comes back.</summary>
    private readonly record struct OuterValue(bool Exists, object? Value)
    {
        public static OuterValue Of(Evaluator evaluator, string name) =>
            evaluator.Context.TryGetValue(name, out var value) ? new(true, value) : default;

        public void Restore(Evaluator evaluator, string name)
        {
            if (Exists)
            {
                evaluator.Context[name] = Value;
            }
            else
            {
                evaluator.Context.Remove(name);
            }
        }
    }
}

/// <summary><c>while x ... end</c></summary>
internal sealed class WhileStatement(SourceText source, int start, int end, Expression condition, Block body) : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator)
    {
        var state = new LoopState("while", 0);
        evaluator.EnterLoop(state);
        var flow = Flow.Next;
        for (var i = 0; flow is Flow.Next or Flow.Continue && Evaluator.IsTrue(condition.Evaluate(evaluator)); i++)
        {
            evaluator.CountIteration(this);
            state.Move(i, null, 0);
            flow = body.Execute(evaluator);
        }

        evaluator.ExitLoop();
        return flow == Flow.Return ? flow : Flow.Next;
    }
}

/// <summary>Where a loop stands: what <c>for.index</c> and its like read.</summary>
internal sealed class LoopState(string keyword, int length)
{
    private int _index;
    private int _column;
    private object? _item;
    private bool _changed;

    public string Keyword { get; } = keyword;

    public void Move(int index, object? item, int column)
    {
        _changed = index == 0 || !Equals(_item, item);
        (_index, _item, _column) = (index, item, column);
    }

    public object? Get(string name) => name switch
    {
        "index" => _index,
        "rindex" => length - _index - 1,
        "first" => _index == 0,
        "last" => _index == length - 1,
        "even" => _index % 2 == 0,
        "odd" => _index % 2 == 1,
        "changed" => _changed,
        "length" => length,
        "col" => _column,
        _ => null,
    };
}
