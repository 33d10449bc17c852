using System.Security.Cryptography;
using System.Text;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

public enum FileKind
{
    File,
    Directory,
    Link,
    Other,
}

/// <summary>What lies at a path.</summary>
/// <param name="Mode">Permission bits with setuid, setgid and sticky: 0 to 07777 (octal).</param>
/// <param name="Owner">Name of the owner, or its number where it has no name.</param>
/// <param name="Group">Name of the group, or its number.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedUnixSeconds">Last change of the content, seconds since 1970 UTC.</param>
/// <param name="LinkTarget">Target of a link, else null.</param>
public sealed record FileStat(
    FileKind Kind, int Mode, int UserId, int GroupId, string Owner, string Group, long Size, long ModifiedUnixSeconds, string? LinkTarget);

/// <summary>A file's bytes, with the hash that guards a later write.</summary>
public sealed record FileContent(ReadOnlyMemory<byte> Bytes, string Sha256, FileStat Stat)
{
    /// <summary>The file is larger than what is read for a comparison: there are no bytes here, but the hash is the file's.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>What <see cref="Sha256"/> is for these bytes: lower-case hex.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The bytes as UTF-8; bytes that are none become U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);
}

/// <summary>Owner, group and mode; null: left as it is (for new files: the task's user, 0644; directories 0755).</summary>
public sealed record FileAttributes(string? Owner = null, string? Group = null, int? Mode = null)
{
    public static FileAttributes Unset { get; } = new();
}

/// <summary>A guarded write of a whole file.</summary>
public sealed record FileWrite
{
    public required string Path { get; init; }

    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Hash the file had when it was checked; null: there was none.</summary>
    public required string? ExpectedSha256 { get; init; }

    /// <summary>Null parts keep what the file has.</summary>
    public FileAttributes Attributes { get; init; } = FileAttributes.Unset;

    /// <summary>Command that must accept the new file before it is put in place; <c>%s</c> stands for its path (<c>validate</c>).</summary>
    public string? Validate { get; init; }
}

/// <summary>A command for a host. It runs without a terminal, in its own session.</summary>
public sealed record Command
{
    /// <summary>Text for the shell.</summary>
    public required string Script { get; init; }

    /// <summary>What the command reads; empty: at once the end.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Working directory; null: the user's home.</summary>
    public string? Directory { get; init; }

    /// <summary>Variables set for the command. Not visible in the process list.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Another shell than /bin/sh.</summary>
    public string? Shell { get; init; }

    /// <summary>After it the process group is killed; null: only the task's own limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>As a query: its answer is not remembered, as the same question will have another soon.</summary>
    public bool IsAskedOnce { get; init; }

    /// <summary>Words as one simple command, each quoted.</summary>
    /// <exception cref="ModuleException">A word holds a NUL, which no command can be given.</exception>
    public static Command Of(params IReadOnlyList<string> words) => words.Any(word => word.Contains('\0', StringComparison.Ordinal))
        ? throw new ModuleException("a command's words cannot hold a NUL character")
        : new() { Script = ShellQuote.Join(words) };
}

/// <summary>What a command gave.</summary>
/// <param name="Status">Exit status; 128 + N when killed by signal N.</param>
public sealed record CommandResult(int Status, ReadOnlyMemory<byte> Output, ReadOnlyMemory<byte> Error)
{
    /// <summary>Something users should know of: output cut at a limit, a background child still holding the pipes. Null: nothing.</summary>
    public string? Note { get; init; }

    public TimeSpan Duration { get; init; }

    public string OutputText => Encoding.UTF8.GetString(Output.Span);

    public string ErrorText => Encoding.UTF8.GetString(Error.Span);
}

/// <summary>A module cannot do what it was asked: the task fails on this host with the message.</summary>
public class ModuleException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>More for <c>register</c>, such as rc and stderr of the command that failed; null: nothing.</summary>
    public Templating.ScriptObject? Values { get; init; }
}

/// <summary>What was checked is no longer so: nothing was done, the task is checked again.</summary>
public sealed class HostChangedException(string path) : Exception($"{path} changed since it was checked")
{
    public string Path { get; } = path;
}
