namespace GlanceOrch.Core.Modules;

/// <summary>Where a file lands that is given to a path or into a directory.</summary>
/// <param name="NewDirectory">The directory to be made for it; null: it is there, or the path said nothing of one.</param>
internal sealed record PlacedFile(FileTarget Target, string? NewDirectory)
{
    /// <param name="name">The file's own name, used when <paramref name="dest"/> is a directory; null: it has none.</param>
    /// <exception cref="ModuleException">A directory is given for a file without a name.</exception>
    public static async Task<PlacedFile> FindAsync(string dest, string? name, bool follow, IHostReader host, CancellationToken cancellationToken)
    {
        var target = await FileTarget.LookAsync(dest.Length > 1 ? dest.TrimEnd('/') : dest, follow, host, cancellationToken);
        if (!target.IsDirectory && !dest.EndsWith('/'))
        {
            return new PlacedFile(target, NewDirectory: null);
        }

        if (name is null)
        {
            throw new ModuleException($"dest '{dest}' is a directory; a content needs the path of a file");
        }

        if (!target.IsDirectory && target.Content is not null)
        {
            throw new ModuleException($"dest '{dest}' is a file and no directory");
        }

        var inside = HostPath.Combine(target.Path, HostPath.Name(name));
        return new PlacedFile(
            await FileTarget.LookAsync(inside, follow, host, cancellationToken), target.IsDirectory ? null : target.Path);
    }

    /// <summary>The edit that puts this content there; null when it is there.</summary>
    public FileEdit? With(ReadOnlyMemory<byte> content, bool force, WrittenFileArgs args)
    {
        if (Target.IsDirectory)
        {
            throw new ModuleException($"{Target.Path} is a directory");
        }

        var edit = FileEdit.Between(Target, force || Target.Content is null ? content : (ReadOnlyMemory<byte>?)null, args);
        return edit is null ? null : edit with { NewDirectory = NewDirectory };
    }
}
