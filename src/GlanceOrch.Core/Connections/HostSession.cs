using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Connections;

/// <summary>All shells of one host: the login user's and one for each user tasks become. Each is opened when first used; all share one connection.</summary>
/// <remarks>Thread-safe. Disposing closes the shells and then the connection.</remarks>
public sealed class HostSession(IConnection connection, ShellSettings settings, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string? User, BecomeMethod Method, string Flags), ShellSession> _shells = [];
    private bool _disposed;

    public TransportStatistics Statistics { get; } = new();

    public IConnection Connection => connection;

    /// <summary>The shell of a user. The password of the first who asks for that user counts.</summary>
    public ShellSession Shell(BecomeOptions become)
    {
        var key = (become.User, become.Method, ShellQuote.Join(become.Flags));
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_shells.TryGetValue(key, out var shell))
            {
                shell = new ShellSession(token => OpenAsync(become, token), settings, time);
                _shells.Add(key, shell);
            }

            return shell;
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<ShellSession> shells;
        lock (_gate)
        {
            _disposed = true;
            shells = [.. _shells.Values];
            _shells.Clear();
        }

        await Task.WhenAll(shells.Select(async shell => await shell.DisposeAsync()));
        await connection.DisposeAsync();
    }

    private async Task<ShellChannel> OpenAsync(BecomeOptions become, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ShellChannel.OpenAsync(connection, become, settings, Statistics, time, cancellationToken);
            }
            catch (UnreachableException exception) when (connection is IRetryingConnection retrying && retrying.MayRetry(exception, attempt, out var delay))
            {
                // No hello was heard, so nothing ran: it is safe to try again.
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }
}

/// <summary>A connection that knows which failed starts are worth another try.</summary>
internal interface IRetryingConnection
{
    /// <param name="failure">Why the last start failed.</param>
    /// <param name="attempt">How many have failed by now, from 1.</param>
    /// <param name="delay">How long to wait before the next.</param>
    bool MayRetry(UnreachableException failure, int attempt, out TimeSpan delay);
}
