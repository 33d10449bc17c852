using System.Text.Encodings.Web;
using System.Text.Json;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>JSON text to values of the template language and back.</summary>
public static class JsonValues
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Compact = Indented with { Indented = false };

    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static object? Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return From(document.RootElement);
    }

    /// <summary>The value; whole numbers are int or long where they fit, others double.</summary>
    public static object? From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new ScriptObject(element.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, From(p.Value)))),
        JsonValueKind.Array => new ScriptArray(element.EnumerateArray().Select(From)),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when element.TryGetInt32(out var number) => number,
        JsonValueKind.Number when element.TryGetInt64(out var number) => number,
        JsonValueKind.Number => element.GetDouble(),
        _ => null,
    };

    /// <exception cref="UnknownValueException">The value holds one that is not known yet.</exception>
    public static string Write(object? value, bool indented)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, indented ? Indented : Compact))
        {
            Write(writer, value);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (UnknownValueException.ThrowIfUnknown(value))
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case ScriptObject members:
                writer.WriteStartObject();
                foreach (var (name, member) in members)
                {
                    writer.WritePropertyName(name);
                    Write(writer, member);
                }

                writer.WriteEndObject();
                break;
            case ScriptArray items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case double.NaN or double.PositiveInfinity or double.NegativeInfinity:
                // JSON has no such numbers.
                writer.WriteNullValue();
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case DateTime time:
                writer.WriteStringValue(time);
                break;
            case TimeSpan span:
                writer.WriteNumberValue(span.TotalSeconds);
                break;
            case IFormattable number:
                writer.WriteRawValue(number.ToString(null, System.Globalization.CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteStringValue(value?.ToString());
                break;
        }
    }
}
