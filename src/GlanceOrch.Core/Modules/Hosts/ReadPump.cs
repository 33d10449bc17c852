using GlanceOrch.Core.Connections;

namespace GlanceOrch.Core.Modules;

/// <summary>The reads of one user of one host, in batches.</summary>
internal sealed class ReadPump(HostShell shell, TransportStatistics statistics) : Gatherer<ReadItem, ReadAnswer>(largestBatch: 100)
{
    private const int Attempts = 3;

    protected override bool IsSolitary(ReadItem item) => ReadBatch.IsSolitary(item);

    protected override async Task RunAsync(IReadOnlyList<Entry> batch)
    {
        var items = batch.Select(entry => entry.Item).ToList();
        var answers = ReadBatch.Parse(items, await SendAsync(items));
        var again = new List<Task>();
        foreach (var (entry, answer) in batch.Zip(answers))
        {
            if (answer is not null)
            {
                entry.Give(answer);
            }
            else
            {
                again.Add(AloneAsync(entry));
            }
        }

        await Task.WhenAll(again);
    }

    /// <summary>The host changed while the batch was read: this item once more, alone.</summary>
    private async Task AloneAsync(Entry entry)
    {
        var problem = "it changes while it is read";
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var answer = await SendAsync([entry.Item]);
            if (ReadBatch.Parse([entry.Item], answer)[0] is { } found)
            {
                entry.Give(found);
                return;
            }

            if (answer.Status != 0 && HostShell.Words(answer) is { Length: > 0 } words)
            {
                problem = words;
            }
        }

        entry.Fail(new ModuleException($"cannot read {entry.Item.Text}: {problem}"));
    }

    private Task<ShellAnswer> SendAsync(IReadOnlyList<ReadItem> items)
    {
        statistics.CountBatch(items.Count);
        // Others may wait for the same batch: nobody's token ends it, its deadline does.
        return shell.SendAsync(ReadBatch.Request(items), CancellationToken.None);
    }
}
