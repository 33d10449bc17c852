namespace GlanceOrch.Cli.Tests;

/// <summary>A folder for the files of one test.</summary>
internal class TestFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-test-");

    public string Path => _folder.FullName;

    /// <summary>The absolute path of a file in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file, and makes the folders above it.</summary>
    /// <returns>Its absolute path.</returns>
    public string Put(string name, string text)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? Path);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
