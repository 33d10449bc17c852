using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Tests.Inventories;

/// <summary>A directory of a test's own with inventories in it, gone with the test.</summary>
public sealed class InventoryFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("inventories-");

    public string FullPath => _directory.FullName;

    public DiagnosticBag Diagnostics { get; } = new();

    /// <summary>The findings as one line each.</summary>
    public IEnumerable<string> Findings => Diagnostics.Select(diagnostic => diagnostic.ToString());

    public InventoryFolder With(string path, string content, bool executable = false)
    {
        var full = Path.Combine(FullPath, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full) ?? FullPath);
        File.WriteAllText(full, content);
        if (executable && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return this;
    }

    public Inventory Load(params string[] sources) => new InventoryLoader(FullPath, new PlainTemplates()).Load(sources, Diagnostics);

    public Inventory Load(Inventory inventory, string playbookDirectory) =>
        new InventoryLoader(FullPath, new PlainTemplates()).WithPlaybookDirectory(inventory, playbookDirectory, Diagnostics);

    /// <summary>The names of the hosts a pattern means, with blanks between them.</summary>
    public string Select(Inventory inventory, string pattern) =>
        string.Join(' ', HostPatterns.Select(inventory, pattern, SourceSpan.Nowhere("hosts"), Diagnostics));

    public void Dispose() => _directory.Delete(recursive: true);
}
