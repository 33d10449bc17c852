using System.Globalization;
using System.Numerics;
using System.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>How values are printed, and how they are named in messages.</summary>
public static class ValueText
{
    // A list may hold itself: printing it must end.
    private const int DepthLimit = 100;

    /// <summary>The text of a value as the language prints it: null is empty, true is <c>true</c>, a list <c>[1, "a"]</c>, a mapping <c>{a: 1}</c>.</summary>
    /// <exception cref="UnknownValueException">The value is or holds an unknown one.</exception>
    public static string ToText(object? value) => value as string ?? Print(value, DatePattern.Standard);

    /// <summary>The kind of a value and, for short scalars, the value: <c>the string "false"</c>, <c>the number 3</c>, <c>a list</c>.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string { Length: <= 40 } text => $"the string \"{text}\"",
        string => "a string",
        IReadOnlyList<object?> => "a list",
        ScriptObject => "a mapping",
        ScriptFunction => "a function",
        DateTime => "a date",
        TimeSpan => "a time span",
        int or long or double or decimal or BigInteger => $"the number {ToText(value)}",
        _ => "a value",
    };

    internal static string Print(object? value, string dateFormat)
    {
        switch (value)
        {
            case null or EmptyValue:
                return "";
            case string text:
                return text;
            case bool flag:
                return flag ? "true" : "false";
            case DateTime date:
                return DatePattern.Format(date, dateFormat, dateFormat);
            case IReadOnlyList<object?> or ScriptObject or UnknownValue:
                var builder = new StringBuilder();
                Append(builder, value, dateFormat, 0);
                return builder.ToString();
            case IFormattable number:
                return number.ToString(null, CultureInfo.InvariantCulture);
            default:
                return value is ScriptFunction ? "" : value.ToString() ?? "";
        }
    }

    /// <summary>The text as a literal of the language, in double quotes.</summary>
    internal static string Quote(string text) => $"\"{Escape(text)}\"";

    /// <summary>The text with its special characters written as escapes.</summary>
    internal static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny('"', '\\') && text.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0)
        {
            return text;
        }

        var result = new StringBuilder();
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => result.Append("\\\""),
                '\\' => result.Append(@"\\"),
                '\n' => result.Append(@"\n"),
                '\r' => result.Append(@"\r"),
                '\t' => result.Append(@"\t"),
                '\b' => result.Append(@"\b"),
                '\f' => result.Append(@"\f"),
                < ' ' => result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => result.Append(c),
            };
        }

        return result.ToString();
    }

    private static void Append(StringBuilder builder, object? value, string dateFormat, int depth)
    {
        UnknownValueException.ThrowIfUnknown(value);
        switch (value)
        {
            case null:
                builder.Append("null");
                break;
            case string text:
                builder.Append(Quote(text));
                break;
            case IReadOnlyList<object?> or ScriptObject when depth >= DepthLimit:
                builder.Append("...");
                break;
            case IReadOnlyList<object?> list:
                builder.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    builder.Append(i > 0 ? ", " : "");
                    Append(builder, list[i], dateFormat, depth + 1);
                }

                builder.Append(']');
                break;
            case ScriptObject members:
                builder.Append('{');
                var first = true;
                foreach (var (name, member) in members)
                {
                    builder.Append(first ? "" : ", ").Append(IsName(name) ? name : Quote(name)).Append(": ");
                    Append(builder, member, dateFormat, depth + 1);
                    first = false;
                }

                builder.Append('}');
                break;
            default:
                builder.Append(Print(value, dateFormat));
                break;
        }
    }

    private static bool IsName(string text) => text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsLetterOrDigit(c) || c == '_');
}
