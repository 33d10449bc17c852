using System.Globalization;
using System.Net.Http.Headers;

namespace GlanceOrch.Core.Modules;

/// <summary>Data from an address, passed on as they come.</summary>
internal sealed class Download : IDisposable
{
    private const int MostRedirects = 10;

    private readonly HttpResponseMessage _response;
    private readonly Stream _stream;
    private bool _used;

    private Download(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _stream = stream;
    }

    public static bool IsAddress(string source) =>
        source.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <param name="timeout">For the answer's beginning.</param>
    /// <exception cref="ModuleException">It cannot be reached, does not answer in time, or not with 200.</exception>
    public static async Task<Download> StartAsync(HttpClient http, string source, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await FollowAsync(http, source, linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModuleException(string.Create(CultureInfo.InvariantCulture, $"{source} gave no answer within {timeout.TotalSeconds:0.###} s"));
        }
    }

    private static async Task<Download> FollowAsync(HttpClient http, string source, CancellationToken cancellationToken)
    {
        var address = Uri.TryCreate(source, UriKind.Absolute, out var uri) ? uri : throw new ModuleException($"'{source}' is no address");
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            HttpResponseMessage response;
            try
            {
                response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            }
            catch (HttpRequestException e)
            {
                throw HttpFailure.Of($"{source} cannot be reached from the host", e);
            }

            if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location)
            {
                response.Dispose();
                address = HttpFailure.Redirected(address, location);
                continue;
            }

            if (!response.IsSuccessStatusCode)
            {
                response.Dispose();
                throw new ModuleException(string.Create(CultureInfo.InvariantCulture, $"{source} was answered with {(int)response.StatusCode} {response.StatusCode}"));
            }

            return new Download(response, await response.Content.ReadAsStreamAsync(cancellationToken));
        }

        throw new ModuleException($"{source}: more than {MostRedirects} redirects");
    }

    /// <summary>The data as the body of another request, once.</summary>
    public HttpContent Content()
    {
        if (_used)
        {
            throw new ModuleException("the download was used up by a request that was refused; run the task again");
        }

        _used = true;
        var content = new StreamContent(_stream);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.ContentLength = _response.Content.Headers.ContentLength;
        return content;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _response.Dispose();
    }
}
