namespace GlanceOrch.Core.Templating;

/// <summary>All that templates can call without defining it. Never changed once built.</summary>
internal static class Library
{
    /// <summary>The names below every other variable: the families and the functions that stand alone.</summary>
    public static IReadOnlyDictionary<string, object?> Globals { get; } = Build();

    /// <summary>Functions with names that users give to variables too (<c>password</c>): they exist only where they are called.</summary>
    private static readonly ScriptObject Called = BuildCalled();

    /// <summary>The function of that name, for a call.</summary>
    public static ScriptFunction? Function(string name) =>
        Called.TryGetValue(name, out var value) || Globals.TryGetValue(name, out value) ? value as ScriptFunction : null;

    /// <summary>The family of that name (<c>array</c>); null when there is none.</summary>
    public static ScriptObject? Family(string name) => Globals.TryGetValue(name, out var value) ? value as ScriptObject : null;

    /// <summary>The names of all functions that stand alone.</summary>
    public static IEnumerable<string> FunctionNames => Called.Keys.Concat(Globals.Where(global => global.Value is ScriptFunction).Select(global => global.Key));

    private static ScriptObject BuildCalled()
    {
        var called = new ScriptObject();
        ControllerFunctions.AddTo(called);
        VaultFunctions.AddTo(called);
        ListFunctions.AddTo(called);
        PasswordHash.AddTo(called);
        return called;
    }

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
        IpAddressFunctions.AddTo(globals);
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
