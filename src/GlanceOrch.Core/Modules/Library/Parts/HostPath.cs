namespace GlanceOrch.Core.Modules;

/// <summary>Paths of hosts: always with <c>/</c>, whatever the controller runs on.</summary>
internal static class HostPath
{
    /// <summary>How many links are followed, as on Linux.</summary>
    public const int MostLinks = 40;

    public static string Parent(string path) => path.TrimEnd('/').LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";

    public static string Name(string path) => path.TrimEnd('/') is var trimmed ? trimmed[(trimmed.LastIndexOf('/') + 1)..] : "";

    /// <summary>A path as seen from a directory.</summary>
    public static string Combine(string directory, string path) => path.StartsWith('/') ? path : $"{directory.TrimEnd('/')}/{path}";

    /// <summary>Where a link leads to.</summary>
    public static string Follow(string link, string target) => Combine(Parent(link), target);

    /// <exception cref="ModuleException">The path is relative: to what, nobody could say.</exception>
    public static void NeedAbsolute(string path)
    {
        if (!path.StartsWith('/'))
        {
            throw new ModuleException($"the path '{path}' must be absolute");
        }
    }
}
