using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GlanceOrch.Core.Modules;

/// <summary>Requests to Glance's API (v2), with a token from Keystone, over connections that start on the host.</summary>
/// <remarks>Messages name method, path and status, and what Glance says of a refusal.</remarks>
internal sealed class GlanceApi
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private readonly HttpClient _http;
    private readonly KeystoneSession _session;
    private readonly TimeProvider _time;
    private readonly string? _url;
    private KeystoneToken? _token;

    /// <param name="url">Where the API is; null: where Keystone's catalogue says.</param>
    public GlanceApi(IHostReader host, KeystoneSession session, string? url, TimeProvider time)
    {
        _http = host.Http;
        _session = session;
        _url = url is null ? null : Checked(url);
        _time = time;
    }

    /// <summary>Images of that name, all there are.</summary>
    public async Task<IReadOnlyList<JsonElement>> ImagesAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, $"images?name={Uri.EscapeDataString(Operand(name))}&limit=100", body: null, cancellationToken);
        return answer is { ValueKind: JsonValueKind.Object } list && list.TryGetProperty("images", out var images) && images.ValueKind == JsonValueKind.Array
            ? [.. images.EnumerateArray()]
            : throw new ModuleException("GET /v2/images gave no list of images: is this a Glance v2 API?");
    }

    /// <summary>The image of that id; null when there is none.</summary>
    public async Task<JsonElement?> ImageAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await ExchangeAsync(HttpMethod.Get, ImagePath(id), content: null, header: null, Patience, cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await JsonAsync(HttpMethod.Get, ImagePath(id), response, cancellationToken);
    }

    public static string ImagePath(string id) => $"images/{Uri.EscapeDataString(id)}";

    /// <summary>Sends a request that must succeed.</summary>
    /// <param name="body">An object, or the list of a JSON patch; null: none.</param>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        HttpContent? Content() => body is null ? null : new StringContent(
            body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue(body is JsonArray ? "application/openstack-images-v2.1-json-patch" : "application/json"));
        using var response = await ExchangeAsync(method, path, Content, header: null, Patience, cancellationToken);
        return await JsonAsync(method, path, response, cancellationToken);
    }

    /// <summary>Uploads an image's data.</summary>
    /// <param name="content">Makes the data; asked again when the token is no longer taken.</param>
    /// <param name="store">The backend that shall hold it; null: the default.</param>
    public async Task UploadAsync(string id, Func<HttpContent> content, string? store, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var path = ImagePath(id) + "/file";
        using var response = await ExchangeAsync(HttpMethod.Put, path, content, store is null ? null : ("X-Image-Meta-Store", store), timeout, cancellationToken);
        await JsonAsync(HttpMethod.Put, path, response, cancellationToken);
    }

    /// <summary>An image's data.</summary>
    /// <exception cref="ModuleException">Glance does not give it; 204 means that it is on another host's file store.</exception>
    public async Task<byte[]> DownloadAsync(string id, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var path = ImagePath(id) + "/file";
        using var response = await ExchangeAsync(HttpMethod.Get, path, content: null, header: null, timeout, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => await response.Content.ReadAsByteArrayAsync(cancellationToken),
            HttpStatusCode.NoContent => throw new ModuleException($"GET /v2/{path}: the API has no data of the image (204); a file store that is not shared?"),
            _ => throw await RefusalAsync(HttpMethod.Get, path, response, cancellationToken),
        };
    }

    // A name with a comma or "in:" in front would be read as an expression.
    private static string Operand(string name) =>
        name.Contains(',', StringComparison.Ordinal) || name.StartsWith("in:", StringComparison.Ordinal) ? $"in:\"{name}\"" : name;

    private static string Checked(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? Versionless(url)
            : throw new ModuleException($"url must be an http or https address, not '{url}'");

    private static string Versionless(string url)
    {
        var bare = url.TrimEnd('/');
        return bare.EndsWith("/v2", StringComparison.Ordinal) ? bare[..^3] : bare;
    }

    private static async Task<JsonElement> JsonAsync(HttpMethod method, string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw await RefusalAsync(method, path, response, cancellationToken);
        }

        var text = await HttpText.ReadAsync(response.Content, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default; // No body: the status says it all.
        }
    }

    private static async Task<ModuleException> RefusalAsync(HttpMethod method, string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // A page of HTML with the reason in it: <h1>403 Forbidden</h1> You are not authorized ... <br /><br />
        var text = await HttpText.ReadAsync(response.Content, cancellationToken);
        var words = string.Join(' ', WebUtility.HtmlDecode(string.Concat(text.Split('<').Select(part => part.IndexOf('>', StringComparison.Ordinal) is >= 0 and var end ? part[(end + 1)..] + " " : part)))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var said = words.Length is > 0 and < 500 ? $": {words}" : "";
        return new ModuleException(string.Create(CultureInfo.InvariantCulture, $"{method} /v2/{path.Split('?')[0]} was answered with {(int)response.StatusCode} {response.StatusCode}{said}"));
    }

    private async Task<HttpResponseMessage> ExchangeAsync(
        HttpMethod method, string path, Func<HttpContent?>? content, (string Name, string Value)? header, TimeSpan timeout, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            _token = await _session.TokenAsync(attempt > 1 ? _token : null, cancellationToken);
            var address = _url ?? FromCatalogue(_token);
            using var limit = new CancellationTokenSource(timeout, _time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            using var request = new HttpRequestMessage(method, $"{address}/v2/{path}") { Content = content?.Invoke() };
            request.Headers.TryAddWithoutValidation("X-Auth-Token", _token.Value);
            if (header is { } more)
            {
                request.Headers.TryAddWithoutValidation(more.Name, more.Value);
            }

            try
            {
                var response = await _http.SendAsync(request, linked.Token);
                if (response.StatusCode != HttpStatusCode.Unauthorized || attempt > 1)
                {
                    return response;
                }

                response.Dispose();
            }
            catch (HttpRequestException e)
            {
                throw HttpFailure.Of($"glance at {address} cannot be reached", e);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new ModuleException($"glance at {address} gave no answer within {timeout.TotalSeconds:0} s ({method} /v2/{path.Split('?')[0]})");
            }
        }
    }

    private string FromCatalogue(KeystoneToken token)
    {
        var region = _session.Auth.RegionName;
        var catalogue = token.Body.ValueKind == JsonValueKind.Object && token.Body.TryGetProperty("token", out var body) ? body.Items("catalog") : [];
        var urls = catalogue.Where(service => service.Text("type") == "image")
            .SelectMany(service => service.Items("endpoints"))
            .Where(endpoint => endpoint.Text("interface") == "public" && (region is null || endpoint.Text("region_id") == region))
            .Select(endpoint => endpoint.Text("url")).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return urls switch
        {
            [var one] => Versionless(one),
            [] => throw new ModuleException($"keystone's catalogue has no public endpoint of type image{(region is null ? "" : $" in region {region}")}; give url"),
            _ => throw new ModuleException($"keystone's catalogue has {urls.Count} public endpoints of type image ({string.Join(", ", urls)}); give auth's region_name, or url"),
        };
    }
}
