namespace GlanceOrch.Core.Modules;

/// <summary>What stands in the way of a change to a path, as far as a look can tell.</summary>
internal static class FileObstacles
{
    /// <summary>What is said of a file that cannot be made for want of its directory.</summary>
    public static string NoDirectory(string path) => $"cannot write {path}: its directory does not exist";

    /// <summary>A missing directory, or an owner or group that the host does not know; null: neither.</summary>
    /// <param name="makesFile">There is nothing at the path so far.</param>
    public static async Task<string?> FindAsync(string path, bool makesFile, FileAttributes attributes, IHostReader host, CancellationToken cancellationToken)
    {
        if (makesFile && await host.StatAsync(HostPath.Parent(path), cancellationToken) is not { Kind: FileKind.Directory or FileKind.Link })
        {
            return NoDirectory(path);
        }

        List<string> names = [];
        if (attributes.Owner is { } owner)
        {
            names.AddRange(["-user", owner]);
        }

        if (attributes.Group is { } group)
        {
            names.AddRange(["-group", group]);
        }

        if (names.Count == 0)
        {
            return null;
        }

        // It looks at one directory only; names it asks for wherever the host keeps its accounts, and refuses those it does not find.
        var result = await host.QueryAsync(Command.Of(["find", "/", "-prune", .. names]), cancellationToken);
        var isUnknown = result.Status == 1 && new[] { attributes.Owner, attributes.Group }.Any(name => name is not null && result.ErrorText.Contains(name, StringComparison.Ordinal));
        return isUnknown ? $"cannot set owner or mode of {path}: {result.ErrorText.Trim()}" : null;
    }
}
