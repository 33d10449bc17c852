using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GlanceOrch.Integration.Tests;

/// <summary>The image service of one host, as a user with a token sees it.</summary>
internal sealed class GlanceApi : IDisposable
{
    private readonly HttpClient _http;

    private GlanceApi(string host, string token, string projectId)
    {
        _http = new HttpClient { BaseAddress = new Uri($"http://{host}:9292/v2/"), Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.Add("X-Auth-Token", token);
        Token = token;
        ProjectId = projectId;
    }

    public string Token { get; }

    /// <summary>Id of the project the token is for.</summary>
    public string ProjectId { get; }

    public static async Task<GlanceApi> LogInAsync(string host, string user, string password, string project)
    {
        using var keystone = new HttpClient { BaseAddress = new Uri("http://services:5000/v3/"), Timeout = TimeSpan.FromSeconds(60) };
        var domain = new JsonObject { ["name"] = "Default" };
        using var answer = await keystone.PostAsync("auth/tokens", Json(new JsonObject
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
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var token = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new GlanceApi(host, answer.Headers.GetValues("X-Subject-Token").Single(), Text(token.GetProperty("token").GetProperty("project"), "id"));
    }

    /// <summary>Logs the administrator in.</summary>
    public static Task<GlanceApi> LogInAsync(string host) => LogInAsync(host, "admin", DeployedGlance.Variable("keystone_admin_password"), "admin");

    /// <summary>Makes an image and uploads its content; gives the image's id.</summary>
    /// <param name="store">Id of the store to keep it in; null: the default one.</param>
    public async Task<string> UploadAsync(byte[] content, string? store = null)
    {
        using var created = await _http.PostAsync("images", Json(new JsonObject { ["name"] = "test", ["disk_format"] = "raw", ["container_format"] = "bare" }));
        created.StatusCode.ShouldBe(HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        var id = Text(await created.Content.ReadFromJsonAsync<JsonElement>(), "id");

        using var request = new HttpRequestMessage(HttpMethod.Put, $"images/{id}/file") { Content = new ByteArrayContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        if (store is not null)
        {
            request.Headers.Add("X-Image-Meta-Store", store);
        }

        using var uploaded = await _http.SendAsync(request);
        uploaded.StatusCode.ShouldBe(HttpStatusCode.NoContent, await uploaded.Content.ReadAsStringAsync());
        return id;
    }

    public async Task<JsonElement> ShowAsync(string id) => await _http.GetFromJsonAsync<JsonElement>($"images/{id}");

    /// <summary>The ids of all images.</summary>
    public async Task<IReadOnlyList<string>> ListAsync()
    {
        var answer = await _http.GetFromJsonAsync<JsonElement>("images?limit=1000");
        return [.. answer.GetProperty("images").EnumerateArray().Select(image => Text(image, "id"))];
    }

    public async Task<byte[]> DownloadAsync(string id)
    {
        using var answer = await _http.GetAsync($"images/{id}/file");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Has an image copied to another store, and waits until it is there.</summary>
    public async Task CopyAsync(string id, string store)
    {
        using var answer = await _http.PostAsync(
            $"images/{id}/import", Json(new JsonObject { ["method"] = new JsonObject { ["name"] = "copy-image" }, ["stores"] = new JsonArray(store) }));
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Stores(await ShowAsync(id)).Contains(store, StringComparer.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
        }
    }

    public async Task DeleteAsync(string id)
    {
        using var answer = await _http.DeleteAsync($"images/{id}");
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The ids of the stores that keep an image.</summary>
    public static IReadOnlyList<string> Stores(JsonElement image) => Text(image, "stores").Split(',');

    public static string Text(JsonElement element, string member) => element.GetProperty(member).GetString() ?? "";

    public void Dispose() => _http.Dispose();

    /// <summary>JSON of known length: Keystone's web server takes no chunks.</summary>
    internal static HttpContent Json(JsonObject body) => new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
}
