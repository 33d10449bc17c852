namespace GlanceOrch.Core.Connections;

/// <summary>The way to one host: everything above talks to hosts through this, so another ssh client can take its place.</summary>
/// <remarks>Thread-safe. Nothing is opened before it is asked for.</remarks>
public interface IConnection : IAsyncDisposable
{
    /// <summary>Starts a command on the host, as the login user, without a terminal.</summary>
    /// <exception cref="UnreachableException">The host cannot be reached, or refuses us; the message has the client's own words.</exception>
    Task<IRemoteProcess> StartAsync(string command, CancellationToken cancellationToken);

    /// <summary>Opens a TCP stream from the host's network to an address as seen from there.</summary>
    /// <exception cref="UnreachableException">The host cannot be reached.</exception>
    /// <exception cref="IOException">The host is there but the target refuses.</exception>
    Task<Stream> OpenTcpAsync(string targetHost, int targetPort, CancellationToken cancellationToken);
}

/// <summary>A process on the host as streams. Disposing ends it on our side: its input is closed and what it still writes is dropped.</summary>
public interface IRemoteProcess : IAsyncDisposable
{
    Stream StandardInput { get; }

    Stream StandardOutput { get; }

    Stream StandardError { get; }

    /// <summary>Waits for the end. The status is ambiguous (255 is also "connection lost"): protocols above carry their own.</summary>
    Task<int> WaitAsync(CancellationToken cancellationToken);

    /// <summary>What the connecting program itself said (ssh's own words), once it has ended; empty when nothing.</summary>
    string Diagnostics { get; }
}

/// <summary>A host could not be reached, or the link to it broke.</summary>
/// <param name="message">For users, with ssh's own words.</param>
/// <param name="outcomeUnknown">True when a command was in flight: whether it ran to its end is not known.</param>
public sealed class UnreachableException(string message, bool outcomeUnknown = false, Exception? inner = null)
    : Exception(message, inner)
{
    public bool OutcomeUnknown { get; } = outcomeUnknown;
}
