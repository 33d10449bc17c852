using System.Text.Json;

namespace GlanceOrch.Core.Modules;

/// <summary>Members of what a service has answered: it may be anything.</summary>
internal static class JsonMembers
{
    /// <summary>The member's string; null when it is none, or when the element is no object.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The member's elements; none when it is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
