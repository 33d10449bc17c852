using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Cli.Verbs;

/// <summary><c>glance-orch init</c>: writes a small project to start from.</summary>
/// <remarks>Its files are those of the folder <c>Scaffold</c>, which are inside the program.</remarks>
internal sealed class InitVerb(Surroundings surroundings)
{
    private const string Prefix = "scaffold/";

    /// <summary>Writes all files, or none.</summary>
    /// <exception cref="UsageException">A file is there already, or cannot be written.</exception>
    public int Run(InitOptions options)
    {
        var targets = typeof(InitVerb).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToDictionary(name => Path.Combine(options.Directory, name[Prefix.Length..]), StringComparer.Ordinal);
        var there = targets.Keys.Where(IsThere).ToList();
        if (there.Count > 0)
        {
            throw new UsageException($"nothing was written, as this is there already: {string.Join(", ", there)}");
        }

        var written = new List<string>();
        try
        {
            foreach (var (path, name) in targets)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".");
                using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                written.Add(path);
                using var content = typeof(InitVerb).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"'{name}' is not inside the program");
                content.CopyTo(file);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            written.ForEach(File.Delete); // else the next try would find them
            throw new UsageException($"nothing was written: {exception.Message}");
        }

        foreach (var path in written)
        {
            surroundings.Out.WriteLine($"wrote {path}");
        }

        surroundings.Out.WriteLine();
        surroundings.Out.WriteLine("Put your hosts into inventories/production/hosts and your passwords into inventories/production/group_vars/all.yml, then:");
        surroundings.Out.WriteLine();
        if (Path.GetFullPath(options.Directory) != Directory.GetCurrentDirectory())
        {
            surroundings.Out.WriteLine($"  cd {ShellQuote.Quote(options.Directory)}");
        }

        surroundings.Out.WriteLine("  glance-orch lint site.yml");
        surroundings.Out.WriteLine("  glance-orch play site.yml -i production --check --diff");
        return ExitCodes.Success;
    }

    /// <summary>Also a link that leads nowhere: it is somebody's.</summary>
    private static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
