using System.Security.Cryptography;
using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Execution;

/// <summary>In check mode: the files a host would have by now, so that a second task on a file sees the first one's change.</summary>
internal sealed class PredictedFiles
{
    private readonly Dictionary<string, FileContent> _files = new(StringComparer.Ordinal);

    /// <summary>Takes note of a file that would have been written.</summary>
    public void Add(Change change)
    {
        if (change is not FileChange file)
        {
            return;
        }

        var bytes = file.After ?? file.Before?.Bytes ?? ReadOnlyMemory<byte>.Empty;
        var before = file.Before?.Stat ?? new FileStat(FileKind.File, 420, 0, 0, "root", "root", 0, 0, null);
        _files[file.Path] = new FileContent(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), before with
        {
            Size = bytes.Length,
            Mode = file.Attributes.Mode ?? before.Mode,
            Owner = file.Attributes.Owner ?? before.Owner,
            Group = file.Attributes.Group ?? before.Group,
        });
    }

    /// <summary>A reader that sees them.</summary>
    public IHostReader Over(IHostReader reader) => _files.Count == 0 ? reader : new Reader(reader, _files);

    private sealed class Reader(IHostReader inner, Dictionary<string, FileContent> files) : ReaderDecorator(inner)
    {
        public override async Task<FileStat?> StatAsync(string path, CancellationToken cancellationToken) =>
            files.TryGetValue(path, out var file) ? file.Stat : await base.StatAsync(path, cancellationToken);

        public override async Task<FileContent?> ReadAsync(string path, CancellationToken cancellationToken) =>
            files.TryGetValue(path, out var file) ? file : await base.ReadAsync(path, cancellationToken);

        public override async Task<string?> HashAsync(string path, CancellationToken cancellationToken) =>
            files.TryGetValue(path, out var file) ? file.Sha256 : await base.HashAsync(path, cancellationToken);
    }
}
