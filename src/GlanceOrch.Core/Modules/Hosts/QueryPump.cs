using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>A query and the token that ends it.</summary>
internal sealed record QueryItem(ShellRequest Request, CancellationToken CancellationToken);

/// <summary>The queries of one user of one host, in batches: the session, shell and pipes a command gets cost more than most queries.</summary>
/// <remarks>
/// In a batch each query runs in a subshell, and words of a nonce on both streams part the answers. Where that does not come out
/// (a query killed the shell, one was cancelled, the output was too long), those without an answer run once more, each alone.
/// </remarks>
internal sealed class QueryPump(HostShell shell, TransportStatistics statistics) : Gatherer<QueryItem, ShellAnswer>(largestBatch: 50)
{
    protected override bool IsSolitary(QueryItem item) =>
        !item.Request.Body.IsEmpty || item.Request.Shell is not null || item.Request.Timeout is not null;

    protected override async Task RunAsync(IReadOnlyList<Entry> batch)
    {
        var answers = batch.Count == 1 ? [] : await TogetherAsync(batch);
        foreach (var (entry, answer) in batch.Zip(answers))
        {
            entry.Give(answer);
        }

        await Task.WhenAll(batch.Skip(answers.Count).Select(AloneAsync));
    }

    private async Task AloneAsync(Entry entry)
    {
        try
        {
            entry.Give(await shell.SendAsync(entry.Item.Request, entry.Item.CancellationToken));
        }
        catch (Exception exception) when (exception is UnreachableException or ModuleException or OperationCanceledException)
        {
            entry.Fail(exception);
        }
    }

    /// <summary>The answers of the first queries, as many as are whole.</summary>
    private async Task<IReadOnlyList<ShellAnswer>> TogetherAsync(IReadOnlyList<Entry> batch)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var script = new StringBuilder();
        script.Append(CultureInfo.InvariantCulture, $"go_q() {{ printf '%s %s\\n' {nonce} $1; printf '%s %s\\n' {nonce} $1 >&2; }}\n");
        foreach (var entry in batch)
        {
            // As a string for eval, so that an error of syntax stays in its subshell.
            script.Append(CultureInfo.InvariantCulture, $"( eval {ShellQuote.Quote(entry.Item.Request.Script)} )\ngo_q $?\n");
        }

        using var anyone = CancellationTokenSource.CreateLinkedTokenSource([.. batch.Select(entry => entry.Item.CancellationToken)]);
        try
        {
            statistics.CountBatch(batch.Count);
            var answer = await shell.SendAsync(new ShellRequest { Kind = ShellKind.Command, Script = script.ToString() }, anyone.Token);
            var outputs = Split(answer.Output, nonce);
            var errors = Split(answer.Error, nonce);
            return [.. outputs.Zip(errors).Select(pair => new ShellAnswer(pair.First.Status, pair.First.Text, pair.Second.Text) { Note = answer.Note })];
        }
        catch (OperationCanceledException)
        {
            // One of them was cancelled, and the batch was killed for it.
            return [];
        }
    }

    private static List<(ReadOnlyMemory<byte> Text, int Status)> Split(ReadOnlyMemory<byte> output, string nonce)
    {
        var mark = Encoding.ASCII.GetBytes(nonce + " ");
        var parts = new List<(ReadOnlyMemory<byte>, int)>();
        while (output.Span.IndexOf(mark) is var at and >= 0)
        {
            var rest = output[(at + mark.Length)..];
            var end = rest.Span.IndexOf((byte)'\n');
            if (end < 0 || !int.TryParse(rest.Span[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            {
                break;
            }

            parts.Add((output[..at], status));
            output = rest[(end + 1)..];
        }

        return parts;
    }
}
