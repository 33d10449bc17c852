using System.Collections;
using System.Globalization;
using System.Text;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Inventories;

/// <summary>JSON as <c>ansible-inventory</c> prints it: four blanks of indentation, keys sorted, letters of all languages as they are.</summary>
/// <remarks>Values are those of an inventory; templates come out as their text. Infinite numbers are written as Python writes them.</remarks>
internal static class PythonJson
{
    public static string Write(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, "\n");
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, string lineBreak)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case double number:
                text.Append(Number(number));
                break;
            case string words:
                WriteString(text, words);
                break;
            case VaultedText vaulted:
                // As it stands in the file: listing an inventory shows no secrets and needs no password.
                Write(text, new Dictionary<string, object?>(StringComparer.Ordinal) { ["__ansible_vault"] = vaulted.ToString() }, lineBreak);
                break;
            case IReadOnlyDictionary<string, object?> members:
                var sorted = members.OrderBy(pair => pair.Key, StringComparer.Ordinal);
                WriteItems(text, '{', '}', sorted, lineBreak, (pair, inner) =>
                {
                    WriteString(text, pair.Key);
                    text.Append(": ");
                    Write(text, pair.Value, inner);
                });
                break;
            case IEnumerable items:
                WriteItems(text, '[', ']', items.Cast<object?>(), lineBreak, (item, inner) => Write(text, item, inner));
                break;
            case IFormattable number:
                text.Append(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                WriteString(text, value.ToString() ?? "");
                break;
        }
    }

    private static void WriteItems<T>(StringBuilder text, char open, char close, IEnumerable<T> items, string lineBreak, Action<T, string> write)
    {
        var inner = lineBreak + "    ";
        text.Append(open);
        var any = false;
        foreach (var item in items)
        {
            text.Append(any ? "," : "").Append(inner);
            write(item, inner);
            any = true;
        }

        text.Append(any ? lineBreak : "").Append(close);
    }

    private static string Number(double number) => number switch
    {
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        double.NaN => "NaN",
        _ => PythonText.Float(number),
    };

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                '\b' => text.Append(@"\b"),
                '\f' => text.Append(@"\f"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
