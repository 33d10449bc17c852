namespace GlanceOrch.Core.Templating;

/// <summary>The boolean rule of <c>when</c>, <c>until</c>, <c>failed_when</c>, <c>changed_when</c> and <c>that</c>, and of the operands of <c>&amp;&amp;</c>, <c>||</c>, <c>!</c> and <c>?</c> in them.</summary>
public static class Conditions
{
    /// <summary>True, false or null (false): anything else is an error, so that the string "false" is never taken for true.</summary>
    /// <returns>False when the value is no condition; <paramref name="problem"/> then says why.</returns>
    public static bool TryTruth(object? value, out bool truth, out string problem)
    {
        truth = value is true;
        problem = value is null or bool
            ? ""
            : $"a condition must be true, false or null, not {ValueText.Describe(value)}";
        return problem.Length == 0;
    }

    /// <inheritdoc cref="TryTruth(object?, out bool, out string)"/>
    /// <param name="value">The value to judge.</param>
    /// <param name="truth">What it is.</param>
    /// <param name="problem">Why it is no condition.</param>
    /// <param name="hint">How to make a condition of such a value; null when it is one.</param>
    internal static bool TryTruth(object? value, out bool truth, out string problem, out string? hint)
    {
        hint = value switch
        {
            null or bool => null,
            string => "write `(x | bool)` for a text such as `yes`, or compare it: `x != \"\"`",
            IReadOnlyList<object?> => "write `(x | array.size) > 0`",
            ScriptObject => "write `(x | object.size) > 0`",
            _ when Numbers.IsNumber(value) => "compare it, for example `x != 0`, or write `(x | bool)`",
            _ => "compare it, for example `x != null`",
        };
        return TryTruth(value, out truth, out problem);
    }
}
