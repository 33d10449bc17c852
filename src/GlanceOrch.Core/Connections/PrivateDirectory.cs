using System.Security.Cryptography;

namespace GlanceOrch.Core.Connections;

/// <summary>
/// The one place on the controller where we leave anything: sockets of shared connections stay for the next run, everything else
/// lies in a directory of this run and goes with it.
/// </summary>
/// <remarks>Thread-safe. Nothing is made before it is needed.</remarks>
internal sealed class PrivateDirectory(ConnectionEnvironment environment) : IDisposable
{
    private readonly Lock _gate = new();
    private string? _run;
    private FileStream? _lock;
    private int _lastName;

    /// <summary>Path for the socket of a shared connection; it stays after the run.</summary>
    /// <exception cref="UnreachableException">There is no safe private directory.</exception>
    public string Shared(string identity) => Path.Combine(Base(), identity);

    /// <summary>A new path in the directory of this run.</summary>
    /// <exception cref="UnreachableException">There is no safe private directory.</exception>
    public string New(string prefix) => Path.Combine(Run(), FormattableString.Invariant($"{prefix}{Interlocked.Increment(ref _lastName)}"));

    public void Dispose()
    {
        lock (_gate)
        {
            if (_run is not null)
            {
                Remove(_run);
                _run = null;
            }

            _lock?.Dispose();
            _lock = null;
        }
    }

    private static void Remove(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next run sweeps it.
        }
    }

    private string Base()
    {
        var path = Path.Combine(environment.RuntimeDirectory, environment.PrivateName);
        UnixCalls.MakePrivateDirectory(path);
        return UnixCalls.IsPrivateDirectory(path)
            ? path
            // Somebody else could have made it first and would own our sockets.
            : throw new UnreachableException($"{path} is not a directory of our own with mode 0700: remove it, or set XDG_RUNTIME_DIR");
    }

    private string Run()
    {
        lock (_gate)
        {
            if (_run is null)
            {
                var root = Base();
                Sweep(root);
                var run = Path.Combine(root, "r" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)));
                UnixCalls.MakePrivateDirectory(run);
                _lock = new FileStream(Path.Combine(run, "lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
                _run = run;
            }

            return _run;
        }
    }

    /// <summary>Removes what runs left that were killed: their lock is free. And the words of connections that are gone.</summary>
    private static void Sweep(string root)
    {
        foreach (var log in Directory.GetFiles(root, "c*.log"))
        {
            // One that is being made has its words before its socket.
            if (!File.Exists(log[..^".log".Length]) && File.GetLastWriteTimeUtc(log) < DateTime.UtcNow.AddHours(-1))
            {
                File.Delete(log);
            }
        }

        foreach (var run in Directory.GetDirectories(root, "r*"))
        {
            try
            {
                using (new FileStream(Path.Combine(run, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                }

                Remove(run);
            }
            catch (IOException)
            {
                // In use, or being made at this moment.
            }
        }
    }
}
