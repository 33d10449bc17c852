using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using System.Text.Json;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>How <c>uri</c> writes its body.</summary>
public enum BodyFormat
{
    Raw,
    Json,
    FormUrlencoded,
}

/// <summary>Which redirects <c>uri</c> follows.</summary>
public enum FollowRedirects
{
    None,
    Safe,
    All,
}

/// <summary>Sends one HTTP request from the host.</summary>
/// <remarks>
/// GET, HEAD and OPTIONS read: they run in check mode too and are never a change. Other methods are changes whose outcome is not
/// known before. A registered result has <c>status</c>, <c>url</c>, the headers in lower case with <c>_</c> for <c>-</c>, <c>json</c>
/// when the answer is JSON and <c>content</c> on demand; a failed one has them too, for <c>until</c>. Where nobody answers, status is -1.
/// </remarks>
[Doc("Send an HTTP request from the host; GET and HEAD only read.")]
public sealed class UriModule(TimeProvider time) : IMixedModule<UriModule.Args, UriModule.Request>
{
    private const int MostRedirects = 10;

    public sealed record Args
    {
        [Doc("The address, as seen from the host.")]
        [FreeForm]
        public required string Url { get; init; }

        [Doc("The HTTP method.")]
        public string Method { get; init; } = "GET";

        [Doc("What to send: a text, or with body_format json or form_urlencoded a mapping or list.")]
        public object? Body { get; init; }

        [Doc("raw sends texts as they are (and anything else as JSON); json and form_urlencoded also set the content type.")]
        public BodyFormat BodyFormat { get; init; }

        [Doc("Headers of the request.")]
        public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

        [Doc("Status codes that are a success.")]
        public IReadOnlyList<string> StatusCode { get; init; } = ["200"];

        [Doc("Give the body of the answer as content.")]
        public bool ReturnContent { get; init; }

        [Doc("User for basic authentication, which is sent with the first request.")]
        [Alias("user")]
        public string? UrlUsername { get; init; }

        [Doc("Password of the user.")]
        [Alias("password")]
        [Secret]
        public string? UrlPassword { get; init; }

        [Doc("Accepted for playbooks that come from elsewhere: the login is always sent at once.")]
        public bool ForceBasicAuth { get; init; }

        [Doc("Seconds for the answer.")]
        public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

        [Doc("none, safe (GET and HEAD only) or all.")]
        public FollowRedirects FollowRedirects { get; init; } = FollowRedirects.Safe;

        [Doc("Whether a certificate must be valid.")]
        public bool ValidateCerts { get; init; } = true;
    }

    /// <summary>A request that changes something.</summary>
    public sealed record Request : Change
    {
        private readonly Args _args;

        internal Request(Args args) => _args = args;

        public override string Summary => $"{MethodOf(Args).Method} {Shown(Args.Url)}";

        public override bool IsPredictable => false;

        // Not public: a record's text shows public members, and the body may be secret.
        internal Args Args => _args;
    }

    public string Name => "uri";

    public string Example => "- uri: { url: 'http://127.0.0.1:9292/healthcheck', status_code: [200, 300] }";

    public bool IsRead(Args args) => MethodOf(args).Method is "GET" or "HEAD" or "OPTIONS";

    public Task<ModuleOutput> ReadAsync(Args args, IHostReader host, CancellationToken cancellationToken) => SendAsync(args, host, cancellationToken);

    public Task<Request?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        _ = AddressOf(args.Url);
        _ = Expected(args);
        return Task.FromResult<Request?>(new Request(args));
    }

    public Task<ModuleOutput> ApplyAsync(Request change, IHost host, CancellationToken cancellationToken) => SendAsync(change.Args, host, cancellationToken);

    private async Task<ModuleOutput> SendAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var address = AddressOf(args.Url);
        var expected = Expected(args);
        var method = MethodOf(args);
        using var limit = new CancellationTokenSource(args.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);

        // The host's pooled client checks certificates; one that does not lives for this request only.
        using var lenient = args.ValidateCerts ? null : WithoutCertificates(host);
        try
        {
            using var response = await ExchangeAsync(lenient ?? host.Http, args, method, address, linked.Token);
            var content = await HttpText.ReadAsync(response.Content, linked.Token);
            var values = ValuesOf(response, content, withContent: args.ReturnContent);
            var status = (int)response.StatusCode;
            return expected.Contains(status)
                ? new ModuleOutput { Values = values }
                : throw new ModuleException($"Status code was {status} and not [{string.Join(", ", expected)}]: {method} {Shown(args.Url)}")
                {
                    Values = ValuesOf(response, content, withContent: true),
                };
        }
        catch (HttpRequestException e)
        {
            throw Silent(HttpFailure.Of($"{method} {Shown(args.Url)}", e));
        }
        catch (IOException e)
        {
            throw Silent(new ModuleException($"{method} {Shown(args.Url)}: {e.Message}", e));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Silent(new ModuleException(string.Create(CultureInfo.InvariantCulture, $"{method} {Shown(args.Url)}: no answer within {args.Timeout.TotalSeconds} s")));
        }
    }

    private static async Task<HttpResponseMessage> ExchangeAsync(HttpClient http, Args args, HttpMethod method, Uri address, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(method, address) { Content = ContentOf(args) };
            AddHeaders(request, args, sameOrigin: IsSameOrigin(address, AddressOf(args.Url)));
            var response = await http.SendAsync(request, cancellationToken);
            var follow = args.FollowRedirects == FollowRedirects.All || (args.FollowRedirects == FollowRedirects.Safe && method.Method is "GET" or "HEAD");
            if (!follow || (int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            if (redirects == MostRedirects)
            {
                throw new ModuleException($"{method} {Shown(args.Url)}: more than {MostRedirects} redirects");
            }

            // RFC 9110, 15.4: after 303 the answer is fetched; after 301 and 302 clients do the same with POST.
            method = (int)response.StatusCode is 303 || ((int)response.StatusCode is 301 or 302 && method == HttpMethod.Post) ? HttpMethod.Get : method;
            address = HttpFailure.Redirected(address, location);
            if (method == HttpMethod.Get)
            {
                args = args with { Body = null };
            }
        }
    }

    private static void AddHeaders(HttpRequestMessage request, Args args, bool sameOrigin)
    {
        // Another host gets neither login nor the user's headers, which may be a token.
        if (!sameOrigin)
        {
            return;
        }

        if (args.UrlUsername is { } user)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{args.UrlPassword}")));
        }

        foreach (var (name, value) in args.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value) && request.Content is { } content)
            {
                content.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    private static bool IsSameOrigin(Uri a, Uri b) => Uri.Compare(a, b, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static StringContent? ContentOf(Args args) => (args.Body, args.BodyFormat) switch
    {
        (null, _) => null,
        (string text, BodyFormat.Raw) => Content(text, "text/plain"),

        // A text under json is JSON already, as Ansible has it.
        (string text, BodyFormat.Json) => Content(text, "application/json"),
        (string text, BodyFormat.FormUrlencoded) => Content(text, "application/x-www-form-urlencoded"),
        (ScriptObject members, BodyFormat.FormUrlencoded) => Content(Form(members), "application/x-www-form-urlencoded"),
        (_, BodyFormat.FormUrlencoded) => throw new ModuleException($"body: form_urlencoded takes a mapping or a text, not {ValueText.Describe(args.Body)}"),
        var (value, _) => Content(JsonValues.Write(value, indented: false), "application/json"),
    };

    private static StringContent Content(string text, string type) => new(text, Encoding.UTF8, type);

    private static string Form(ScriptObject members) => string.Join('&', members.SelectMany(member =>
        (member.Value is ScriptArray many ? many : [member.Value]).Select(value =>
            $"{Uri.EscapeDataString(member.Key)}={Uri.EscapeDataString(value as string ?? JsonValues.Write(value, indented: false))}")));

    private static ScriptObject ValuesOf(HttpResponseMessage response, string content, bool withContent)
    {
        var values = new ScriptObject();
        foreach (var (name, value) in response.Headers.Concat(response.Content.Headers))
        {
            values[name.ToLowerInvariant().Replace('-', '_')] = string.Join(", ", value);
        }

        values["status"] = (int)response.StatusCode;
        values["url"] = response.RequestMessage?.RequestUri?.ToString();
        if (response.Content.Headers.ContentType?.MediaType is { } type
            && (type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal)))
        {
            try
            {
                values["json"] = JsonValues.Parse(content);
            }
            catch (JsonException)
            {
                // It only says that it is JSON: there is no json then, and content on demand.
            }
        }

        if (withContent)
        {
            values["content"] = content;
        }

        return values;
    }

    private static ModuleException Silent(ModuleException failure) =>
        new(failure.Message, failure) { Values = new ScriptObject { ["status"] = -1 } };

    private static HttpMethod MethodOf(Args args)
    {
        try
        {
            return new HttpMethod(args.Method.Trim().ToUpperInvariant());
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new ModuleException($"'{args.Method}' is no method of HTTP", exception);
        }
    }

    private static Uri AddressOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw new ModuleException($"url must be an http or https address, not '{Shown(url)}'");

    private static IReadOnlyList<int> Expected(Args args) => [.. args.StatusCode.Select(code =>
        int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status
            : throw new ModuleException($"status_code takes numbers, not '{code}'"))];

    /// <summary>The address without login and query, which may be secret.</summary>
    private static string Shown(string url)
    {
        var path = url.Split('?')[0];
        var start = path.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = start < 3 ? -1 : path.IndexOf('/', start);
        var at = start < 3 ? -1 : path.LastIndexOf('@', end < 0 ? path.Length - 1 : end);
        return at < start ? path : path[..start] + path[(at + 1)..];
    }

    /// <summary>As the host's own client, it has no timeout besides the task's.</summary>
    private static HttpClient WithoutCertificates(IHostReader host) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
            await host.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken),
#pragma warning disable CA5359, MA0039 // What the user asked for: validate_certs: false.
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359, MA0039
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
