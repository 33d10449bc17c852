namespace GlanceOrch.Cli.Output;

/// <summary>An output that may be lost without those failing who write to it: hosts must not be left half done because a disk is full.</summary>
/// <remarks>
/// From the first failure on all is dropped; who owns the stream tells the user at the end. A reader that has gone (<c>| head</c>) is no
/// failure: streams of the console pass over EPIPE. Not for concurrent use.
/// </remarks>
internal sealed class GuardedStream(Stream inner) : Stream
{
    /// <summary>Why something was lost; null while nothing is.</summary>
    public IOException? Problem { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Problem is not null)
        {
            return;
        }

        try
        {
            inner.Write(buffer);
        }
        catch (IOException exception)
        {
            Problem = exception;
        }
    }

    public override void Flush()
    {
        // The console has no buffer of its own.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
