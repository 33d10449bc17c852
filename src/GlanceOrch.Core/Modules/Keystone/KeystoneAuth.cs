using System.Text.Json.Nodes;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>Where Keystone is and as whom to talk to it: the argument <c>auth</c> of the keystone modules.</summary>
/// <remarks>Equal values share one token. The text form leaves the password out.</remarks>
internal sealed record KeystoneAuth
{
    private static readonly string[] Keys =
    [
        "auth_url", "username", "password", "project_name", "user_domain_name", "project_domain_name", "system_scope", "region_name",
    ];

    /// <summary>Address of the v3 API, without a slash at the end.</summary>
    public required string Url { get; init; }

    public required string Username { get; init; }

    public required string Password { get; init; }

    /// <summary>Null: the token is for the system as a whole.</summary>
    public required string? ProjectName { get; init; }

    public required string UserDomainName { get; init; }

    public required string ProjectDomainName { get; init; }

    /// <summary>The region whose services are meant; null: the only one.</summary>
    public string? RegionName { get; init; }

    /// <summary>Reads the mapping users write.</summary>
    /// <exception cref="ModuleException">A key is missing or unknown, or the address is none.</exception>
    public static KeystoneAuth From(IReadOnlyDictionary<string, string> members)
    {
        foreach (var key in members.Keys)
        {
            if (!Keys.Contains(key, StringComparer.Ordinal))
            {
                var nearest = Suggestions.Nearest(key, Keys);
                throw new ModuleException($"auth has no member '{key}'; " + (nearest is null ? $"there are {string.Join(", ", Keys)}" : $"did you mean '{nearest}'?"));
            }
        }

        var system = members.GetValueOrDefault("system_scope");
        if (system is not (null or "" or "all"))
        {
            throw new ModuleException("auth: system_scope can only be 'all'");
        }

        var url = Required(members, "auth_url").TrimEnd('/');
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new ModuleException($"auth: auth_url must be an http or https address, not '{url}'");
        }

        return new KeystoneAuth
        {
            Url = url.EndsWith("/v3", StringComparison.Ordinal) ? url : url + "/v3",
            Username = Required(members, "username"),
            Password = Required(members, "password"),
            ProjectName = system == "all" ? null : Required(members, "project_name"),
            UserDomainName = Optional(members, "user_domain_name") ?? "Default",
            ProjectDomainName = Optional(members, "project_domain_name") ?? "Default",
            RegionName = Optional(members, "region_name"),
        };
    }

    /// <summary>The body of the request for a token.</summary>
    public JsonObject TokenRequest() => new()
    {
        ["auth"] = new JsonObject
        {
            ["identity"] = new JsonObject
            {
                ["methods"] = new JsonArray("password"),
                ["password"] = new JsonObject
                {
                    ["user"] = new JsonObject { ["name"] = Username, ["domain"] = new JsonObject { ["name"] = UserDomainName }, ["password"] = Password },
                },
            },
            ["scope"] = ProjectName is null
                ? new JsonObject { ["system"] = new JsonObject { ["all"] = true } }
                : new JsonObject { ["project"] = new JsonObject { ["name"] = ProjectName, ["domain"] = new JsonObject { ["name"] = ProjectDomainName } } },
        },
    };

    public override string ToString() => $"{Username} at {Url}";

    private static string Required(IReadOnlyDictionary<string, string> members, string key) =>
        Optional(members, key) ?? throw new ModuleException($"auth: {key} is missing");

    private static string? Optional(IReadOnlyDictionary<string, string> members, string key) =>
        members.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;
}
