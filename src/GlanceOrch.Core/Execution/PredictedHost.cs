using System.Collections.Concurrent;
using GlanceOrch.Core.Modules;
using FileAttributes = GlanceOrch.Core.Modules.FileAttributes;

namespace GlanceOrch.Core.Execution;

/// <summary>In check mode: what a host would be by now, so that a second task on a path sees the first one's change.</summary>
/// <remarks>
/// Known are the changes of single paths. What commands would find (<c>find</c> for <c>recurse</c>), lists of folders and globs are the host's own.
/// Not for concurrent use on one host, but for tasks of several hosts delegated to one: then the last prediction counts.
/// </remarks>
internal sealed class PredictedHost
{
    private readonly ConcurrentDictionary<string, Place> _places = new(StringComparer.Ordinal);
    private volatile bool _hasPendingChanges;

    /// <summary>What lies at a path.</summary>
    /// <param name="Stat">Null: nothing.</param>
    /// <param name="Content">Of a file; null: what the host has there.</param>
    /// <param name="IsNew">Nothing was there before: what the host has below it is gone.</param>
    private sealed record Place(FileStat? Stat, FileContent? Content, bool IsNew);

    /// <summary>Something would have been changed here: what later tasks see is not what they would see.</summary>
    public bool HasPendingChanges => _hasPendingChanges;

    /// <summary>Takes note that something would be changed, without knowing what.</summary>
    public void AddUnknown() => _hasPendingChanges = true;

    /// <summary>Takes note of a change, and of what would lie at its path.</summary>
    public void Add(Change change)
    {
        AddUnknown();
        switch (change)
        {
            case FileChange file:
                Add(file);
                break;
            case FileEdit edit:
                if (edit.NewDirectory is { } made)
                {
                    _places[made] = new Place(Stat(FileKind.Directory, FileAttributes.Unset), Content: null, IsNew: true);
                }

                Add(edit.File);
                break;
            case FileModule.PathChange path:
                Add(path);
                break;
        }
    }

    /// <summary>A reader that sees them.</summary>
    public IHostReader Over(IHostReader reader) => _places.IsEmpty ? reader : new Reader(reader, this);

    private void Add(FileChange file)
    {
        var before = file.Before?.Stat ?? Stat(FileKind.File, FileAttributes.Unset);
        var content = file is { After: null, Before: { } kept } ? kept : Content(file.After ?? ReadOnlyMemory<byte>.Empty, before);
        content = content with { Stat = With(content.Stat, file.Attributes) };
        // Of a large file whose attributes would change nobody has the bytes yet.
        _places[file.Path] = new Place(content.Stat, content, IsNew: file.Before is null);
    }

    private void Add(FileModule.PathChange change)
    {
        var attributes = change.Attributes ?? FileAttributes.Unset;
        if (change.LinkTo is { } target)
        {
            Replace(change.Path, Stat(FileKind.Link, FileAttributes.Unset) with { LinkTarget = target });
        }
        else if (change.Remove)
        {
            Replace(change.Path, stat: null);
        }
        else if (change.MakeDirectory)
        {
            _places[change.Path] = new Place(Stat(FileKind.Directory, attributes), Content: null, IsNew: true);
        }
        else if (change.MakeFile)
        {
            var stat = Stat(FileKind.File, attributes);
            _places[change.Path] = new Place(stat, Content(ReadOnlyMemory<byte>.Empty, stat), IsNew: true);
        }
        else if (change.Before is { } before)
        {
            var known = _places.GetValueOrDefault(change.Path);
            var stat = With(before, attributes);
            _places[change.Path] = new Place(stat, known?.Content is { } content ? content with { Stat = stat } : null, known?.IsNew ?? false);
        }
    }

    /// <summary>A link or nothing takes the place of all that was below the path.</summary>
    private void Replace(string path, FileStat? stat)
    {
        foreach (var below in Below(path))
        {
            _places.TryRemove(below.Key, out _);
        }

        _places[path] = new Place(stat, Content: null, IsNew: true);
    }

    private IEnumerable<KeyValuePair<string, Place>> Below(string path) => _places.Where(place => place.Key.StartsWith(path + "/", StringComparison.Ordinal));

    /// <summary>What is known of a path; null: nothing, the host knows.</summary>
    private Place? Find(string path)
    {
        if (_places.TryGetValue(path, out var place))
        {
            return place;
        }

        for (var above = HostPath.Parent(path); above.Length > 1; above = HostPath.Parent(above))
        {
            if (_places.TryGetValue(above, out var parent) && parent is { IsNew: true, Stat: null or { Kind: FileKind.Directory } })
            {
                return new Place(Stat: null, Content: null, IsNew: true);
            }
        }

        return null;
    }

    private static FileStat Stat(FileKind kind, FileAttributes attributes) =>
        With(new FileStat(kind, kind == FileKind.Directory ? 0x1ED : 0x1A4, 0, 0, "root", "root", 0, 0, null), attributes); // 0755 and 0644

    private static FileStat With(FileStat stat, FileAttributes attributes) => stat with
    {
        Mode = attributes.Mode ?? stat.Mode,
        Owner = attributes.Owner ?? stat.Owner,
        Group = attributes.Group ?? stat.Group,
    };

    private static FileContent Content(ReadOnlyMemory<byte> bytes, FileStat stat) =>
        new(bytes, FileContent.HashOf(bytes.Span), stat with { Size = bytes.Length });

    private sealed class Reader(IHostReader inner, PredictedHost predicted) : ReaderDecorator(inner)
    {
        public override async Task<FileStat?> StatAsync(string path, CancellationToken cancellationToken) =>
            (predicted.Find(path) is { } place ? place.Stat : await base.StatAsync(path, cancellationToken))
            // What is made is made with the directories above it.
            ?? (predicted.Below(path).Any(below => below.Value.Stat is not null) ? Stat(FileKind.Directory, FileAttributes.Unset) : null);

        public override Task<FileContent?> ReadAsync(string path, CancellationToken cancellationToken) => ContentAsync(path, base.ReadAsync, whole: true, cancellationToken);

        public override Task<FileContent?> LookAsync(string path, CancellationToken cancellationToken) => ContentAsync(path, base.LookAsync, whole: false, cancellationToken);

        public override async Task<string?> HashAsync(string path, CancellationToken cancellationToken)
        {
            var place = predicted.Find(path = End(path));
            return place is null or { Content: null, IsNew: false } ? await base.HashAsync(path, cancellationToken) : place.Content?.Sha256;
        }

        private async Task<FileContent?> ContentAsync(
            string path, Func<string, CancellationToken, Task<FileContent?>> read, bool whole, CancellationToken cancellationToken)
        {
            var place = predicted.Find(path = End(path));
            if (place is { Content: { } known } && !(whole && known.IsTooLarge))
            {
                return known;
            }

            if (place is { IsNew: true })
            {
                return null; // nothing, or a directory
            }

            var content = await read(path, cancellationToken);
            return place?.Stat is { } stat && content is not null ? content with { Stat = stat } : content;
        }

        /// <summary>Where links that would be made lead to.</summary>
        private string End(string path)
        {
            for (var links = 0; links < HostPath.MostLinks && predicted.Find(path)?.Stat is { Kind: FileKind.Link, LinkTarget: { } target }; links++)
            {
                path = HostPath.Follow(path, target);
            }

            return path;
        }
    }
}
