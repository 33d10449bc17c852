using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>A file of the host as the body of a request. It comes over piece by piece, and is never whole in memory.</summary>
internal sealed class HostFileContent : HttpContent
{
    private const int Piece = 16 << 20; // Half of what a command's output may be.

    private readonly IHost _host;
    private readonly string _path;
    private readonly long _size;

    public HostFileContent(IHost host, string path, long size)
    {
        _host = host;
        _path = path;
        _size = size;
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (long sent = 0; sent < _size; sent += Piece)
        {
            var wanted = Math.Min(Piece, _size - sent);
            var script = string.Create(CultureInfo.InvariantCulture, $"exec dd if={ShellQuote.Quote(_path)} bs={Piece} skip={sent / Piece} count=1 2>/dev/null");
            // No query: its answer would be kept.
            var result = await _host.RunAsync(new Command { Script = script }, cancellationToken);
            if (result.Status != 0 || result.Output.Length < wanted)
            {
                throw new ModuleException($"{_path} cannot be read to its end on the host");
            }

            await stream.WriteAsync(result.Output[..(int)wanted], cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _size;
        return true;
    }
}
