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

        var state = new LoopState(keyword, count, (variable as VariableExpression)?.Name);
        var columns = Math.Max(1, Whole(evaluator, Columns) ?? 1);
        var local = variable as LocalExpression;
        var hidden = local is null ? null : evaluator.Frame.Locals?.GetValueOrDefault(local.Name);
        evaluator.EnterLoop(state);
        var flow = Flow.Next;
        for (var i = 0; i < count && flow is Flow.Next or Flow.Continue; i++)
        {
            evaluator.CountIteration(this);
            var item = items[Reversed ? first + count - 1 - i : first + i];
            state.Move(i, item, i % columns);
            local?.Assign(evaluator, item);
            flow = keyword == "for" ? body.Execute(evaluator) : Cell(evaluator, i, columns, count);
        }

        evaluator.ExitLoop();
        local?.Assign(evaluator, hidden);
        return flow == Flow.Return ? flow : Flow.Next;
    }

    private IReadOnlyList<object?> Items(Evaluator evaluator) => iterator.Evaluate(evaluator) switch
    {
        null => [],
        IReadOnlyList<object?> list => list,
        ScriptObject members => ArrayFunctions.Made(members.Select(object? (pair) =>
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
}

/// <summary><c>while x ... end</c></summary>
internal sealed class WhileStatement(SourceText source, int start, int end, Expression condition, Block body) : Statement(source, start, end)
{
    public override Flow Execute(Evaluator evaluator)
    {
        var state = new LoopState("while", 0, null);
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

/// <summary>Where a loop stands: its variable, and what <c>for.index</c> and its like read.</summary>
/// <param name="keyword"><c>for</c>, <c>tablerow</c> or <c>while</c>.</param>
/// <param name="length">How many iterations there will be; 0 when that is not known.</param>
/// <param name="variable">The name that stands for the item, without a dollar; null when there is none.</param>
internal sealed class LoopState(string keyword, int length, string? variable)
{
    private int _index;
    private int _column;
    private bool _changed;

    public string Keyword { get; } = keyword;

    public string? Variable { get; } = variable;

    public object? Item { get; set; }

    /// <summary>How many objects of variables were open at its start: it hides those, not the ones opened in it.</summary>
    public int Depth { get; set; }

    public void Move(int index, object? item, int column)
    {
        _changed = index == 0 || !Equals(Item, item);
        (_index, Item, _column) = (index, item, column);
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
