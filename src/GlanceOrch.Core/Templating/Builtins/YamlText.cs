using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Templating;

/// <summary>Values as YAML and back.</summary>
internal static class YamlText
{
    private const int DepthLimit = 100;

    public static object? Read(Invocation call, string text)
    {
        var diagnostics = new DiagnosticBag();
        var node = YamlReader.Read(new SourceFile("<from_yaml>", text), diagnostics);
        return diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == Severity.Error) is { } error
            ? throw call.Error($"finds no YAML at line {error.Span.Line}, column {error.Span.Column} of the text: {error.Message}", error.Hint)
            : Value(node);
    }

    /// <summary>Block style, as people write it; ends with a line break.</summary>
    public static string Write(Invocation call, object? value)
    {
        var text = new StringBuilder();
        Write(call, text, value, 0);
        if (text is not [.., '\n'])
        {
            text.Append('\n');
        }

        return call.Checked(text.ToString());
    }

    private static object? Value(YamlNode? node) => node switch
    {
        YamlScalar { Value: long number } => Numbers.Normalize(number),
        YamlScalar scalar => scalar.Value,
        YamlSequence sequence => ArrayFunctions.Made(sequence.Items.Select(Value)),
        YamlMapping mapping => new ScriptObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, Value(entry.Value)))) { IsOwned = true },
        _ => null,
    };

    private static void Write(Invocation call, StringBuilder text, object? value, int depth)
    {
        UnknownValueException.ThrowIfUnknown(value);
        if (depth > DepthLimit)
        {
            throw call.Error("cannot write a value nested so deeply");
        }

        call.Evaluator.Work(call.Site, 5);
        call.Evaluator.CheckLength(call.Site, text.Length);
        switch (value)
        {
            case IReadOnlyList<object?> { Count: > 0 } list:
                for (var i = 0; i < list.Count; i++)
                {
                    text.Append(' ', i > 0 || text is [.., '\n'] or [] ? depth * 2 : 0).Append("- ");
                    Write(call, text, list[i], depth + 1);
                    EndLine(text);
                }

                break;
            case ScriptObject { Count: > 0 } members:
                var first = true;
                foreach (var (name, member) in members)
                {
                    text.Append(' ', !first || text is [.., '\n'] or [] ? depth * 2 : 0).Append(Scalar(name)).Append(':');
                    first = false;
                    var isBlock = member is IReadOnlyList<object?> { Count: > 0 } or ScriptObject { Count: > 0 };
                    text.Append(isBlock ? '\n' : ' ');
                    Write(call, text, member, depth + 1);
                    EndLine(text);
                }

                break;
            case IReadOnlyList<object?>:
                text.Append("[]");
                break;
            case ScriptObject:
                text.Append("{}");
                break;
            case string content:
                text.Append(Scalar(content));
                break;
            case DateTime date:
                text.Append(date.ToString("O", null));
                break;
            case double number when !double.IsFinite(number):
                text.Append(double.IsNaN(number) ? ".nan" : number > 0 ? ".inf" : "-.inf");
                break;
            case double number when ValueText.ToText(number) is var digits && digits.Contains('E', StringComparison.Ordinal) && !digits.Contains('.', StringComparison.Ordinal):
                text.Append(digits.Replace("E", ".0E", StringComparison.Ordinal)); // without the point YAML takes it for a text
                break;
            case ScriptFunction:
                throw call.Error("cannot write a function as YAML");
            default:
                text.Append(value is null ? "null" : ValueText.ToText(value));
                break;
        }
    }

    private static void EndLine(StringBuilder text)
    {
        if (text[^1] != '\n')
        {
            text.Append('\n');
        }
    }

    /// <summary>Bare where YAML reads it back as the same text, else in double quotes.</summary>
    private static string Scalar(string text) => IsPlain(text) ? text : $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    // Only characters that mean nothing to YAML wherever they stand: readers differ about the others ("a *': x").
    private static bool IsPlain(string text) => text.Length > 0
        && (char.IsAsciiLetterOrDigit(text[0]) || text[0] is '/' or '_' or '.')
        && text[^1] is not (' ' or ':')
        && text.All(c => char.IsAsciiLetterOrDigit(c) || " _-./:@+=%,~()".Contains(c, StringComparison.Ordinal))
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.StartsWith("...", StringComparison.Ordinal)
        && text is not ("y" or "Y" or "n" or "N")
        && YamlReader.ResolvePlain(text) is string;
}
