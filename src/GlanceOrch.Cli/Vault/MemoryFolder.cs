namespace GlanceOrch.Cli.Vault;

/// <summary>A folder in memory that only we may enter; it goes with all that is in it when it is disposed.</summary>
internal sealed class MemoryFolder : IDisposable
{
    private MemoryFolder(string path) => Path = path;

    public string Path { get; }

    /// <exception cref="UsageException">No folder of this machine lies in memory: a plaintext on a disk may be found there long after.</exception>
    public static MemoryFolder Create(Func<string, string?> environment)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new UsageException("'edit' needs a Unix system");
        }

        var root = new[] { "/dev/shm", environment("XDG_RUNTIME_DIR"), "/run" }.FirstOrDefault(IsInMemory)
            ?? throw new UsageException("nothing was edited: there is no file system in memory (tmpfs) at /dev/shm, and the plaintext is not put on a disk");
        var path = System.IO.Path.Combine(root, $"glance-orch-{Guid.NewGuid():N}");
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new MemoryFolder(path);
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private static bool IsInMemory(string? path)
    {
        try
        {
            return path is ['/', ..] && Directory.Exists(path) && new DriveInfo(path).DriveFormat is "tmpfs" or "ramfs"
                && (path != "/run" || Environment.IsPrivilegedProcess);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // it cannot be told, so it is not used
        }
    }
}
