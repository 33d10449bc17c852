using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace GlanceOrch.Core.Tests.Modules.Library;

/// <summary>A Keystone v3 API in memory: domains, projects, users, roles, regions, services, endpoints and assignments.</summary>
/// <remarks>It answers with the statuses the real one gives, and lets duplicates of services and endpoints be made, as that does.</remarks>
internal sealed class FakeKeystone : HttpMessageHandler
{
    private readonly Dictionary<string, List<JsonObject>> _collections = new(StringComparer.Ordinal)
    {
        ["domains"] = [new JsonObject { ["id"] = "default", ["name"] = "Default" }],
        ["projects"] = [],
        ["users"] = [],
        ["groups"] = [],
        ["roles"] = [],
        ["regions"] = [],
        ["services"] = [],
        ["endpoints"] = [],
    };

    private readonly HashSet<string> _assignments = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _next;

    public FakeKeystone()
    {
        Add("users", new JsonObject { ["name"] = "admin", ["domain_id"] = "default", ["password"] = "adminpw", ["enabled"] = true });
        Add("projects", new JsonObject { ["name"] = "admin", ["domain_id"] = "default", ["description"] = "", ["enabled"] = true });
    }

    /// <summary>Every request: "GET /v3/users?name=glance&amp;domain_id=default".</summary>
    public List<string> Log { get; } = [];

    /// <summary>Requests that changed something, tokens aside.</summary>
    public IEnumerable<string> Changes => Log.Where(line => !line.StartsWith("GET", StringComparison.Ordinal) && !line.StartsWith("HEAD", StringComparison.Ordinal) && line != "POST /v3/auth/tokens");

    /// <summary>Answers that stand in for one request: key as in the log.</summary>
    public Dictionary<string, (HttpStatusCode Status, string Body)> Instead { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<JsonObject> this[string collection] => _collections[collection];

    public IReadOnlyCollection<string> Assignments => _assignments;

    /// <summary>What a token's answer lists of services.</summary>
    public JsonArray Catalogue { get; set; } = [];

    /// <summary>So many requests are taken and never answered.</summary>
    public int Silences { get; set; }

    public void RevokeAllTokens() => _tokens.Clear();

    public string Add(string collection, JsonObject item)
    {
        var id = item["id"]?.GetValue<string>() ?? $"{collection[..^1]}{++_next}";
        item["id"] = id;
        _collections[collection].Add(item);
        return id;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Away from the caller's stack, as a network is.
        await Task.Yield();
        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken)) as JsonObject;
        if (Silences > 0)
        {
            Silences--;
            Log.Add("silence");
            await Task.Delay(System.Threading.Timeout.Infinite, cancellationToken);
        }

        lock (_lock)
        {
            var target = request.RequestUri?.PathAndQuery ?? "";
            var line = $"{request.Method} {target}";
            Log.Add(line);
            if (Instead.Remove(line, out var instead))
            {
                return Response(instead.Status, JsonNode.Parse(instead.Body));
            }

            var parts = target.Split('?');
            var path = parts[0].Split('/', StringSplitOptions.RemoveEmptyEntries)[1..];
            if (path is ["auth", "tokens"])
            {
                return Token(body);
            }

            var token = request.Headers.TryGetValues("X-Auth-Token", out var values) ? values.First() : "";
            return _tokens.Contains(token) ? Handle(request.Method.Method, path, parts.Length > 1 ? parts[1] : "", body) : Response(HttpStatusCode.Unauthorized);
        }
    }

    private HttpResponseMessage Token(JsonObject? body)
    {
        var wanted = body?["auth"]?["identity"]?["password"]?["user"] as JsonObject;
        var user = _collections["users"].Find(candidate => Same(candidate, "id", wanted) || Same(candidate, "name", wanted));
        if (user is null || !Same(user, "password", wanted) || user["enabled"]?.GetValue<bool>() != true)
        {
            return Response(HttpStatusCode.Unauthorized);
        }

        var token = $"token{++_next}";
        _tokens.Add(token);
        var response = Response(HttpStatusCode.Created, new JsonObject { ["token"] = new JsonObject { ["catalog"] = Catalogue.DeepClone() } });
        response.Headers.Add("X-Subject-Token", token);
        return response;
    }

    private static bool Same(JsonObject item, string key, JsonObject? wanted) =>
        wanted?[key] is { } value && JsonNode.DeepEquals(item[key], value);

    private HttpResponseMessage Handle(string method, string[] path, string query, JsonObject? body)
    {
        if (path is [_, _, "users" or "groups", _, "roles", _] or ["system", "users" or "groups", _, "roles", _])
        {
            return Assignment(method, string.Join('/', path));
        }

        if (path is ["role_assignments"])
        {
            return Response(HttpStatusCode.OK, new JsonObject { ["role_assignments"] = new JsonArray([.. Given(HttpUtility.ParseQueryString(query))]) });
        }

        var items = _collections[path[0]];
        var kind = path[0][..^1];
        var found = path.Length > 1 ? items.Find(item => item["id"]?.GetValue<string>() == path[1]) : null;
        var sent = body?[kind] as JsonObject;
        switch (method)
        {
            case "GET" when path.Length == 1:
                var wanted = HttpUtility.ParseQueryString(query);
                return Response(HttpStatusCode.OK, new JsonObject
                {
                    [path[0]] = new JsonArray([.. items.Where(item => wanted.AllKeys.All(key => key is null || item[key]?.GetValue<string>() == wanted[key])).Select(Public)]),
                });
            case "GET" when found is not null:
                return Response(HttpStatusCode.OK, new JsonObject { [kind] = Public(found) });
            case "POST" when sent is { } made:
                var isUnique = path[0] is "projects" or "users" or "roles" or "regions";
                var key = path[0] == "regions" ? "id" : "name";
                if (isUnique && items.Exists(item => JsonNode.DeepEquals(item[key], made[key])))
                {
                    return Response(HttpStatusCode.Conflict);
                }

                if (path[0] == "endpoints" && !_collections["regions"].Exists(region => JsonNode.DeepEquals(region["id"], made["region_id"])))
                {
                    return Response(HttpStatusCode.BadRequest);
                }

                var item = (JsonObject)made.DeepClone();
                Add(path[0], item);
                return Response(HttpStatusCode.Created, new JsonObject { [kind] = Public(item) });
            case "PATCH" when found is not null && sent is { } changed:
                foreach (var (name, value) in changed)
                {
                    found[name] = value?.DeepClone();
                }

                return Response(HttpStatusCode.OK, new JsonObject { [kind] = Public(found) });
            case "DELETE" when found is not null:
                items.Remove(found);
                return Response(HttpStatusCode.NoContent);
            default:
                return Response(HttpStatusCode.NotFound);
        }
    }

    private HttpResponseMessage Assignment(string method, string key) => method switch
    {
        "HEAD" => Response(_assignments.Contains(key) ? HttpStatusCode.NoContent : HttpStatusCode.NotFound),
        "PUT" => Response(_assignments.Add(key) || true ? HttpStatusCode.NoContent : HttpStatusCode.NotFound),
        _ => Response(_assignments.Remove(key) ? HttpStatusCode.NoContent : HttpStatusCode.NotFound),
    };

    /// <summary>Direct assignments, and one inherited role for everybody who has any.</summary>
    private IEnumerable<JsonNode> Given(System.Collections.Specialized.NameValueCollection query)
    {
        var prefix = query["scope.system"] == "all" ? "system/" : query["scope.project.id"] is { } project ? $"projects/{project}/" : $"domains/{query["scope.domain.id"]}/";
        var found = _assignments.Where(key => key.StartsWith($"{prefix}users/{query["user.id"]}/roles/", StringComparison.Ordinal)).ToList();
        foreach (var key in found)
        {
            yield return new JsonObject { ["role"] = new JsonObject { ["id"] = key.Split('/')[^1] }, ["scope"] = new JsonObject() };
        }

        if (found.Count > 0)
        {
            yield return new JsonObject
            {
                ["role"] = new JsonObject { ["id"] = "inherited" },
                ["scope"] = new JsonObject { ["OS-INHERIT:inherited_to"] = "projects" },
            };
        }
    }

    private static JsonNode Public(JsonObject item)
    {
        var copy = (JsonObject)item.DeepClone();
        copy.Remove("password");
        return copy;
    }

    private static HttpResponseMessage Response(HttpStatusCode status, JsonNode? body = null) => new(status)
    {
        Content = new StringContent(body?.ToJsonString() ?? "", Encoding.UTF8, "application/json"),
    };
}
