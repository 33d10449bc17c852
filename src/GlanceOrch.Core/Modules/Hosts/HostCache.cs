using GlanceOrch.Core.Connections;

namespace GlanceOrch.Core.Modules;

/// <summary>What was asked: as which user, which kind of read (null: a query), of what.</summary>
internal readonly record struct CacheKey(string User, ReadKind? Kind, string Text);

/// <summary>An answer in the cache, perhaps still on its way.</summary>
internal abstract class CacheEntry(CacheKey key)
{
    private volatile bool _dropped;

    public CacheKey Key { get; } = key;

    /// <summary>Something has changed on the host that this answer may have missed.</summary>
    public bool IsDropped => _dropped;

    /// <summary>What a read gave, if it is one and is there.</summary>
    public virtual ReadAnswer? Seen => null;

    /// <summary>How many wait for it; under the cache's lock.</summary>
    public int Waiting { get; set; }

    public void Drop() => _dropped = true;
}

/// <summary>An answer of a type, which several may wait for; when the last gives up, the work is cancelled.</summary>
internal sealed class CacheEntry<T>(CacheKey key) : CacheEntry(key)
    where T : class
{
    private readonly CancellationTokenSource _stop = new();
    private Task<T>? _work;
    private volatile T? _value;

    public override ReadAnswer? Seen => _value as ReadAnswer;

    public void Start(Func<CancellationToken, Task<T>> read) => _work = KeepAsync(read);

    public async Task<T> WaitAsync(HostCache cache, CancellationToken cancellationToken)
    {
        var work = _work ?? throw new InvalidOperationException("not started");
        try
        {
            return await work.WaitAsync(cancellationToken);
        }
        catch
        {
            if (work.IsCompleted)
            {
                // A failure is not kept.
                cache.Remove(this);
            }
            else if (cache.RemoveIfLast(this))
            {
                await _stop.CancelAsync();
                if (Key.Kind is null)
                {
                    // On the host it is killed when this ends; how it ends is told to nobody. A read ends by itself, and may take long.
                    await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }

            throw;
        }
        finally
        {
            cache.Leave(this);
        }
    }

    private async Task<T> KeepAsync(Func<CancellationToken, Task<T>> read)
    {
        var value = await read(_stop.Token);
        _value = value;
        return value;
    }
}

/// <summary>The answers of one host, for all users on it. Thread-safe.</summary>
/// <remarks>
/// A write drops what it may touch. A file is known by path and, against links and linked folders, by its inode; where it did not
/// exist, by its last name. What is still on its way, lists, globs, hashes and queries are dropped by any write.
/// </remarks>
internal sealed class HostCache
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CacheKey, CacheEntry> _entries = [];
    private CacheEntry _now = new CacheEntry<object>(default);

    /// <summary>Dropped with the next change, whatever it is: for what is never kept, such as an answer over the network.</summary>
    public CacheEntry Now
    {
        get
        {
            lock (_gate)
            {
                return _now;
            }
        }
    }

    /// <summary>The entry of that key, made and started if there is none; the caller must wait for it.</summary>
    public CacheEntry<T> Join<T>(CacheKey key, Func<CancellationToken, Task<T>> read)
        where T : class
    {
        lock (_gate)
        {
            if (_entries.GetValueOrDefault(key) is not CacheEntry<T> entry)
            {
                entry = new CacheEntry<T>(key);
                entry.Start(read);
                _entries[key] = entry;
            }

            entry.Waiting++;
            return entry;
        }
    }

    public void Remove(CacheEntry entry)
    {
        lock (_gate)
        {
            Forget(entry);
        }
    }

    /// <summary>Removes it when nobody else waits for it; then it may be cancelled.</summary>
    public bool RemoveIfLast(CacheEntry entry)
    {
        lock (_gate)
        {
            if (entry.Waiting > 1)
            {
                return false;
            }

            Forget(entry);
            return true;
        }
    }

    public void Leave(CacheEntry entry)
    {
        lock (_gate)
        {
            entry.Waiting--;
        }
    }

    /// <summary>A command ran, a folder changed, or time has passed: nothing known holds for sure.</summary>
    public void DropAll() => Drop(_ => true);

    /// <summary>Something elsewhere has changed: answers of commands may be old.</summary>
    public void DropQueries() => Drop(entry => entry.Key.Kind is null);

    /// <summary>What to do before and after one file is written.</summary>
    /// <param name="existed">The file was there before.</param>
    public Action DropFile(string path, bool existed)
    {
        var name = NameOf(path);
        var parent = path[..Math.Max(1, path.Length - name.Length - 1)];
        HashSet<string> identities;
        lock (_gate)
        {
            identities = [.. _entries.Values.Where(entry => entry.Key.Text == path).Select(entry => entry.Seen?.Identity).OfType<string>()];
        }

        // A file whose inode nobody has seen could be any.
        var couldBeAny = existed && identities.Count == 0;
        return () => Drop(entry => couldBeAny
            || entry.Key.Kind is not (ReadKind.Stat or ReadKind.Look or ReadKind.Read)
            || entry.Key.Text == path
            || entry.Key.Text == parent
            || entry.Seen is not { } seen
            || (seen.Identity is { } identity ? identities.Contains(identity) : NameOf(entry.Key.Text) == name || (!existed && MayBeLink(entry.Key))));
    }

    /// <summary>Nothing was found behind a path, but it may be a link, whose target is made now.</summary>
    private bool MayBeLink(CacheKey key) =>
        key.Kind != ReadKind.Stat && _entries.GetValueOrDefault(key with { Kind = ReadKind.Stat })?.Seen is not { Identity: null };

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private void Forget(CacheEntry entry)
    {
        if (_entries.GetValueOrDefault(entry.Key) == entry)
        {
            _entries.Remove(entry.Key);
        }
    }

    private void Drop(Func<CacheEntry, bool> isTouched)
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values.Where(isTouched).ToList())
            {
                entry.Drop();
                _entries.Remove(entry.Key);
            }

            _now.Drop();
            _now = new CacheEntry<object>(default);
        }
    }
}
