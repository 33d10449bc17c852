using System.Net.Sockets;

namespace GlanceOrch.Core.Connections;

/// <summary>The controller itself as a host: <c>ansible_connection: local</c>.</summary>
/// <param name="environment">Where programs lie.</param>
/// <param name="shell">Program and leading words that run a command given with <c>-c</c>.</param>
/// <param name="variables">Variables for all processes, on top of ours; null removes one.</param>
public sealed class LocalConnection(
    ConnectionEnvironment environment, IReadOnlyList<string>? shell = null, IReadOnlyDictionary<string, string?>? variables = null) : IConnection
{
    private readonly IReadOnlyList<string> _shell = shell ?? ["/bin/sh"];
    private readonly IReadOnlyDictionary<string, string?> _variables = variables ?? new Dictionary<string, string?>(StringComparer.Ordinal);

    public Task<IRemoteProcess> StartAsync(string command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IRemoteProcess>(
            ChildProcess.Start([.. _shell, "-c", command], _variables, () => "", () => { }, environment.Setsid));
    }

    public async Task<Stream> OpenTcpAsync(string targetHost, int targetPort, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(targetHost, targetPort, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new IOException($"cannot connect to {targetHost}:{targetPort}: {exception.Message}", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
