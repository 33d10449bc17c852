namespace GlanceOrch.Core.Templating;

/// <summary>All that templates can call without defining it. Never changed once built.</summary>
internal static class Library
{
    /// <summary>The names below every other variable: the families and the functions that stand alone.</summary>
    public static IReadOnlyDictionary<string, object?> Globals { get; } = Build();

    private static ScriptObject Build()
    {
        var globals = new ScriptObject
        {
            ["array"] = ArrayFunctions.Family(),
            ["date"] = DateFunctions.Family(),
            ["html"] = HtmlFunctions.Family(),
            ["math"] = MathFunctions.Family(),
            ["object"] = ObjectFunctions.Family(),
            ["regex"] = RegexFunctions.Family(),
            ["string"] = StringFunctions.Family(),
            ["timespan"] = TimeSpanFunctions.Family(),
            ["empty"] = EmptyValue.Instance,
        };
        IncludeFunctions.AddTo(globals);
        PlaybookFunctions.AddTo(globals);
        return globals;
    }

    /// <summary>Adds a function: <c>"slice text start length?"</c> is its name and parameters.</summary>
    /// <param name="family">Where to.</param>
    /// <param name="prefix">The family's name and a dot, or nothing.</param>
    /// <param name="signature">Name and parameters, as at <see cref="BuiltinFunction"/>.</param>
    /// <param name="body">What it does.</param>
    public static ScriptObject Define(this ScriptObject family, string prefix, string signature, Func<Invocation, object?> body)
    {
        var words = signature.Split(' ');
        family[words[0]] = new BuiltinFunction(prefix + words[0], words[1..], body);
        return family;
    }

    /// <summary>Adds a function whose first argument may be undefined.</summary>
    public static ScriptObject DefineSoft(this ScriptObject family, string prefix, string signature, Func<Invocation, object?> body)
    {
        var words = signature.Split(' ');
        family[words[0]] = new BuiltinFunction(prefix + words[0], words[1..], body) { SoftFirst = true };
        return family;
    }
}
