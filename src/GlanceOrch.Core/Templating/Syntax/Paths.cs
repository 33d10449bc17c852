using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>What names a place for a value: it can be read, assigned and called.</summary>
internal abstract class PathExpression(SourceText source, int start, int end) : Expression(source, start, end)
{
    public sealed override object? Evaluate(Evaluator evaluator)
    {
        Resolve(evaluator, soft: false, out var value);
        return evaluator.Force(this, value);
    }

    public sealed override object? EvaluateSoft(Evaluator evaluator, out bool defined)
    {
        defined = Resolve(evaluator, soft: true, out var value);
        return evaluator.Force(this, value);
    }

    public abstract override bool Resolve(Evaluator evaluator, bool soft, out object? value);

    public abstract void Assign(Evaluator evaluator, object? value);

    protected static string? DidYouMean(object owner, string name) =>
        Suggestions.Nearest(name, Members.Names(owner)) is { } nearest ? $"did you mean '{nearest}'?" : null;

    /// <summary>The value of what stands before a dot or bracket; null when there is none and that is no error.</summary>
    protected static object? Target(Evaluator evaluator, Expression target, bool soft) =>
        soft ? target.EvaluateSoft(evaluator, out _) : target.Evaluate(evaluator);
}

/// <summary><c>name</c></summary>
internal sealed class VariableExpression(SourceText source, int start, int end, string name) : PathExpression(source, start, end)
{
    public string Name { get; } = name;

    public override string Kind => "variable";

    public override bool Resolve(Evaluator evaluator, bool soft, out object? value)
    {
        if (evaluator.TryGetGlobal(Name, out value))
        {
            return true;
        }

        return soft || !evaluator.Strict ? false : throw evaluator.Undefined(this);
    }

    public override void Assign(Evaluator evaluator, object? value)
    {
        if (evaluator.TryAssignLoopVariable(Name, value))
        {
            return;
        }

        var context = evaluator.Context;
        if (context.IsReadOnly(Name))
        {
            throw Error($"Cannot set value on the readonly variable `{Name}`");
        }

        evaluator.CheckOwned(this, context);
        context[Name] = value;
    }
}

/// <summary><c>$name</c>, <c>$0</c>, <c>$</c> and <c>$$</c>.</summary>
internal sealed class LocalExpression(SourceText source, int start, int end, string name) : PathExpression(source, start, end)
{
    private readonly int _argument = int.TryParse(name, System.Globalization.NumberStyles.None, null, out var number) ? number : -1;

    public string Name { get; } = name;

    public override string Kind => "variable";

    public override bool Resolve(Evaluator evaluator, bool soft, out object? value)
    {
        var frame = evaluator.Frame;
        if (_argument >= 0)
        {
            value = _argument < frame.Arguments.Count ? UnknownValueException.ThrowIfUnknown(frame.Arguments[_argument]) : null;
            return _argument < frame.Arguments.Count;
        }

        switch (Name)
        {
            case "":
                value = frame.Arguments;
                return true;
            case "$":
                value = evaluator.RunWrapped(this);
                return true;
            default:
                value = null;
                if (frame.Locals is null || !frame.Locals.TryGetValue(Name, out value))
                {
                    return false;
                }

                UnknownValueException.ThrowIfUnknown(value);
                return true;
        }
    }

    public override void Assign(Evaluator evaluator, object? value)
    {
        if (_argument >= 0 || Name is "" or "$")
        {
            throw Error($"Cannot set value on the readonly variable `{Text}`");
        }

        var locals = evaluator.Frame.Locals ??= new ScriptObject { IsOwned = true };
        if (locals.IsReadOnly(Name))
        {
            throw Error($"Cannot set value on the readonly variable `{Text}`");
        }

        locals[Name] = value;
    }
}

/// <summary><c>this</c>: the object that unprefixed assignments write to.</summary>
internal sealed class ThisExpression(SourceText source, int start, int end) : Expression(source, start, end)
{
    public override string Kind => "this";

    public override object? Evaluate(Evaluator evaluator) => evaluator.Context;
}

/// <summary><c>target.name</c> and <c>target?.name</c>.</summary>
internal sealed class MemberExpression(SourceText source, int start, int end, Expression target, int nameStart, string name, bool optional)
    : PathExpression(source, start, end)
{
    public int NameStart => nameStart;

    public override string Kind => "member";

    public Expression Owner => target;

    public string Name => name;

    public override bool Resolve(Evaluator evaluator, bool soft, out object? value)
    {
        evaluator.GuardStack(this);
        if (target is ThisExpression && evaluator.ContextIsGlobal)
        {
            return evaluator.TryGetGlobal(name, out value)
                || (soft || optional || !evaluator.Strict ? false : throw evaluator.Undefined(new VariableExpression(Source, nameStart, End, name)));
        }

        var owner = Target(evaluator, target, soft || optional);
        if (owner is null)
        {
            value = null;
            return optional || (soft && evaluator.Strict)
                ? false
                : throw Error($"Object `{target.Text}` is null. Cannot access member: {Text}");
        }

        if (Members.TryGet(owner, name, out value))
        {
            UnknownValueException.ThrowIfUnknown(value);
            return true;
        }

        // A function may ask for a named argument it was not given, as for $5.
        return soft || optional || !evaluator.Strict || target is LocalExpression { Name: "" } ? false : throw Missing(owner);
    }

    public override void Assign(Evaluator evaluator, object? value)
    {
        var owner = evaluator.Writable(target);
        switch (owner)
        {
            case null:
                throw Error($"Object `{target.Text}` is null. Cannot set member: {Text}");
            case ScriptObject members:
                evaluator.CheckOwned(this, members);
                if (members.IsReadOnly(name))
                {
                    throw ErrorAt(nameStart, $"Cannot set a value for the readonly member: {Text}");
                }

                members[name] = value;
                break;
            case ScriptArray array:
                evaluator.CheckOwned(this, array);
                (array.Properties ??= new ScriptObject { IsOwned = true })[name] = value;
                break;
            default:
                throw ErrorAt(nameStart, $"Cannot set a value for the readonly member: {Text}");
        }
    }

    private TemplateException Missing(object owner)
    {
        if (owner is ScriptObject)
        {
            return ErrorAt(nameStart, $"`{target.Text}` has no member `{name}`", DidYouMean(owner, name));
        }

        // Python's methods: "text".split(",")
        var hint = JinjaWords.Function(name) is { } filter ? $"write `{target.Text} | {filter}`" : DidYouMean(owner, name);
        return ErrorAt(nameStart, $"`{target.Text}` is {ValueText.Describe(owner)} and has no member `{name}`", hint);
    }
}

/// <summary><c>target[index]</c></summary>
internal sealed class IndexExpression(SourceText source, int start, int end, Expression target, Expression index) : PathExpression(source, start, end)
{
    public override string Kind => "indexer";

    public override bool Resolve(Evaluator evaluator, bool soft, out object? value)
    {
        evaluator.GuardStack(this);
        var owner = Target(evaluator, target, soft);
        if (owner is null)
        {
            value = null;
            return soft && evaluator.Strict ? false : throw Error($"Object `{target.Text}` is null. Cannot access indexer: {Text}");
        }

        var key = index.Evaluate(evaluator);
        bool found;
        switch (owner)
        {
            case IReadOnlyList<object?> list when key is not string:
                var position = Position(key, list.Count);
                found = position >= 0 && position < list.Count;
                value = found ? list[position] : null;
                if (!found && !soft && evaluator.Strict && target is not LocalExpression { Name: "" })
                {
                    throw index.Error($"index {evaluator.ToText(key)} is outside of the list's {list.Count} elements");
                }

                break;
            case ScriptObject or ITemplateScope or ScriptArray or DateTime or TimeSpan:
                var name = key is null ? throw index.Error($"Cannot access target `{target.Text}` with a null indexer: {Text}") : evaluator.ToText(key);
                found = Members.TryGet(owner, name, out value);
                if (!found && !soft && evaluator.Strict)
                {
                    throw index.Error($"`{target.Text}` has no member `{name}`", DidYouMean(owner, name));
                }

                break;
            case string text when key is not string:
                var at = Position(key, text.Length);
                found = at >= 0 && at < text.Length;
                value = found ? text[at].ToString() : null;
                break;
            default:
                throw Error($"Cannot use the {Kinds.Of(owner)} primitive `{evaluator.ToText(owner)}` as a list.");
        }

        UnknownValueException.ThrowIfUnknown(value);
        return found;
    }

    public override void Assign(Evaluator evaluator, object? value)
    {
        var owner = evaluator.Writable(target);
        var key = index.Evaluate(evaluator);
        switch (owner)
        {
            case null:
                throw Error($"Object `{target.Text}` is null. Cannot access indexer: {Text}");
            case ScriptObject members:
                var name = evaluator.ToText(key);
                evaluator.CheckOwned(this, members);
                if (members.IsReadOnly(name))
                {
                    throw index.Error($"Cannot set a value for the readonly member `{name}` in the indexer: {Text}");
                }

                members[name] = value;
                break;
            case ScriptArray array when key is string property:
                evaluator.CheckOwned(this, array);
                (array.Properties ??= new ScriptObject { IsOwned = true })[property] = value;
                break;
            case ScriptArray array:
                evaluator.CheckOwned(this, array);
                var position = Position(key, array.Count);
                evaluator.CheckCount(index, position);
                while (array.Count <= position)
                {
                    array.Add(null);
                }

                if (position >= 0)
                {
                    array[position] = value;
                }

                break;
            default:
                throw Error($"Cannot use the {Kinds.Of(owner)} primitive `{evaluator.ToText(owner)}` as a list.");
        }
    }

    private int Position(object? key, int count)
    {
        if (!Numbers.TryInteger(key, out var position))
        {
            throw index.Error($"Expecting an integer index instead of {ValueText.Describe(key)} in: {Text}");
        }

        return (int)Math.Clamp(position < 0 ? position + count : position, -1, int.MaxValue);
    }
}

/// <summary><c>for.index</c>, <c>while.first</c>, <c>tablerow.col</c>, ...</summary>
internal sealed class LoopVariableExpression(SourceText source, int start, int end, string loop, string name) : Expression(source, start, end)
{
    private static readonly string[] WhileNames = ["index", "first", "even", "odd"];
    private static readonly string[] ForNames = [.. WhileNames, "rindex", "last", "changed", "length"];

    public override string Kind => "variable";

    public static bool Exists(string loop, string name) => loop switch
    {
        "while" => WhileNames.Contains(name),
        "tablerow" => name == "col" || ForNames.Contains(name),
        _ => ForNames.Contains(name),
    };

    public override object? Evaluate(Evaluator evaluator)
    {
        Resolve(evaluator, soft: false, out var value);
        return value;
    }

    public override bool Resolve(Evaluator evaluator, bool soft, out object? value)
    {
        if (evaluator.CurrentLoop(loop) is { } state)
        {
            value = state.Get(name);
            return true;
        }

        value = null;
        return soft || !evaluator.Strict ? false : throw Error($"`{Text}` stands outside of a `{loop}` loop");
    }
}
