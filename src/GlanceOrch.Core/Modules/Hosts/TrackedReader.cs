using System.Collections.Concurrent;

namespace GlanceOrch.Core.Modules;

/// <summary>A reader that remembers which answers it has used: for checks that run ahead of their turn.</summary>
/// <remarks>Thread-safe. It shares batches and cache with the <see cref="RemoteHost"/> it comes from.</remarks>
public sealed class TrackedReader : HostReader
{
    private readonly ConcurrentBag<CacheEntry> _used = [];

    internal TrackedReader(HostAccess access, HostUser user)
        : base(access, user)
    {
    }

    /// <summary>True as long as no write has touched an answer used so far: what was concluded from them still holds.</summary>
    /// <remarks>Answers over the network (<see cref="Http"/>, <see cref="ConnectAsync"/>) hold until anything is written or run.</remarks>
    public bool IsStillValid => _used.All(entry => !entry.IsDropped);

    public override HttpClient Http
    {
        get
        {
            Observe(Access.Cache.Now);
            return base.Http;
        }
    }

    public override Task<Stream> ConnectAsync(string targetHost, int targetPort, CancellationToken cancellationToken)
    {
        Observe(Access.Cache.Now);
        return base.ConnectAsync(targetHost, targetPort, cancellationToken);
    }

    private protected override void Observe(CacheEntry entry) => _used.Add(entry);
}
