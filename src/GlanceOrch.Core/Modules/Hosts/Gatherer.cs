namespace GlanceOrch.Core.Modules;

/// <summary>Gathers what is asked for in the same turn, and while a batch is under way, into the next batch. Thread-safe.</summary>
internal abstract class Gatherer<TItem, TAnswer>(int largestBatch)
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _queue = [];
    private bool _running;
    private int _held;

    /// <summary>Asks; the answer comes with its batch.</summary>
    public Task<TAnswer> AskAsync(TItem item)
    {
        var entry = new Entry(item);
        lock (_gate)
        {
            _queue.Add(entry);
            StartIfNeeded();
        }

        return entry.Answer;
    }

    /// <summary>Sends no batch until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _held++;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _held--;
            StartIfNeeded();
        }
    }

    /// <summary>Answers every entry of the batch. An exception goes to those that have no answer by then.</summary>
    protected abstract Task RunAsync(IReadOnlyList<Entry> batch);

    /// <summary>True for items that must be a batch of their own.</summary>
    protected abstract bool IsSolitary(TItem item);

    private void StartIfNeeded()
    {
        if (!_running && _held == 0 && _queue.Count > 0)
        {
            _running = true;
            _ = Task.Run(PumpAsync);
        }
    }

    private async Task PumpAsync()
    {
        // Whoever asked goes on first, and may ask for more.
        await Task.Yield();
        while (TakeBatch() is { Count: > 0 } batch)
        {
            try
            {
                await RunAsync(batch);
            }
#pragma warning disable CA1031 // Whatever it is, it belongs to those who wait; here nobody would see it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                foreach (var entry in batch)
                {
                    entry.Fail(exception);
                }
            }
        }
    }

    private List<Entry> TakeBatch()
    {
        lock (_gate)
        {
            if (_queue.Count == 0 || _held > 0)
            {
                _running = false;
                return [];
            }

            var together = _queue.FindIndex(entry => IsSolitary(entry.Item));
            var count = together switch { < 0 => _queue.Count, 0 => 1, _ => together };
            var batch = _queue.GetRange(0, Math.Min(count, largestBatch));
            _queue.RemoveRange(0, batch.Count);
            return batch;
        }
    }

    /// <summary>One item and whoever waits for it.</summary>
    internal sealed class Entry(TItem item)
    {
        private readonly TaskCompletionSource<TAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TItem Item { get; } = item;

        public Task<TAnswer> Answer => _answer.Task;

        public void Give(TAnswer answer) => _answer.TrySetResult(answer);

        public void Fail(Exception exception) => _answer.TrySetException(exception);
    }
}
