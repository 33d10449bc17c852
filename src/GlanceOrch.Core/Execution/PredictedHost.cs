using System.Collections.Concurrent;
using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Execution;

/// <summary>In check mode: what a host would be by now, so that a second task on a file sees the first one's change.</summary>
/// <remarks>Not for concurrent use on one host, but for tasks of several hosts delegated to one: then the last prediction counts.</remarks>
internal sealed class PredictedHost
{
    private readonly ConcurrentDictionary<string, FileContent> _files = new(StringComparer.Ordinal);
    private volatile bool _hasPendingChanges;

    /// <summary>Something would have been changed here: what later tasks see is not what they would see.</summary>
    public bool HasPendingChanges => _hasPendingChanges;

    /// <summary>Takes note that something would be changed, without knowing what.</summary>
    public void AddUnknown() => _hasPendingChanges = true;

    /// <summary>Takes note of a change, and of the file it would have written.</summary>
    public void Add(Change change)
    {
        AddUnknown();
        if ((change as FileChange ?? (change as FileEdit)?.File) is not { } file)
        {
            return;
        }

        var before = file.Before?.Stat ?? new FileStat(FileKind.File, 420, 0, 0, "root", "root", 0, 0, null);
        var content = file is { After: null, Before: { } kept } ? kept : Content(file.After ?? ReadOnlyMemory<byte>.Empty, before);
        _files[file.Path] = content with
        {
            Stat = content.Stat with
            {
                Mode = file.Attributes.Mode ?? before.Mode,
                Owner = file.Attributes.Owner ?? before.Owner,
                Group = file.Attributes.Group ?? before.Group,
            },
        };
    }

    /// <summary>A reader that sees them.</summary>
    public IHostReader Over(IHostReader reader) => _files.IsEmpty ? reader : new Reader(reader, _files);

    private static FileContent Content(ReadOnlyMemory<byte> bytes, FileStat stat) =>
        new(bytes, FileContent.HashOf(bytes.Span), stat with { Size = bytes.Length });

    private sealed class Reader(IHostReader inner, ConcurrentDictionary<string, FileContent> files) : ReaderDecorator(inner)
    {
        public override async Task<FileStat?> StatAsync(string path, CancellationToken cancellationToken) =>
            files.TryGetValue(path, out var file) ? file.Stat : await base.StatAsync(path, cancellationToken);

        public override async Task<FileContent?> ReadAsync(string path, CancellationToken cancellationToken)
        {
            if (files.TryGetValue(path, out var file) && !file.IsTooLarge)
            {
                return file;
            }

            // Of a large file whose attributes would change nobody has the bytes yet.
            var content = await base.ReadAsync(path, cancellationToken);
            return file is null || content is null ? content : content with { Stat = file.Stat };
        }

        public override async Task<FileContent?> LookAsync(string path, CancellationToken cancellationToken) =>
            files.TryGetValue(path, out var file) ? file : await base.LookAsync(path, cancellationToken);

        public override async Task<string?> HashAsync(string path, CancellationToken cancellationToken) =>
            files.TryGetValue(path, out var file) ? file.Sha256 : await base.HashAsync(path, cancellationToken);
    }
}
