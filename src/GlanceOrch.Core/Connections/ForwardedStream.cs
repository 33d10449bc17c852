using System.Net.Sockets;

namespace GlanceOrch.Core.Connections;

/// <summary>A TCP stream through the shared connection. It opens before the far end has answered: a refusal shows as an end without a byte.</summary>
internal sealed class ForwardedStream(Socket socket, string target) : NetworkStream(socket, ownsSocket: true), IUnconfirmedStream
{
    private bool _received;

    public async Task ConfirmAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        using var wait = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, wait.Token);
        try
        {
            if (await Socket.ReceiveAsync(new byte[1], SocketFlags.Peek, linked.Token) == 0)
            {
                throw Refused();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // No end came: it is open, and waits for us to speak.
        }
        catch (SocketException exception)
        {
            throw new IOException($"{target} refuses the connection", exception);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await base.ReadAsync(buffer, cancellationToken);
        if (count == 0 && !_received && !buffer.IsEmpty)
        {
            throw Refused();
        }

        _received |= count > 0;
        return count;
    }

    private IOException Refused() => new($"{target} refuses the connection, or closes it at once");
}

/// <summary>A stream that is handed out before the target has accepted.</summary>
internal interface IUnconfirmedStream
{
    /// <summary>Waits until it is known that the target refuses, or for the limit.</summary>
    /// <exception cref="IOException">The target refuses.</exception>
    Task ConfirmAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken);
}
