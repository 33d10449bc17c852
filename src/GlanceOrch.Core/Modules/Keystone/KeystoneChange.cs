using System.Text.Json;
using System.Text.Json.Nodes;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>One request that changes something. Its text form leaves the body out, which may hold a password.</summary>
/// <param name="Path">Below <c>/v3/</c>.</param>
internal sealed record KeystoneRequest(HttpMethod Method, string Path, JsonObject? Body)
{
    public override string ToString() => $"{Method} /v3/{Path}";
}

/// <summary>A change of Keystone's objects. Its requests do not depend on each other.</summary>
public sealed record KeystoneChange : Change
{
    private readonly string _summary;
    private readonly IReadOnlyList<Difference> _differences;
    private readonly KeystoneAuth _auth;
    private readonly IReadOnlyList<KeystoneRequest> _requests;

    internal KeystoneChange(KeystoneAuth auth, string summary, IReadOnlyList<KeystoneRequest> requests, IReadOnlyList<Difference> differences)
    {
        _auth = auth;
        _summary = summary;
        _requests = requests;
        _differences = differences;
    }

    public override string Summary => _summary;

    public override IReadOnlyList<Difference> Differences => _differences;

    internal IReadOnlyList<KeystoneRequest> Requests => _requests;

    /// <summary>Sends the requests, all at once.</summary>
    /// <returns><c>id</c> and the object as Keystone answered it, under its own name (<c>project</c>, <c>user</c>), where there is one.</returns>
    internal async Task<ModuleOutput> ApplyAsync(KeystoneClients clients, IHost host, CancellationToken cancellationToken)
    {
        var session = clients.For(host, _auth);
        var answers = await Task.WhenAll(_requests.Select(request => session.SendAsync(request, cancellationToken)));
        var values = new ScriptObject();
        if (answers is [{ ValueKind: JsonValueKind.Object } answer])
        {
            foreach (var member in answer.EnumerateObject())
            {
                values[member.Name] = JsonValues.From(member.Value);
                if (member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("id", out var id))
                {
                    values["id"] = id.GetString();
                }
            }
        }

        return new ModuleOutput { Values = values };
    }
}
