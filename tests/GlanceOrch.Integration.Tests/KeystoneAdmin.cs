using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GlanceOrch.Integration.Tests;

/// <summary>The administrator of the site's Keystone, who changes what the roles keep.</summary>
internal sealed class KeystoneAdmin : IDisposable
{
    private const string Address = "http://services:5000/v3/";

    // uwsgi closes a connection behind an answer, and does not say so in it: none is used twice.
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { BaseAddress = new Uri(Address) };

    private KeystoneAdmin()
    {
    }

    public static async Task<KeystoneAdmin> LogInAsync()
    {
        var admin = new KeystoneAdmin();
        using var answer = await TokenAsync(admin._http, "admin", DeployedGlance.Variable("keystone_admin_password"), "admin");
        answer.EnsureSuccessStatusCode();
        admin._http.DefaultRequestHeaders.Add("X-Auth-Token", answer.Headers.GetValues("X-Subject-Token"));
        return admin;
    }

    /// <summary>Whether somebody can log in, in a word.</summary>
    public static async Task<string> LogsInAsync(string user, string password, string project)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(20) };
        try
        {
            using var answer = await TokenAsync(http, user, password, project);
            return answer.StatusCode.ToString();
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError.ToString();
        }
        catch (TaskCanceledException)
        {
            return "no answer";
        }
    }

    /// <summary>The id of the only object that the query finds.</summary>
    public async Task<string> IdAsync(string collection, string query) => (await ListAsync(collection, query)).ShouldHaveSingleItem();

    /// <summary>The ids of the objects that the query finds.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string collection, string query)
    {
        var answer = await _http.GetFromJsonAsync<JsonElement>($"{collection}?{query}");
        return [.. answer.GetProperty(collection).EnumerateArray().Select(item => item.GetProperty("id").GetString() ?? "")];
    }

    public Task DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, body: null);

    public Task PatchAsync(string path, string kind, string member, JsonNode value) =>
        SendAsync(HttpMethod.Patch, path, new JsonObject { [kind] = new JsonObject { [member] = value } });

    public void Dispose() => _http.Dispose();

    private async Task SendAsync(HttpMethod method, string path, JsonObject? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Json(body) };
        using var answer = await _http.SendAsync(request);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NoContent);
    }

    private static Task<HttpResponseMessage> TokenAsync(HttpClient http, string user, string password, string project)
    {
        var domain = new JsonObject { ["name"] = "Default" };
        return http.PostAsync("auth/tokens", Json(new JsonObject
        {
            ["auth"] = new JsonObject
            {
                ["identity"] = new JsonObject
                {
                    ["methods"] = new JsonArray("password"),
                    ["password"] = new JsonObject { ["user"] = new JsonObject { ["name"] = user, ["password"] = password, ["domain"] = domain } },
                },
                ["scope"] = new JsonObject { ["project"] = new JsonObject { ["name"] = project, ["domain"] = domain.DeepClone() } },
            },
        }));
    }

    /// <summary>With its length, for uwsgi takes no chunks.</summary>
    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");
}
