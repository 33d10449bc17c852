using System.Text;
using System.Text.Unicode;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Inventories;

/// <summary>A directory: where it is, and what messages call it. It need not exist; then it is empty.</summary>
/// <param name="FullPath">The absolute path.</param>
/// <param name="Name">The path as the user gave it; empty for the current directory.</param>
internal sealed record Folder(string FullPath, string Name)
{
    /// <summary>Decrypts the files in it.</summary>
    public VaultReader Vault { get; init; } = VaultReader.None;

    public Folder Enter(string entry) => this with { FullPath = Path.Combine(FullPath, entry), Name = Shown(entry) };

    /// <summary>The path of an entry as messages show it.</summary>
    public string Shown(string entry) => Name.Length == 0 ? entry : Path.Combine(Name, entry);

    public bool IsFolder(string entry) => Directory.Exists(Path.Combine(FullPath, entry));

    public bool IsFile(string entry) => File.Exists(Path.Combine(FullPath, entry));

    public bool IsExecutable(string entry) => !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(Path.Combine(FullPath, entry)) & UnixFileMode.UserExecute) != UnixFileMode.None;

    /// <summary>The names in it, sorted; hidden ones and backups (<c>~</c>) are left out.</summary>
    public IEnumerable<string> Entries() => Directory.Exists(FullPath)
        ? Directory.EnumerateFileSystemEntries(FullPath)
            .Select(path => Path.GetFileName(path))
            .Where(name => name[0] != '.' && name[^1] != '~')
            .Order(StringComparer.Ordinal)
        : [];

    /// <summary>The text of an entry; null after a diagnostic when it cannot be read or decrypted.</summary>
    public SourceFile? Read(string entry, DiagnosticBag diagnostics)
    {
        try
        {
            return Decode(Shown(entry), File.ReadAllBytes(Path.Combine(FullPath, entry)), diagnostics) is { } file ? Vault.Open(file, diagnostics) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(InventoryDiagnostics.Unreadable(SourceSpan.Nowhere(Shown(entry)), exception.Message));
            return null;
        }
    }

    /// <summary>The text these bytes are in UTF-8, a byte order mark aside; null after a diagnostic when they are not.</summary>
    public static SourceFile? Decode(string path, byte[] content, DiagnosticBag diagnostics)
    {
        var bytes = content.AsSpan();
        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        if (Utf8.IsValid(bytes))
        {
            return new SourceFile(path, Encoding.UTF8.GetString(bytes));
        }

        // Up to the first wrong byte the text is right, and tells the place.
        var text = Encoding.UTF8.GetString(bytes);
        var good = text[..text.IndexOf('\uFFFD', StringComparison.Ordinal)];
        var line = good.AsSpan().Count('\n') + 1;
        diagnostics.Add(InventoryDiagnostics.NotUtf8(new SourceFile(path, good).At(line, good.Length - good.LastIndexOf('\n'))));
        return null;
    }

    /// <summary>True for what is run instead of read: an executable file that starts as a script or a program does.</summary>
    public bool IsProgram(string entry)
    {
        try
        {
            if (!IsExecutable(entry))
            {
                return false;
            }

            Span<byte> start = stackalloc byte[4];
            using var file = File.OpenRead(Path.Combine(FullPath, entry));
            var count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            return start[..count].StartsWith("#!"u8) || start[..count].SequenceEqual("\u007FELF"u8);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // reading it will say why
        }
    }

    /// <summary>The directory behind symbolic links, which tells whether two names mean the same one.</summary>
    public string RealPath() => new DirectoryInfo(FullPath).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(FullPath);
}
