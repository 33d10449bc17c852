using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace GlanceOrch.Core.Tests.Modules.Library;

/// <summary>A Glance v2 API in memory at http://glance:9292, and other addresses; what it does not know goes to a Keystone.</summary>
internal sealed class FakeGlance(FakeKeystone keystone) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _keystone = new(keystone);
    private int _next;

    public List<JsonObject> Images { get; } = [];

    public Dictionary<string, byte[]> Data { get; } = new(StringComparer.Ordinal);

    public List<string> Log { get; } = [];

    /// <summary>Requests that changed something.</summary>
    public IEnumerable<string> Changes => Log.Where(line => !line.StartsWith("GET", StringComparison.Ordinal));

    /// <summary>The next request with a token is answered with 401.</summary>
    public bool RefusesOnce { get; set; }

    /// <summary>Uploads end with this status in place of taking the data.</summary>
    public HttpStatusCode? UploadFails { get; set; }

    /// <summary>What downloads give in place of the data.</summary>
    public byte[]? Swapped { get; set; }

    public string? LastStore { get; private set; }

    public JsonArray? LastPatch { get; private set; }

    public JsonObject Add(string name, params (string Key, JsonNode? Value)[] more)
    {
        var image = new JsonObject
        {
            ["id"] = $"image{++_next}", ["name"] = name, ["status"] = "active", ["visibility"] = "public", ["container_format"] = "bare", ["disk_format"] = "raw",
            ["min_disk"] = 0, ["min_ram"] = 0, ["tags"] = new JsonArray(), ["owner"] = "owner1",
        };
        foreach (var (key, value) in more)
        {
            image[key] = value;
        }

        Images.Add(image);
        return image;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri.ShouldNotBeNull();
        switch (uri.Authority)
        {
            case "files" when uri.AbsolutePath == "/moved":
                return new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("/cirros.img", UriKind.Relative) } };
            case "files" when uri.AbsolutePath == "/cirros.img":
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent("from afar"u8.ToArray()) };
            case "files":
                return new HttpResponseMessage(HttpStatusCode.NotFound);
            case "glance:9292":
                break;
            default:
                return await _keystone.SendAsync(request, cancellationToken);
        }

        Log.Add($"{request.Method} {uri.PathAndQuery}");
        if (RefusesOnce)
        {
            RefusesOnce = false;
            return new HttpResponseMessage(HttpStatusCode.Unauthorized);
        }

        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var path = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        path[0].ShouldBe("v2");
        var found = path.Length > 2 ? Images.Find(image => (string?)image["id"] == path[2]) : null;
        return (request.Method.Method, path.Length) switch
        {
            ("GET", 2) => Json(HttpStatusCode.OK, new JsonObject
            {
                ["images"] = new JsonArray([.. Images.Where(image => (string?)image["name"] == HttpUtility.ParseQueryString(uri.Query)["name"]).Select(image => image.DeepClone())]),
            }),
            ("POST", 2) => Create(JsonNode.Parse(body) as JsonObject),
            (_, _) when found is null => Page(HttpStatusCode.NotFound, "No image found"),
            ("GET", 3) => Json(HttpStatusCode.OK, found),
            ("DELETE", 3) => Delete(found),
            ("PATCH", 3) => Patch(found, request, JsonNode.Parse(body) as JsonArray),
            ("PUT", 4) => Upload(found, request, body),
            ("GET", 4) => Download(found),
            _ => Page(HttpStatusCode.MethodNotAllowed, ""),
        };
    }

    private static HttpResponseMessage Json(HttpStatusCode status, JsonNode body) => new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Page(HttpStatusCode status, string reason) => new(status)
    {
        Content = new StringContent($"<html>\n <head>\n  <title>{(int)status} {status}</title>\n </head>\n <body>\n  <h1>{(int)status} {status}</h1>\n  {reason}<br /><br />\n\n\n </body>\n</html>", Encoding.UTF8, "text/html"),
    };

    private HttpResponseMessage Create(JsonObject? body)
    {
        body.ShouldNotBeNull();
        var image = Add((string?)body["name"] ?? "", ("status", "queued"), ("visibility", "shared"));
        foreach (var (key, value) in body)
        {
            image[key] = value?.DeepClone();
        }

        return Json(HttpStatusCode.Created, image);
    }

    private HttpResponseMessage Delete(JsonObject image)
    {
        Images.Remove(image);
        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private HttpResponseMessage Patch(JsonObject image, HttpRequestMessage request, JsonArray? steps)
    {
        (request.Content?.Headers.ContentType?.MediaType).ShouldBe("application/openstack-images-v2.1-json-patch");
        LastPatch = steps;
        foreach (var step in steps.ShouldNotBeNull())
        {
            var key = ((string?)step?["path"] ?? "")[1..];
            if ((string?)step?["op"] == "remove")
            {
                image.Remove(key);
            }
            else
            {
                ((string?)step?["op"]).ShouldBe(image.ContainsKey(key) ? "replace" : "add");
                image[key] = step?["value"]?.DeepClone();
            }
        }

        return Json(HttpStatusCode.OK, image);
    }

    private HttpResponseMessage Upload(JsonObject image, HttpRequestMessage request, byte[] body)
    {
        LastStore = request.Headers.TryGetValues("X-Image-Meta-Store", out var stores) ? stores.Single() : null;
        if (UploadFails is { } status)
        {
            return Page(status, "Adding images to store is disabled");
        }

        if ((string?)image["status"] != "queued")
        {
            return Page(HttpStatusCode.Conflict, "it has data");
        }

        image["status"] = "active";
        image["os_hash_algo"] = "sha512";
        image["os_hash_value"] = Convert.ToHexStringLower(SHA512.HashData(body));
        Data[(string?)image["id"] ?? ""] = body;
        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private HttpResponseMessage Download(JsonObject image)
    {
        var bytes = Swapped ?? Data[(string?)image["id"] ?? ""];
        return bytes.Length == 0 ? new HttpResponseMessage(HttpStatusCode.NoContent) : new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) };
    }
}
