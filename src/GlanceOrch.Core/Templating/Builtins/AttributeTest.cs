using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Templating;

/// <summary><c>selectattr</c> and <c>rejectattr</c>: elements by a test of one of their members.</summary>
internal static class AttributeTest
{
    private static readonly string[] WithValue =
        ["equalto", "==", "eq", "!=", "ne", "<", "lt", "<=", "le", ">", "gt", ">=", "ge", "in", "contains", "match", "search"];

    private static readonly string[] WithoutValue = ["defined", "undefined", "none", "truthy", "falsy", "true", "false"];

    public static ScriptArray Select(Invocation call, bool wanted)
    {
        var test = call.TextOrNull(2) ?? "truthy";
        if (!WithValue.Contains(test, StringComparer.Ordinal) && !WithoutValue.Contains(test, StringComparer.Ordinal))
        {
            throw call.Error($"knows no test `{test}`", $"it knows {string.Join(", ", WithoutValue)} and, with a value, {string.Join(", ", WithValue)}");
        }

        if (WithValue.Contains(test, StringComparer.Ordinal) && !call.Has(3))
        {
            throw call.Error($"needs a value for the test `{test}`");
        }

        var pattern = test is "match" or "search" ? RegexFunctions.Parse(call, 3, options: null, test == "match" ? @"\G(?:{0})" : "{0}") : null;
        return ArrayFunctions.Made(call.List(0).Where(item => Holds(call, item, test, pattern) == wanted));
    }

    private static bool Holds(Invocation call, object? item, string test, Regex? pattern)
    {
        var isDefined = ListFunctions.TryAttribute(item, call.Text(1), out var value);
        if (test is "defined" or "undefined")
        {
            return isDefined == (test == "defined");
        }

        value = ListFunctions.Attribute(call, item, call.Text(1));
        return test switch
        {
            "none" => value is null,
            "true" => value is true,
            "false" => value is false,
            "truthy" => IsTruthy(value),
            "falsy" => !IsTruthy(value),
            "in" => Contains(call, call[3], value),
            "contains" => Contains(call, value, call[3]),
            "match" or "search" => pattern?.IsMatch(call.Evaluator.ToText(value)) ?? false,
            _ => BinaryOperation.Apply(call.Evaluator, call.Site, Operator(test), value, call[3]) is true,
        };
    }

    private static TokenKind Operator(string test) => test switch
    {
        "!=" or "ne" => TokenKind.NotEqual,
        "<" or "lt" => TokenKind.Less,
        "<=" or "le" => TokenKind.LessOrEqual,
        ">" or "gt" => TokenKind.Greater,
        ">=" or "ge" => TokenKind.GreaterOrEqual,
        _ => TokenKind.Equal,
    };

    private static bool Contains(Invocation call, object? whole, object? part) => whole switch
    {
        string text => text.Contains(call.Evaluator.ToText(part), StringComparison.Ordinal),
        ScriptObject members => members.ContainsKey(call.Evaluator.ToText(part)),
        IReadOnlyList<object?> list => list.Any(item => Comparison.AreEqual(call.Evaluator, call.Site, item, part)),
        _ => throw call.Error($"cannot look into {ValueText.Describe(whole)}"),
    };

    /// <summary>The truth of Jinja, which this test is named after: nothing, zero and what is empty is not.</summary>
    private static bool IsTruthy(object? value) => value switch
    {
        null or false or "" => false,
        IReadOnlyList<object?> list => list.Count > 0,
        ScriptObject members => members.Count > 0,
        _ => !Numbers.IsNumber(value) || Numbers.ToDouble(value) != 0,
    };
}
