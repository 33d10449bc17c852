using System.Globalization;

namespace GlanceOrch.Core.Connections;

/// <summary>What a host has cost so far, for tests and benchmarks that count. Thread-safe.</summary>
public sealed class TransportStatistics
{
    private long _requests;
    private long _roundTrips;
    private long _batches;
    private long _reads;
    private long _shells;
    private long _sent;
    private long _received;

    /// <summary>Requests sent to shells.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Requests that were sent while none was on its way: each cost a full wait for the host.</summary>
    public long RoundTrips => Interlocked.Read(ref _roundTrips);

    /// <summary>Requests that carried reads.</summary>
    public long Batches => Interlocked.Read(ref _batches);

    /// <summary>Single reads in those batches.</summary>
    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>Remote shells started.</summary>
    public long Shells => Interlocked.Read(ref _shells);

    public long BytesSent => Interlocked.Read(ref _sent);

    public long BytesReceived => Interlocked.Read(ref _received);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{RoundTrips} round trips, {Requests} requests ({Reads} reads in {Batches} batches), {Shells} shells, {BytesSent} bytes sent, {BytesReceived} received");

    internal void CountRequest(bool alone)
    {
        Interlocked.Increment(ref _requests);
        if (alone)
        {
            Interlocked.Increment(ref _roundTrips);
        }
    }

    internal void CountBatch(int reads)
    {
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _reads, reads);
    }

    internal void CountShell() => Interlocked.Increment(ref _shells);

    internal void CountSent(int bytes) => Interlocked.Add(ref _sent, bytes);

    internal void CountReceived(int bytes) => Interlocked.Add(ref _received, bytes);
}
