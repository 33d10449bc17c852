using System.Globalization;
using System.Runtime.CompilerServices;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>One rendering: its variables, its output, its limits. The nodes of the tree evaluate themselves on it.</summary>
/// <remarks>Used once, by one thread. After an exception it is not used again, so nothing is unwound.</remarks>
internal sealed class Evaluator
{
    private const int RecursionLimit = 100;

    // An element of a list costs as much as so many characters.
    private const int ElementSize = 16;

    private readonly ITemplateScope _scope;
    private readonly CancellationToken _cancellationToken;
    private readonly List<ScriptObject> _contexts = [new() { IsOwned = true }];
    private List<LoopState>? _loops;
    private Dictionary<string, int>? _cycles;
    private Dictionary<string, Block>? _includes;
    private OutputText _output = new();
    private int _calls;
    private long _iterations;
    private long _work;
    private long _inspection = Budget.Interval;
    private Budget? _budget;

    public Evaluator(ITemplateScope scope, TemplateOptions options, CancellationToken cancellationToken)
    {
        _scope = scope;
        _cancellationToken = cancellationToken;
        Options = options;
        Strict = options.StrictVariables;
        Frame = new([]);
    }

    public TemplateOptions Options { get; }

    public bool Strict { get; }

    public CancellationToken CancellationToken => _cancellationToken;

    public Frame Frame { get; private set; }

    /// <summary>What <c>ret</c> gave, until it is taken.</summary>
    public object? ReturnValue { get; set; }

    /// <summary>The text of a playbook that is evaluated; null for a template file. Pages it includes are files.</summary>
    public SourceText? Playbook { get; init; }

    /// <summary>The object that unprefixed assignments write to.</summary>
    public ScriptObject Context => _contexts[^1];

    public bool ContextIsGlobal => _contexts.Count == 1;

    /// <summary>Counters of <c>array.cycle</c>, by group.</summary>
    public Dictionary<string, int> Cycles => _cycles ??= new(StringComparer.Ordinal);

    /// <summary>Templates included so far, by name.</summary>
    public Dictionary<string, Block> Includes => _includes ??= new(StringComparer.Ordinal);

    /// <summary>The statement being carried out: where an error is that knows no better place.</summary>
    public Node? Current { get; set; }

    public string Output => _output.ToString();

    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        EmptyValue => false,
        _ => true,
    };

    // ---- variables

    public bool TryGetGlobal(string name, out object? value)
    {
        var loop = _loops?.Count ?? 0;
        for (var i = _contexts.Count - 1; i >= 0; i--)
        {
            for (; loop > 0 && _loops is not null && _loops[loop - 1].Depth > i; loop--)
            {
                if (_loops[loop - 1].Variable == name)
                {
                    value = UnknownValueException.ThrowIfUnknown(_loops[loop - 1].Item);
                    return true;
                }
            }

            if (_contexts[i].TryGetValue(name, out value))
            {
                UnknownValueException.ThrowIfUnknown(value);
                return true;
            }
        }

        if (_scope.TryGetValue(name, out value))
        {
            UnknownValueException.ThrowIfUnknown(value);
            return true;
        }

        return Library.Globals.TryGetValue(name, out value);
    }

    /// <summary>A loop's own variable is changed in the loop and nowhere else.</summary>
    public bool TryAssignLoopVariable(string name, object? value)
    {
        for (var i = (_loops?.Count ?? 0) - 1; i >= 0 && _loops is not null && _loops[i].Depth == _contexts.Count; i--)
        {
            if (_loops[i].Variable == name)
            {
                _loops[i].Item = value;
                return true;
            }
        }

        return false;
    }

    public void PushContext(ScriptObject context) => _contexts.Add(context);

    public void PopContext() => _contexts.RemoveAt(_contexts.Count - 1);

    public TemplateException Undefined(VariableExpression variable, string kind = "variable")
    {
        var names = _contexts.SelectMany(context => context.Keys).Concat(_loops?.Select(loop => loop.Variable ?? "") ?? [])
            .Concat(_scope.Names).Concat(Library.Globals.Keys);
        var hint = variable.Name switch
        {
            "True" or "False" => $"write `{variable.Name.ToLowerInvariant()}`",
            "None" or "none" or "nil" => "write `null`",
            var name when kind == "function" => FunctionHints.For(name, names),
            _ => JinjaWords.Hint(variable.Name)
                ?? (Suggestions.Nearest(variable.Name, names) is { } nearest ? $"did you mean '{nearest}'?" : null),
        };
        return variable.Error($"the {kind} `{variable.Name}` is not defined", hint);
    }

    /// <summary>The object an assignment changes. A family of built-ins is copied first, so that <c>date.format = ...</c> lasts for this rendering.</summary>
    public object? Writable(Expression target)
    {
        var value = target.Evaluate(this);
        if (value is ScriptObject family && target is VariableExpression variable
            && Library.Globals.TryGetValue(variable.Name, out var builtin) && ReferenceEquals(builtin, family))
        {
            value = new ScriptObject(family) { IsOwned = true };
            Context[variable.Name] = value;
        }

        return value;
    }

    public void CheckOwned(Node node, ScriptObject value) => CheckOwned(node, value.IsOwned);

    public void CheckOwned(Node node, ScriptArray value) => CheckOwned(node, value.IsOwned);

    private static void CheckOwned(Node node, bool owned)
    {
        if (!owned)
        {
            throw node.Error("Values given to the template cannot be changed in it", "build a new one, for example with `combine`");
        }
    }

    // ---- calls

    /// <summary>The value of a path: a function on it is called.</summary>
    public object? Force(Expression site, object? value) => value is ScriptFunction function
        ? Call(function, site, new ScriptArray { IsOwned = true })
        : value;

    public object? Call(ScriptFunction function, Expression site, ScriptArray arguments)
    {
        GuardStack(site);
        Work(site, 150);
        if (++_calls > RecursionLimit)
        {
            throw site.Error($"Exceeding number of recursive depth limit `{RecursionLimit}` for node: `{site.Text}`");
        }

        var result = function.Invoke(this, site, arguments);
        _calls--;
        return result;
    }

    public Frame EnterFunction(Frame frame)
    {
        var outer = Frame;
        Frame = frame;
        _output.EnterFunction();
        return outer;
    }

    public void ExitFunction(Frame outer)
    {
        Frame = outer;
        _output.ExitFunction();
    }

    public object? TakeReturnValue()
    {
        var value = ReturnValue;
        ReturnValue = null;
        return value;
    }

    /// <summary><c>$$</c></summary>
    public object? RunWrapped(Expression site)
    {
        if (Frame.Wrapped is not { } block)
        {
            return null;
        }

        GuardStack(site);
        Frame.Wrapped = null; // the block belongs to its caller: a $$ in it is not itself
        block.Execute(this);
        Frame.Wrapped = block;
        return null;
    }

    /// <summary>Renders an included page into a text of its own.</summary>
    public string Include(Block page, ScriptArray arguments)
    {
        var outer = EnterFunction(new(arguments));
        var (_, text) = Capture(page);
        ReturnValue = null;
        ExitFunction(outer);
        return text;
    }

    // ---- loops

    public void EnterLoop(LoopState state)
    {
        state.Depth = _contexts.Count;
        (_loops ??= []).Add(state);
        Frame.LoopDepth++;
    }

    public void ExitLoop()
    {
        _loops?.RemoveAt(_loops.Count - 1);
        Frame.LoopDepth--;
    }

    public LoopState? CurrentLoop(string keyword) => _loops?.FindLast(loop => loop.Keyword == keyword);

    public void CountIteration(Node loop)
    {
        Work(loop, 10);
        if (++_iterations > Options.LoopLimit)
        {
            throw loop.Error($"Exceeding number of iteration limit `{Options.LoopLimit}` for loop statement.");
        }
    }

    // ---- limits

    public void GuardStack(Node node)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw node.Error("The template calls or nests too deeply");
        }
    }

    public void CheckLength(Node node, long length)
    {
        if (length > Options.LengthLimit)
        {
            throw TooLong(node);
        }
    }

    /// <summary>For the elements of a list: each costs more than a character.</summary>
    public void CheckCount(Node node, long count) => CheckLength(node, count > int.MaxValue ? count : count * ElementSize);

    /// <summary>Something was done that takes very roughly so many times ten nanoseconds. From time to time limits and cancellation are looked at.</summary>
    public void Work(Node node, long units)
    {
        _work += units;
        if (_work >= _inspection)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            _inspection = _work + Budget.Interval;
            (_budget ??= new()).Check(node, Options, _work);
        }
    }

    /// <summary>A value is read from end to end, or was built.</summary>
    public void Handled(Node node, object? value) => Work(node, value switch
    {
        string text => text.Length >> 5,
        IReadOnlyList<object?> list => list.Count,
        ScriptObject members => members.Count,
        _ => 0,
    });

    private TemplateException TooLong(Node node) =>
        node.Error($"A text, a list or the output grows beyond the limit of {Options.LengthLimit} characters or {Options.LengthLimit / ElementSize} elements");

    // ---- output

    public void EnterCode(string? indent) => _output.EnterCode(indent);

    public void WriteRaw(Node node, string text)
    {
        CheckLength(node, (long)_output.Length + text.Length);
        _output.WriteRaw(text);
    }

    public void Write(Node node, object? value)
    {
        if (value is null)
        {
            return;
        }

        var text = ToText(value);
        CheckLength(node, (long)_output.Length + text.Length);
        Work(node, text.Length >> 5);
        _output.Write(text);
        CheckLength(node, _output.Length);
    }

    public (Flow Flow, string Text) Capture(Block body)
    {
        var outer = _output;
        _output = new();
        var flow = body.Execute(this);
        var text = _output.ToString();
        _output = outer;
        return (flow, text);
    }

    // ---- values

    public string ToText(object? value) => value switch
    {
        string text => text,
        int number => number.ToString(CultureInfo.InvariantCulture),
        DateTime or IReadOnlyList<object?> or ScriptObject => Print(value),
        _ => ValueText.Print(value, DatePattern.Standard),
    };

    private string Print(object value)
    {
        try
        {
            return ValueText.Print(value, DateFormat, Options.LengthLimit);
        }
        catch (InvalidOperationException) when (Current is not null)
        {
            throw TooLong(Current);
        }
    }

    /// <summary>How dates print: what the template assigned to <c>date.format</c>.</summary>
    public string DateFormat =>
        TryGetGlobal("date", out var family) && family is ScriptObject members && members.TryGetValue("format", out var format) && format is string text
            ? text
            : DatePattern.Standard;
}
