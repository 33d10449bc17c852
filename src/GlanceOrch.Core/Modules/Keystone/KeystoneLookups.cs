using System.Text.Json;

namespace GlanceOrch.Core.Modules;

/// <summary>An object as Keystone lists it.</summary>
internal sealed record KeystoneItem(string Id, JsonElement Json)
{
    /// <summary>The member as JSON text; null when it is null or not there.</summary>
    public string? Text(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value.GetRawText() : null;

    public string? String(string name) => Json.Text(name);

    public bool Is(string name, bool value) =>
        Json.TryGetProperty(name, out var member) && member.ValueKind == (value ? JsonValueKind.True : JsonValueKind.False);
}

/// <summary>Finding Keystone's objects by the names users give. Keystone decides what equals a name (letter case depends on its database).</summary>
internal static class KeystoneLookups
{
    /// <summary>All objects of a collection that match a query.</summary>
    public static async Task<IReadOnlyList<KeystoneItem>> ListAsync(
        this KeystoneSession session, string collection, IReadOnlyList<(string Name, string Value)> query, CancellationToken cancellationToken) =>
        [.. (await session.ListJsonAsync(collection, query, cancellationToken)).Select(Item)];

    /// <summary>As <see cref="ListAsync"/>, for what has no id (role assignments).</summary>
    public static async Task<IReadOnlyList<JsonElement>> ListJsonAsync(
        this KeystoneSession session, string collection, IReadOnlyList<(string Name, string Value)> query, CancellationToken cancellationToken)
    {
        var path = collection + (query.Count == 0 ? "" : "?" + string.Join('&', query.Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value)}")));
        var body = await session.GetAsync(path, cancellationToken);
        return body is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(collection, out var items) && items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray()]
            : throw new ModuleException($"GET /v3/{collection} at {session.Auth.Url} gave no list of {collection}: is this a Keystone v3 API?");
    }

    /// <summary>The one object that matches; null when none does.</summary>
    /// <exception cref="ModuleException">Several do: Keystone allows it for services and endpoints, but nobody can then use them by name.</exception>
    public static async Task<KeystoneItem?> FindAsync(
        this KeystoneSession session, string collection, string label, IReadOnlyList<(string Name, string Value)> query, CancellationToken cancellationToken) =>
        Single(await session.ListAsync(collection, query, cancellationToken), label);

    /// <summary>The only one; null for none.</summary>
    public static KeystoneItem? Single(IReadOnlyList<KeystoneItem> found, string label) => found.Count <= 1
        ? found.FirstOrDefault()
        : throw new ModuleException($"there are {found.Count} of keystone {label} ({string.Join(", ", found.Select(item => item.Id))}): delete all but one");

    /// <summary>The id of a domain given by name or id. <c>Default</c> is known by its id and costs no request.</summary>
    public static async Task<string> DomainIdAsync(this KeystoneSession session, string domain, CancellationToken cancellationToken)
    {
        if (string.Equals(domain, "default", StringComparison.OrdinalIgnoreCase))
        {
            return "default";
        }

        if (await session.FindAsync("domains", $"domain {domain}", [("name", domain)], cancellationToken) is { } found)
        {
            return found.Id;
        }

        var path = $"domains/{Uri.EscapeDataString(domain)}";
        return await session.GetAsync(path, cancellationToken) is not null ? domain : throw Missing("domain", domain);
    }

    /// <summary>A project, user or group of a domain; null when there is none.</summary>
    /// <param name="kind"><c>project</c>, <c>user</c>, <c>group</c>.</param>
    public static async Task<KeystoneItem?> FindInDomainAsync(
        this KeystoneSession session, string kind, string name, string domain, CancellationToken cancellationToken) =>
        await session.FindAsync(
            kind + "s", $"{kind} {name}", [("name", name), ("domain_id", await session.DomainIdAsync(domain, cancellationToken))], cancellationToken);

    /// <summary>A role of all domains; null when there is none.</summary>
    public static Task<KeystoneItem?> FindRoleAsync(this KeystoneSession session, string name, CancellationToken cancellationToken) =>
        session.FindAsync("roles", $"role {name}", [("name", name)], cancellationToken);

    /// <summary>A region by its id; null when there is none.</summary>
    public static async Task<KeystoneItem?> FindRegionAsync(this KeystoneSession session, string id, CancellationToken cancellationToken)
    {
        var body = await session.GetAsync($"regions/{Uri.EscapeDataString(id)}", cancellationToken);
        return body is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("region", out var region) ? Item(region) : null;
    }

    public static ModuleException Missing(string kind, string name) => new($"there is no keystone {kind} '{name}'");

    private static KeystoneItem Item(JsonElement json) =>
        new(json.TryGetProperty("id", out var id) && id.GetString() is { } text ? text : throw new ModuleException("keystone listed an object without an id"), json);
}
