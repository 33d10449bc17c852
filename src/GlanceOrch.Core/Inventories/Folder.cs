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
            return Vault.Open(new SourceFile(Shown(entry), File.ReadAllText(Path.Combine(FullPath, entry))), diagnostics);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(InventoryDiagnostics.Unreadable(SourceSpan.Nowhere(Shown(entry)), exception.Message));
            return null;
        }
    }
}
