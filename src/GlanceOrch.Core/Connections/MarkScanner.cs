using System.Buffers;
using System.Buffers.Text;

namespace GlanceOrch.Core.Connections;

/// <summary>A mark of the loop in an output stream.</summary>
/// <param name="Letter">h: loop ready, s: command started, x: command ended, e: answer ended.</param>
/// <param name="Number">The request's number; 0 for h.</param>
/// <param name="Value">Process group or status.</param>
internal readonly record struct Mark(char Letter, long Number, int Value);

/// <summary>Takes what a scanner finds, in order.</summary>
internal interface IMarkSink
{
    void Data(ReadOnlySpan<byte> bytes);

    void Found(Mark mark);
}

/// <summary>Cuts an output stream of the loop into data and marks. A mark that straddles two reads is held back until it is whole.</summary>
internal sealed class MarkScanner(byte[] nonce, IMarkSink sink)
{
    // ".NUMBER.LETTER.NUMBER\n" with the longest numbers.
    private const int TailLimit = 1 + 19 + 3 + 11 + 1;

    private byte[] _held = [];

    /// <summary>Gives data and marks on; keeps what may be the beginning of a mark.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (_held.Length == 0)
        {
            Scan(bytes);
            return;
        }

        var joined = ArrayPool<byte>.Shared.Rent(_held.Length + bytes.Length);
        _held.CopyTo(joined, 0);
        bytes.CopyTo(joined.AsSpan(_held.Length));
        var length = _held.Length + bytes.Length;
        _held = [];
        Scan(joined.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(joined);
    }

    /// <summary>The stream has ended: what was held back is data.</summary>
    public void End()
    {
        if (_held.Length > 0)
        {
            sink.Data(_held);
            _held = [];
        }
    }

    private void Scan(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var at = bytes.IndexOf(nonce);
            if (at < 0)
            {
                var tail = bytes.Length - PossibleStart(bytes);
                Emit(bytes[..tail]);
                _held = bytes[tail..].ToArray();
                return;
            }

            var rest = bytes[(at + nonce.Length)..];
            var end = rest[..Math.Min(rest.Length, TailLimit)].IndexOf((byte)'\n');
            if (end < 0 && rest.Length < TailLimit)
            {
                Emit(bytes[..at]);
                _held = bytes[at..].ToArray();
                return;
            }

            if (end >= 0 && TryParse(rest[..end], out var mark))
            {
                Emit(bytes[..at]);
                sink.Found(mark);
                bytes = rest[(end + 1)..];
            }
            else
            {
                Emit(bytes[..(at + nonce.Length)]);
                bytes = rest;
            }
        }
    }

    private void Emit(ReadOnlySpan<byte> data)
    {
        if (!data.IsEmpty)
        {
            sink.Data(data);
        }
    }

    /// <summary>Length of the longest end of the data that is a beginning of the nonce.</summary>
    private int PossibleStart(ReadOnlySpan<byte> bytes)
    {
        for (var length = Math.Min(nonce.Length - 1, bytes.Length); length > 0; length--)
        {
            if (bytes[^length..].SequenceEqual(nonce.AsSpan(0, length)))
            {
                return length;
            }
        }

        return 0;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out Mark mark)
    {
        mark = default;
        long number = 0;
        if (!Dot(ref text))
        {
            return false;
        }

        if (Utf8Parser.TryParse(text, out number, out var used))
        {
            text = text[used..];
            if (!Dot(ref text))
            {
                return false;
            }
        }

        if (text.IsEmpty)
        {
            return false;
        }

        var letter = (char)text[0];
        text = text[1..];
        if (!Dot(ref text) || !Utf8Parser.TryParse(text, out int value, out used) || used != text.Length)
        {
            return false;
        }

        mark = new Mark(letter, number, value);
        return letter is 'h' or 's' or 'x' or 'e';
    }

    private static bool Dot(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '.')
        {
            return false;
        }

        text = text[1..];
        return true;
    }
}
