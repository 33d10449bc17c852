namespace GlanceOrch.Core.Templating;

/// <summary>The boolean rule of <c>when</c>, <c>until</c>, <c>failed_when</c>, <c>changed_when</c> and <c>that</c>.</summary>
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
}
