using System.Net;
using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>One host for a run: its shells, its cache and its HTTP client, shared by all users that tasks become on it.</summary>
/// <remarks>
/// Thread-safe. Nothing is opened before it is used. The executor holds one for each host:
/// <code>
/// await using var access = new HostAccess(connections.Create(options), options.ConnectTimeout, TimeProvider.System);
/// RemoteHost host = access.As(become);
/// using (access.Gather()) { /* start checks with host.Track(): their first reads leave as one batch */ }
/// </code>
/// </remarks>
public sealed class HostAccess : IAsyncDisposable
{
    // A target that refuses says so within a round trip; this is how long we wait for it.
    internal static readonly TimeSpan RefusalWait = TimeSpan.FromMilliseconds(300);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HostUser> _users = new(StringComparer.Ordinal);
    private readonly List<Gathering> _gatherings = [];
    private readonly Lazy<HttpClient> _http;

    /// <param name="connection">The way to the host; disposed with this object.</param>
    /// <param name="connectTimeout">How long a connection may take to be made.</param>
    public HostAccess(IConnection connection, TimeSpan connectTimeout, TimeProvider time)
        : this(connection, new ShellSettings { HelloDeadline = connectTimeout + TimeSpan.FromSeconds(20) }, time)
    {
    }

    /// <param name="settings">Times of the shells; the helper functions are filled in here.</param>
    public HostAccess(IConnection connection, ShellSettings settings, TimeProvider time)
    {
        Time = time;
        Session = new HostSession(connection, settings with { Helpers = HostScripts.Functions }, time);
        _http = new(() => new HttpClient(Handler(connection), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan });
    }

    /// <summary>What the host has cost so far.</summary>
    public TransportStatistics Statistics => Session.Statistics;

    internal HostSession Session { get; }

    internal HostCache Cache { get; } = new();

    internal TimeProvider Time { get; }

    internal HttpClient Http => _http.Value;

    /// <summary>The host as a user sees it; <see cref="BecomeOptions.None"/>: the login user.</summary>
    public RemoteHost As(BecomeOptions become)
    {
        var key = $"{become.User}\0{become.Method}\0{ShellQuote.Join(become.Flags)}";
        lock (_gate)
        {
            if (!_users.TryGetValue(key, out var user))
            {
                var shell = new HostShell(Session.Shell(become));
                user = new HostUser(key, shell, new ReadPump(shell, Statistics), new QueryPump(shell, Statistics));
                _users.Add(key, user);
                _gatherings.ForEach(gathering => gathering.Hold(user));
            }

            return new RemoteHost(this, user);
        }
    }

    /// <summary>Until the result is disposed, reads are only collected; then they leave as one batch of reads and one of queries for each user.</summary>
    /// <remarks>Do not await a read meanwhile. Without it, reads that are started in one turn are mostly, not surely, sent together.</remarks>
    public IDisposable Gather()
    {
        lock (_gate)
        {
            var gathering = new Gathering(this, _users.Values);
            _gatherings.Add(gathering);
            return gathering;
        }
    }

    /// <summary>Forgets answers of commands: something on another host has changed that they may have looked at.</summary>
    public void ForgetQueries() => Cache.DropQueries();

    /// <summary>Forgets all answers: time has passed, in which others may have done anything.</summary>
    public void Forget() => Cache.DropAll();

    public async ValueTask DisposeAsync()
    {
        if (_http.IsValueCreated)
        {
            _http.Value.Dispose();
        }

        await Session.DisposeAsync();
    }

    private static SocketsHttpHandler Handler(IConnection connection) => new()
    {
        ConnectCallback = async (context, token) => await connection.OpenTcpAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, token),
        // One request each: uwsgi's http-socket (Keystone) ends a connection after its answer without saying so, and the next request
        // on it would fail now and then. A new one through the host costs three milliseconds.
        PooledConnectionLifetime = TimeSpan.Zero,
        // What the controller's environment says of proxies does not hold on the host.
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
    };

    private void End(Gathering gathering)
    {
        IReadOnlyList<HostUser> held;
        lock (_gate)
        {
            held = _gatherings.Remove(gathering) ? gathering.Held : [];
        }

        foreach (var user in held)
        {
            user.Reads.Release();
            user.Queries.Release();
        }
    }

    /// <summary>Holds reads back; its list belongs to the access's lock.</summary>
    private sealed class Gathering : IDisposable
    {
        private readonly HostAccess _access;
        private readonly List<HostUser> _held = [];

        public Gathering(HostAccess access, IEnumerable<HostUser> users)
        {
            _access = access;
            foreach (var user in users)
            {
                Hold(user);
            }
        }

        public IReadOnlyList<HostUser> Held => _held;

        public void Hold(HostUser user)
        {
            user.Reads.Hold();
            user.Queries.Hold();
            _held.Add(user);
        }

        public void Dispose() => _access.End(this);
    }
}
