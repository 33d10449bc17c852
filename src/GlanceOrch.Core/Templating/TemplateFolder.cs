namespace GlanceOrch.Core.Templating;

/// <summary>Files of a folder that templates may include.</summary>
public static class TemplateFolder
{
    /// <summary>
    /// The path of a file in the folder or below; null when there is none, or when the name leads out of the folder: absolute, with <c>..</c>,
    /// or by a symbolic link.
    /// </summary>
    public static string? Find(string folder, string name)
    {
        if (Path.IsPathRooted(name))
        {
            return null;
        }

        var root = Path.GetFullPath(folder);
        var path = root;
        foreach (var part in name.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, part);
            if (part == ".." || Target(path) is not { } target)
            {
                return null;
            }

            if (target != path && !target.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                return null;
            }

            path = target;
        }

        return File.Exists(path) ? path : null;
    }

    /// <summary>Where the path leads when it is a link, else itself; null when that is nowhere.</summary>
    private static string? Target(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            return null; // a link to itself
        }
    }
}
