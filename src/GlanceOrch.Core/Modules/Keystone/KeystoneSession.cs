using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GlanceOrch.Core.Modules;

/// <summary>What Keystone answered; <see cref="Body"/> is undefined where there was none.</summary>
internal sealed record KeystoneAnswer(HttpStatusCode Status, JsonElement Body);

/// <summary>A token, with what Keystone said of it: the catalogue of services among it.</summary>
internal sealed record KeystoneToken(string Value, JsonElement Body)
{
    public override string ToString() => "(token)";
}

/// <summary>Requests to one Keystone under one login.</summary>
/// <param name="checkMode">
/// Nothing will be set up: a Keystone that once gave no answer at all is not asked, and waited for, again. Each task that needs it fails with the same message.
/// </param>
/// <remarks>
/// Thread-safe. The token is fetched with the first request and again when Keystone no longer takes it.
/// Equal reads in flight at the same time are one request: the checks of several tasks ask for the same user, project and service.
/// A read, or a login, that gets no answer is sent again, over a new connection: the request, or a worker behind a load balancer, may be lost.
/// Messages name method, path and status and never a body, which may hold a password.
/// </remarks>
internal sealed class KeystoneSession(HttpClient http, KeystoneAuth auth, TimeProvider time, bool checkMode)
{
    // A Keystone that was just started loads its application in each worker: its first answers take up to a minute on slow hosts.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    /// <summary>How often a request that changes nothing is sent within <see cref="Patience"/>.</summary>
    private const int Tries = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<KeystoneAnswer>> _reads = new(StringComparer.Ordinal);
    private Task<KeystoneToken>? _token;
    private volatile string? _silence;

    public KeystoneAuth Auth => auth;

    /// <summary>The object at a path below <c>/v3/</c>; null when there is none (404).</summary>
    public async Task<JsonElement?> GetAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(HttpMethod.Get, path, cancellationToken);
        return answer.Status switch
        {
            HttpStatusCode.OK => answer.Body,
            HttpStatusCode.NotFound => null,
            _ => throw Unexpected(HttpMethod.Get, path, answer),
        };
    }

    /// <summary>Whether there is something at a path (HEAD: 204 or 404).</summary>
    public async Task<bool> ExistsAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(HttpMethod.Head, path, cancellationToken);
        return answer.Status switch
        {
            HttpStatusCode.OK or HttpStatusCode.NoContent => true,
            HttpStatusCode.NotFound => false,
            _ => throw Unexpected(HttpMethod.Head, path, answer),
        };
    }

    /// <summary>Sends a change.</summary>
    /// <exception cref="HostChangedException">Somebody else made the object meanwhile (409), or removed it (404).</exception>
    public async Task<JsonElement> SendAsync(KeystoneRequest request, CancellationToken cancellationToken)
    {
        ForgetReads();
        try
        {
            var answer = await SendAsync(request.Method, request.Path, request.Body, cancellationToken);
            return answer.Status switch
            {
                HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent => answer.Body,
                HttpStatusCode.NotFound when request.Method == HttpMethod.Delete => answer.Body,
                HttpStatusCode.NotFound or HttpStatusCode.Conflict => throw new HostChangedException($"{auth.Url}/{PathOnly(request.Path)}"),
                _ => throw Unexpected(request.Method, request.Path, answer),
            };
        }
        finally
        {
            // A read that began before the change ended may show either state.
            ForgetReads();
        }
    }

    /// <summary>Whether the user can log in with the password; false also when there is no such user. It costs a token, and changes nothing.</summary>
    public async Task<bool> PasswordWorksAsync(string user, string domainId, string password, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["auth"] = new JsonObject
            {
                ["identity"] = new JsonObject
                {
                    ["methods"] = new JsonArray("password"),
                    ["password"] = new JsonObject
                    {
                        ["user"] = new JsonObject { ["name"] = user, ["domain"] = new JsonObject { ["id"] = domainId }, ["password"] = password },
                    },
                },
                // Without it the user would need a role on its default project.
                ["scope"] = "unscoped",
            },
        };
        var (answer, _) = await ExchangeAsync(HttpMethod.Post, "auth/tokens", body, token: null, cancellationToken);
        return answer.Status switch
        {
            HttpStatusCode.Created => true,
            HttpStatusCode.Unauthorized => false,
            _ => throw Unexpected(HttpMethod.Post, "auth/tokens", answer),
        };
    }

    private Task<KeystoneAnswer> ReadAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var key = $"{method} {path}";
            if (!_reads.TryGetValue(key, out var read) || read.IsCompleted)
            {
                // Not one caller's to cancel, for others may wait for it; it ends by itself after Patience.
                read = SendAsync(method, path, body: null, CancellationToken.None);
                _reads[key] = read;
            }

            return read.WaitAsync(cancellationToken);
        }
    }

    private void ForgetReads()
    {
        lock (_lock)
        {
            _reads.Clear();
        }
    }

    private async Task<KeystoneAnswer> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var token = Token();
            var (answer, _) = await ExchangeAsync(method, path, body, (await token.WaitAsync(cancellationToken)).Value, cancellationToken);
            if (answer.Status != HttpStatusCode.Unauthorized || attempt > 1)
            {
                return answer;
            }

            // It ran out, or was revoked: a new one, once.
            lock (_lock)
            {
                _token = ReferenceEquals(_token, token) ? null : _token;
            }
        }
    }

    /// <summary>The login's token, for other services.</summary>
    /// <param name="refused">A token that a service did not take any more: the answer is another one. Null: there is none.</param>
    public async Task<KeystoneToken> TokenAsync(KeystoneToken? refused, CancellationToken cancellationToken)
    {
        var token = Token();
        var value = await token.WaitAsync(cancellationToken);
        if (!ReferenceEquals(value, refused))
        {
            return value;
        }

        lock (_lock)
        {
            _token = ReferenceEquals(_token, token) ? null : _token;
        }

        return await Token().WaitAsync(cancellationToken);
    }

    private Task<KeystoneToken> Token()
    {
        lock (_lock)
        {
            // A failure is not kept: Keystone may be set up by the task before the next.
            if (_token is null || _token.IsFaulted || _token.IsCanceled)
            {
                _token = AuthenticateAsync();
            }

            return _token;
        }
    }

    private async Task<KeystoneToken> AuthenticateAsync()
    {
        var (answer, token) = await ExchangeAsync(HttpMethod.Post, "auth/tokens", auth.TokenRequest(), token: null, CancellationToken.None);
        return answer.Status switch
        {
            HttpStatusCode.Created when token is not null => new KeystoneToken(token, answer.Body),
            HttpStatusCode.Unauthorized => throw new ModuleException($"keystone at {auth.Url} does not take the login of '{auth.Username}' (POST /v3/auth/tokens: 401)"),
            _ => throw Unexpected(HttpMethod.Post, "auth/tokens", answer),
        };
    }

    private async Task<(KeystoneAnswer Answer, string? SubjectToken)> ExchangeAsync(
        HttpMethod method, string path, JsonObject? body, string? token, CancellationToken cancellationToken)
    {
        if (_silence is { } before)
        {
            throw new ModuleException(before);
        }

        var tries = method == HttpMethod.Get || method == HttpMethod.Head || path == "auth/tokens" ? Tries : 1;
        for (var attempt = 1; attempt <= tries; attempt++)
        {
            using var limit = new CancellationTokenSource(Patience / tries, time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            try
            {
                return await ExchangeOnceAsync(method, path, body, token, linked.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // Silence, so far.
            }
        }

        var silence = $"keystone at {auth.Url} gave no answer within {Patience.TotalSeconds:0} s ({method} /v3/{PathOnly(path)}{(tries > 1 ? $", sent {tries} times" : "")})";
        _silence = checkMode ? silence : null;
        throw new ModuleException(silence);
    }

    private async Task<(KeystoneAnswer Answer, string? SubjectToken)> ExchangeOnceAsync(
        HttpMethod method, string path, JsonObject? body, string? token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"{auth.Url}/{path}");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Auth-Token", token);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var text = await HttpText.ReadAsync(response.Content, cancellationToken);
            var subject = response.Headers.TryGetValues("X-Subject-Token", out var values) ? values.FirstOrDefault() : null;
            return (new KeystoneAnswer(response.StatusCode, Json(text)), subject);
        }
        catch (HttpRequestException e)
        {
            throw HttpFailure.Of($"keystone at {auth.Url} cannot be reached", e);
        }
    }

    private static JsonElement Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // No body, or the page of a web server in between: the status says it all.
            return default;
        }
    }

    private ModuleException Unexpected(HttpMethod method, string path, KeystoneAnswer answer)
    {
        var what = $"keystone at {auth.Url} answered {(int)answer.Status} {answer.Status} to {method} /v3/{PathOnly(path)}";

        // "You are not authorized to perform ..." names the missing right; other messages may repeat what was sent.
        return answer.Status == HttpStatusCode.Forbidden && MessageOf(answer.Body) is { } message
            ? new ModuleException($"{what}: {message}")
            : new ModuleException(what);
    }

    private static string? MessageOf(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
        && error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
            ? message.GetString()
            : null;

    private static string PathOnly(string path) => path.Split('?')[0];
}
