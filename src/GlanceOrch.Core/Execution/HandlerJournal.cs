using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Planning;

namespace GlanceOrch.Core.Execution;

/// <summary>A handler that an earlier run has left to be run.</summary>
/// <param name="File">What holds it; gone when it has run.</param>
/// <param name="Handler">The handler's title.</param>
/// <param name="Section">Of the play, where it was notified.</param>
internal sealed record JournalEntry(string File, string Host, string Handler, string Section);

/// <summary>
/// Keeps notified handlers on the controller until they have run, so that the next run of the play makes up for one that broke off.
/// See docs/decisions/0010-handlers-survive.md.
/// </summary>
/// <remarks>
/// Thread-safe. A notification is a small file of its own, which only the run that wrote it or that read it at its start removes: runs at the
/// same time need no lock. Names of hosts, plays and handlers as they are written are in it, no values. When the folder cannot be used, the run
/// goes on with a warning.
/// </remarks>
/// <param name="directory">Made when first needed, for the user only.</param>
public sealed class HandlerJournal(string directory, TimeProvider time)
{
    private const int Version = 1;
    private const UnixFileMode OnlyUs = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _gate = new();

    /// <summary>The folder could not be used.</summary>
    internal bool IsBroken { get; private set; }

    /// <summary>Told once when the folder cannot be used.</summary>
    internal Action<string> Warn { get; set; } = _ => { };

    /// <summary>What earlier runs of the play have left, for all its hosts.</summary>
    internal IReadOnlyList<JournalEntry> Read(PlannedPlay play)
    {
        var entries = new List<JournalEntry>();
        Try(() =>
        {
            foreach (var file in Files(FolderOf(play)))
            {
                if (Parse(file) is { } entry)
                {
                    entries.Add(entry);
                }
            }
        });
        return entries;
    }

    /// <summary>Takes note of a notification before anything else happens on the host; null when it cannot.</summary>
    internal JournalEntry? Add(PlannedPlay play, string host, PlannedHandler handler, string section)
    {
        JournalEntry? added = null;
        Try(() =>
        {
            UnixCalls.MakePrivateDirectory(directory);
            if (!UnixCalls.IsPrivateDirectory(directory))
            {
                throw new IOException("it is not a directory of our own with mode 0700");
            }

            var folder = FolderOf(play);
            var name = Path.Combine(folder, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
            for (var left = 10; added is null; left--)
            {
                try
                {
                    UnixCalls.MakePrivateDirectory(folder);
                    Write(name + ".new", Text(play, host, handler, section));
                    File.Move(name + ".new", name + ".json");
                    added = new JournalEntry(name + ".json", host, handler.Title, section);
                }
                catch (DirectoryNotFoundException) when (left > 0)
                {
                    // A run at the same time has just removed its last note, and the folder.
                }
            }
        });
        return added;
    }

    /// <summary>The handler has run, or is no more.</summary>
    internal void Remove(JournalEntry entry) => Try(() =>
    {
        try
        {
            File.Delete(entry.File);
        }
        catch (DirectoryNotFoundException)
        {
            return; // by a run at the same time
        }

        try
        {
            Directory.Delete(Path.GetDirectoryName(entry.File)!);
        }
        catch (IOException)
        {
            // There are other notes.
        }
    });

    private static IReadOnlyList<string> Files(string folder)
    {
        try
        {
            return [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private string FolderOf(PlannedPlay play)
    {
        var key = FormattableString.Invariant($"{play.Playbook}\n{play.Name}\n{play.Number}");
        return Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32]);
    }

    private byte[] Text(PlannedPlay play, string host, PlannedHandler handler, string section) => JsonSerializer.SerializeToUtf8Bytes(new Note(
        Version, host, handler.Title, section, play.Name, play.Number, play.Playbook, time.GetUtcNow()));

    private static void Write(string path, byte[] text)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("the controller must be a Unix system");
        }

        using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OnlyUs });
        stream.Write(text);
        stream.Flush(flushToDisk: true);
    }

    private static JournalEntry? Parse(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Note>(File.ReadAllBytes(file)) is { Version: Version, Host: { } host, Handler: { } handler, Section: { } section }
                ? new JournalEntry(file, host, handler, section)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // of another version of this program, or removed by a run at the same time
        }
    }

    private void Try(Action action)
    {
        lock (_gate)
        {
            if (IsBroken)
            {
                return;
            }

            try
            {
                action();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                IsBroken = true;
                Warn($"{directory} cannot be used, so handlers that this run leaves out are not known to the next one: {exception.Message}");
            }
        }
    }

    private sealed record Note(
        int Version, string? Host, string? Handler, string? Section, string? Play, int Number, string? Playbook, DateTimeOffset Since);
}
