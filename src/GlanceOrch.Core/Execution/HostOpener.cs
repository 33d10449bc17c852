using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Execution;

/// <summary>Opens real hosts, over ssh or locally.</summary>
public sealed class HostOpener(ConnectionFactory connections, TimeProvider time) : IHostOpener
{
    public IHostAccess Open(ConnectionOptions options) =>
        new Opened(new HostAccess(connections.Create(options), options.ConnectTimeout, time));

    private sealed class Opened(HostAccess access) : IHostAccess
    {
        public IHost As(BecomeOptions become) => access.As(become);

        public ITrackedReader Track(BecomeOptions become) => new Tracked(access.As(become).Track());

        public IDisposable Gather() => access.Gather();

        public void ForgetQueries() => access.ForgetQueries();

        public void Forget() => access.Forget();

        public ValueTask DisposeAsync() => access.DisposeAsync();
    }

    private sealed class Tracked(TrackedReader inner) : ReaderDecorator(inner), ITrackedReader
    {
        public bool IsStillValid => inner.IsStillValid;

        public bool SawMoreThanFiles { get; private set; }

        public override HttpClient Http
        {
            get
            {
                SawMoreThanFiles = true;
                return base.Http;
            }
        }

        public override Task<CommandResult> QueryAsync(Command command, CancellationToken cancellationToken)
        {
            SawMoreThanFiles = true;
            return base.QueryAsync(command, cancellationToken);
        }

        public override Task<Stream> ConnectAsync(string targetHost, int targetPort, CancellationToken cancellationToken)
        {
            SawMoreThanFiles = true;
            return base.ConnectAsync(targetHost, targetPort, cancellationToken);
        }
    }
}
