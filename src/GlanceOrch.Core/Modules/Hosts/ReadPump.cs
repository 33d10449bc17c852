using GlanceOrch.Core.Connections;

namespace GlanceOrch.Core.Modules;

/// <summary>Gathers the reads of one user of one host into batches: what is asked for in the same turn, and while a batch is under way.</summary>
internal sealed class ReadPump(HostShell shell, TransportStatistics statistics)
{
    private const int LargestBatch = 100;
    private const int Attempts = 3;

    private readonly Lock _gate = new();
    private readonly List<(ReadItem Item, TaskCompletionSource<ReadAnswer> Answer)> _queue = [];
    private bool _running;
    private int _held;

    /// <summary>Reads; the answer comes with its batch.</summary>
    public Task<ReadAnswer> ReadAsync(ReadItem item)
    {
        var answer = new TaskCompletionSource<ReadAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _queue.Add((item, answer));
            StartIfNeeded();
        }

        return answer.Task;
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
        while (true)
        {
            List<(ReadItem Item, TaskCompletionSource<ReadAnswer> Answer)> batch;
            lock (_gate)
            {
                if (_queue.Count == 0 || _held > 0)
                {
                    _running = false;
                    return;
                }

                var count = ReadBatch.IsSolitary(_queue[0].Item) ? 1 : Math.Min(LargestBatch, Leading());
                batch = _queue.GetRange(0, count);
                _queue.RemoveRange(0, count);
            }

            try
            {
                await RunAsync(batch);
            }
            catch (Exception exception) when (exception is UnreachableException or ModuleException)
            {
                foreach (var (_, answer) in batch)
                {
                    answer.TrySetException(exception);
                }
            }
        }
    }

    private int Leading()
    {
        var index = _queue.FindIndex(entry => ReadBatch.IsSolitary(entry.Item));
        return index < 0 ? _queue.Count : index;
    }

    private async Task RunAsync(List<(ReadItem Item, TaskCompletionSource<ReadAnswer> Answer)> batch)
    {
        var items = batch.ConvertAll(entry => entry.Item);
        var answers = ReadBatch.Parse(items, await SendAsync(items));
        var again = new List<Task>();
        for (var i = 0; i < batch.Count; i++)
        {
            if (answers[i] is { } answer)
            {
                batch[i].Answer.TrySetResult(answer);
            }
            else
            {
                again.Add(AloneAsync(batch[i].Item, batch[i].Answer));
            }
        }

        await Task.WhenAll(again);
    }

    /// <summary>The host changed while the batch was read: this item once more, alone.</summary>
    private async Task AloneAsync(ReadItem item, TaskCompletionSource<ReadAnswer> result)
    {
        var problem = "it changes while it is read";
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var answer = await SendAsync([item]);
            if (ReadBatch.Parse([item], answer)[0] is { } found)
            {
                result.TrySetResult(found);
                return;
            }

            if (answer.Status != 0 && HostShell.Words(answer) is { Length: > 0 } words)
            {
                problem = words;
            }
        }

        result.TrySetException(new ModuleException($"cannot read {item.Text}: {problem}"));
    }

    private Task<ShellAnswer> SendAsync(IReadOnlyList<ReadItem> items)
    {
        statistics.CountBatch(items.Count);
        // Others may wait for the same batch: nobody's token ends it, its deadline does.
        return shell.SendAsync(ReadBatch.Request(items), CancellationToken.None);
    }
}
