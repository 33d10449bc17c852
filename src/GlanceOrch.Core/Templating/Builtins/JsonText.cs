using System.Buffers;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GlanceOrch.Core.Templating;

/// <summary>Values as JSON and back. Object members keep their order.</summary>
internal static class JsonText
{
    public static object? Read(Invocation call, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Value(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw call.Error($"finds no JSON at line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1} of the text");
        }
    }

    public static string Write(Invocation call, object? value, bool indented)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for configuration files and APIs, not for HTML
            Indented = indented,
            NewLine = "\n",
            MaxDepth = 200,
        };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            Write(call, writer, value);
        }

        return call.Checked(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static object? Value(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new ScriptObject { IsOwned = true };
                foreach (var member in element.EnumerateObject())
                {
                    members[member.Name] = Value(member.Value);
                }

                return members;
            case JsonValueKind.Array:
                return ArrayFunctions.Made(element.EnumerateArray().Select(Value));
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Number:
                return element.TryGetInt64(out var integer) ? Numbers.Normalize(integer)
                    : BigInteger.TryParse(element.GetRawText(), System.Globalization.NumberStyles.AllowLeadingSign, null, out var big) ? big
                    : element.GetDouble();
            default:
                return element.ValueKind switch
                {
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    _ => null,
                };
        }
    }

    private static void Write(Invocation call, Utf8JsonWriter writer, object? value)
    {
        UnknownValueException.ThrowIfUnknown(value);
        call.Evaluator.Work(call.Site, 5);
        call.Evaluator.CheckLength(call.Site, writer.BytesCommitted + writer.BytesPending);
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case double number when !double.IsFinite(number):
                throw call.Error("cannot write an infinite number as JSON");
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case BigInteger:
                writer.WriteRawValue(ValueText.ToText(value));
                break;
            case DateTime date:
                writer.WriteStringValue(date);
                break;
            case IReadOnlyList<object?> list:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    Write(call, writer, item);
                }

                writer.WriteEndArray();
                break;
            case ScriptObject members:
                writer.WriteStartObject();
                foreach (var (name, member) in members)
                {
                    writer.WritePropertyName(name);
                    Write(call, writer, member);
                }

                writer.WriteEndObject();
                break;
            case ScriptFunction:
                throw call.Error("cannot write a function as JSON");
            default:
                writer.WriteStringValue(ValueText.ToText(value));
                break;
        }
    }
}
