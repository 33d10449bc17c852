namespace GlanceOrch.Core.Templating;

/// <summary>One call of a library function, with its arguments by place.</summary>
internal readonly struct Invocation(Evaluator evaluator, Expression site, string name, object?[] values)
{
    /// <summary>Stands where an optional argument was not given.</summary>
    public static readonly object Missing = new();

    public Evaluator Evaluator => evaluator;

    public Expression Site => site;

    /// <summary>The argument; null when it was not given.</summary>
    public object? this[int index] => Has(index) ? UnknownValueException.ThrowIfUnknown(values[index]) : null;

    public bool Has(int index) => !ReferenceEquals(values[index], Missing);

    /// <summary>The argument as the language prints it; null is the empty text.</summary>
    public string Text(int index) => evaluator.ToText(this[index]);

    /// <inheritdoc cref="Text"/>
    public string? TextOrNull(int index) => this[index] is { } value ? evaluator.ToText(value) : null;

    public int Integer(int index, int standard = 0)
    {
        var value = this[index];
        if (value is null)
        {
            return standard;
        }

        return Numbers.TryInteger(value, out var number) || (value is string text && long.TryParse(text, out number))
            ? (int)Math.Clamp(number, int.MinValue, int.MaxValue)
            : throw Error($"expects an integer instead of {ValueText.Describe(value)}");
    }

    /// <summary>The argument as a number; null for null.</summary>
    public object? Number(int index) => this[index] switch
    {
        null => null,
        var value when Numbers.IsNumber(value) => value,
        var value => throw Error($"expects a number instead of {ValueText.Describe(value)}"),
    };

    /// <summary>The argument as a list: null has no elements, what is no list is its only element.</summary>
    public IReadOnlyList<object?> List(int index) => this[index] switch
    {
        null => [],
        IReadOnlyList<object?> list => list,
        var single => [single],
    };

    public ScriptFunction Function(int index) => this[index] as ScriptFunction
        ?? throw Error($"expects a function such as `@string.upcase` instead of {ValueText.Describe(this[index])}");

    public object? Call(ScriptFunction function, params IEnumerable<object?> arguments) =>
        evaluator.Call(function, site, new ScriptArray(arguments) { IsOwned = true });

    /// <summary>An error that begins with the function's name.</summary>
    public TemplateException Error(string message, string? hint = null) => site.Error($"`{name}` {message}", hint);

    /// <summary>A text that was built, when it is not too long.</summary>
    public string Checked(string text)
    {
        evaluator.CheckLength(site, text.Length);
        return text;
    }
}
