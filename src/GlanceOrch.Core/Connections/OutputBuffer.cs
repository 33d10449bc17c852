using System.Buffers;
using System.Globalization;

namespace GlanceOrch.Core.Connections;

/// <summary>One output stream of one request: kept up to a limit, or passed on to a sink.</summary>
internal sealed class OutputBuffer(int limit, Stream? sink)
{
    private ArrayBufferWriter<byte>? _kept;
    private long _dropped;

    public ReadOnlyMemory<byte> Bytes => _kept?.WrittenMemory ?? default;

    public void Append(ReadOnlySpan<byte> data)
    {
        if (sink is not null)
        {
            sink.Write(data);
            return;
        }

        var room = Math.Min(data.Length, limit - (_kept?.WrittenCount ?? 0));
        if (room > 0)
        {
            (_kept ??= new ArrayBufferWriter<byte>(Math.Max(256, room))).Write(data[..room]);
        }

        _dropped += data.Length - room;
    }

    /// <summary>What to tell when output was dropped; else null.</summary>
    public string? Note(string name) => _dropped == 0
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{name} was cut after {limit} bytes; {_dropped} more were dropped");
}
