using System.Numerics;

namespace GlanceOrch.Core.Templating;

/// <summary>The names of the kinds of values, as <c>object.kind</c> gives them.</summary>
internal static class Kinds
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        bool => "bool",
        int or long and >= int.MinValue and <= int.MaxValue => "int",
        long => "long",
        double => "double",
        decimal => "decimal",
        BigInteger => "bigint",
        string => "string",
        ScriptRange => "range",
        ScriptArray => "array",
        ScriptFunction => "function",
        DateTime => "datetime",
        TimeSpan => "timespan",
        _ => "object",
    };
}
