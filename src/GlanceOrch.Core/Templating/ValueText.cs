using System.Globalization;

namespace GlanceOrch.Core.Templating;

/// <summary>How values are named in messages.</summary>
public static class ValueText
{
    /// <summary>The kind of a value and, for short scalars, the value: <c>the string "false"</c>, <c>the number 3</c>, <c>a list</c>.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string { Length: <= 40 } text => $"the string \"{text}\"",
        string => "a string",
        ScriptArray => "a list",
        ScriptObject => "a mapping",
        IFormattable number => $"the number {number.ToString(null, CultureInfo.InvariantCulture)}",
        _ => "a value",
    };
}
