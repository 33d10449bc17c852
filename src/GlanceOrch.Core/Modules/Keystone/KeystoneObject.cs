using System.Text;
using System.Text.Json.Nodes;

namespace GlanceOrch.Core.Modules;

/// <summary>Compares one object of Keystone with what it shall be.</summary>
/// <param name="Kind">Its name in the API: <c>project</c>, <c>user</c>; the collection is that with an <c>s</c>.</param>
/// <param name="Name">For users: its name.</param>
internal sealed record KeystoneObject(string Kind, string Name)
{
    /// <summary>Members that shall be so; null values are of no concern.</summary>
    public required JsonObject Wanted { get; init; }

    /// <summary>Members that identify it: sent when it is made, never changed.</summary>
    public required JsonObject Identity { get; init; }

    /// <summary>A password to send with a create, or, where <see cref="SetSecret"/> says so, with a change.</summary>
    public string? Secret { get; init; }

    /// <summary>The password is known not to be right.</summary>
    public bool SetSecret { get; init; }

    private string Label => $"keystone {Kind} {Name}";

    /// <summary>The change that makes it so; null when it is so already.</summary>
    public KeystoneChange? Compare(KeystoneAuth auth, KeystoneItem? found, KeystoneState state) => (found, state) switch
    {
        (null, KeystoneState.Absent) => null,
        (null, _) => Create(auth),
        (_, KeystoneState.Absent) => new KeystoneChange(
            auth,
            $"delete {Label}",
            [new KeystoneRequest(HttpMethod.Delete, PathOf(found), Body: null)],
            [new Difference(Label, $"id: {found.Id}\n", After: null)]),
        _ => Update(auth, found),
    };

    private KeystoneChange Create(KeystoneAuth auth)
    {
        var members = new JsonObject();
        var text = new StringBuilder();
        foreach (var (name, value) in Identity.Concat(Wanted).Where(member => member.Value is not null))
        {
            members[name] = value?.DeepClone();
            text.Append(Line(name, value?.ToJsonString()));
        }

        if (Secret is not null)
        {
            members["password"] = Secret;
        }

        return new KeystoneChange(
            auth,
            $"create {Label}",
            [new KeystoneRequest(HttpMethod.Post, Kind + "s", new JsonObject { [Kind] = members })],
            [new Difference(Label, Before: null, text.ToString())]);
    }

    private KeystoneChange? Update(KeystoneAuth auth, KeystoneItem found)
    {
        var members = new JsonObject();
        var before = new StringBuilder();
        var after = new StringBuilder();
        foreach (var (name, value) in Wanted)
        {
            // Compared as values: the raw text of the answer may escape letters another way.
            var current = found.Text(name) is { } raw ? JsonNode.Parse(raw) : null;
            if (value is not null && !JsonNode.DeepEquals(value, current))
            {
                members[name] = value.DeepClone();
                before.Append(Line(name, current?.ToJsonString()));
                after.Append(Line(name, value.ToJsonString()));
            }
        }

        if (SetSecret)
        {
            members["password"] = Secret;
            before.Append("password: (another)\n");
            after.Append("password: (hidden)\n");
        }

        return members.Count == 0
            ? null
            : new KeystoneChange(
                auth,
                $"change {Label} ({string.Join(", ", members.Select(member => member.Key))})",
                [new KeystoneRequest(HttpMethod.Patch, PathOf(found), new JsonObject { [Kind] = members })],
                [new Difference(Label, before.ToString(), after.ToString())]);
    }

    private string PathOf(KeystoneItem found) => $"{Kind}s/{Uri.EscapeDataString(found.Id)}";

    private static string Line(string name, string? json) => $"{name}: {json ?? "null"}\n";
}
