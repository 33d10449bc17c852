namespace GlanceOrch.Core.Modules;

/// <summary>Read-only access to one host, as the task's user. What a check may use.</summary>
/// <remarks>
/// Reads asked for at the same time are sent as one batch, and answers are cached until a write touches them.
/// So a check that needs several reads starts them together (<c>Task.WhenAll</c>) and never one by one without need.
/// Paths are absolute. All methods throw <see cref="Connections.UnreachableException"/> when the host is lost.
/// </remarks>
public interface IHostReader
{
    /// <summary>What lies at a path, links not followed; null when nothing does.</summary>
    /// <exception cref="ModuleException">The path cannot be looked at (no permission).</exception>
    Task<FileStat?> StatAsync(string path, CancellationToken cancellationToken);

    /// <summary>The content of a regular file (links followed); null when there is none.</summary>
    /// <exception cref="ModuleException">It is no file, cannot be read, or is larger than 64 MiB.</exception>
    Task<FileContent?> ReadAsync(string path, CancellationToken cancellationToken);

    /// <summary>The same for a file that is only compared: above 1 MiB its hash comes without the bytes (<see cref="FileContent.IsTooLarge"/>).</summary>
    /// <exception cref="ModuleException">It is no file, or cannot be read.</exception>
    Task<FileContent?> LookAsync(string path, CancellationToken cancellationToken);

    /// <summary>SHA-256 of a regular file, lower-case hex (links followed); null when there is none.</summary>
    Task<string?> HashAsync(string path, CancellationToken cancellationToken);

    /// <summary>The names in a directory, without <c>.</c> and <c>..</c>, sorted by ordinal; null when there is no such directory.</summary>
    Task<IReadOnlyList<string>?> ListAsync(string path, CancellationToken cancellationToken);

    /// <summary>The paths that match a shell pattern (<c>* ? []</c>), sorted by ordinal; empty when none does.</summary>
    Task<IReadOnlyList<string>> GlobAsync(string pattern, CancellationToken cancellationToken);

    /// <summary>Runs a command that only reads. It runs in check mode too: the module promises that it changes nothing.</summary>
    /// <remarks>The same query asked twice without a change between is answered from the cache. A status other than zero is no exception.</remarks>
    Task<CommandResult> QueryAsync(Command command, CancellationToken cancellationToken);

    /// <summary>Opens a TCP stream from the host's network to an address as seen from there.</summary>
    /// <exception cref="IOException">The target refuses.</exception>
    Task<Stream> ConnectAsync(string targetHost, int targetPort, CancellationToken cancellationToken);

    /// <summary>An HTTP client whose connections start on the host (<see cref="ConnectAsync"/>). Do not dispose it.</summary>
    /// <remarks>It follows no redirects, uses each connection once, and has no timeout of its own: pass a token.</remarks>
    HttpClient Http { get; }
}

/// <summary>Full access to one host: what apply may use.</summary>
public interface IHost : IHostReader
{
    /// <summary>Writes a file: temporary file in the same folder, owner and mode set, flushed, then renamed over the target.</summary>
    /// <exception cref="HostChangedException">The file is no longer what the check has read: nothing was written, check again.</exception>
    /// <exception cref="ModuleException">It cannot be written (no folder, no permission, disk full, unknown owner).</exception>
    Task WriteAsync(FileWrite write, CancellationToken cancellationToken);

    /// <summary>Removes a file, link or whole directory; nothing there is no error.</summary>
    Task RemoveAsync(string path, CancellationToken cancellationToken);

    /// <summary>Makes a directory with its parents (those with mode 0755 and the task's user); there already is no error.</summary>
    Task MakeDirectoryAsync(string path, FileAttributes attributes, CancellationToken cancellationToken);

    /// <summary>Makes or replaces a symbolic link.</summary>
    Task LinkAsync(string path, string target, CancellationToken cancellationToken);

    /// <summary>Sets owner, group and mode, each where not null.</summary>
    Task SetAttributesAsync(string path, FileAttributes attributes, bool recursive, CancellationToken cancellationToken);

    /// <summary>Runs a command that may change anything. A status other than zero is no exception.</summary>
    Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken);
}
