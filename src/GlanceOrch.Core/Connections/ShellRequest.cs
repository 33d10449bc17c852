namespace GlanceOrch.Core.Connections;

/// <summary>How the remote loop runs a request; dearer kinds are safer.</summary>
public enum ShellKind
{
    /// <summary>Inside the loop itself, no process: only our own built-ins.</summary>
    Builtin,

    /// <summary>In a subshell: our own helper code.</summary>
    Helper,

    /// <summary>In a session, a shell and pipes of its own: every command that is not ours.</summary>
    Command,
}

/// <summary>One request for the shell on a host.</summary>
public sealed record ShellRequest
{
    /// <summary>Bytes of each stream that are kept when nothing else is said: 32 MiB.</summary>
    public const int DefaultOutputLimit = 32 << 20;

    public required ShellKind Kind { get; init; }

    /// <summary>Shell code; any text without NUL.</summary>
    public required string Script { get; init; }

    /// <summary>What it reads from its standard input.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Another shell than /bin/sh, with arguments if need be; for <see cref="ShellKind.Command"/> only.</summary>
    public string? Shell { get; init; }

    /// <summary>Time from the moment it may start; then it is killed. Null: none of its own.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Bytes kept of each stream; the rest is read and dropped, and <see cref="ShellAnswer.Note"/> says so.</summary>
    public int OutputLimit { get; init; } = DefaultOutputLimit;

    /// <summary>Takes standard output as it comes, instead of the answer. Written to from another thread, never concurrently.</summary>
    public Stream? OutputSink { get; init; }

    /// <summary>Takes standard error as it comes, instead of the answer.</summary>
    public Stream? ErrorSink { get; init; }
}

/// <summary>What a request gave.</summary>
/// <param name="Status">Exit status; 128 + N when killed by signal N.</param>
public sealed record ShellAnswer(int Status, ReadOnlyMemory<byte> Output, ReadOnlyMemory<byte> Error)
{
    /// <summary>Something users should know of: output cut at a limit, a background child, a kill at the deadline. Null: nothing.</summary>
    public string? Note { get; init; }

    /// <summary>It was killed at its deadline.</summary>
    public bool TimedOut { get; init; }

    public TimeSpan Duration { get; init; }
}

/// <summary>The other user could not be become: wrong password, not allowed, no such user, no sudo. The host itself is there.</summary>
public sealed class BecomeException(string message) : Exception(message);
