namespace GlanceOrch.Core.Planning;

/// <summary>Where the files that a task names are searched on the controller.</summary>
internal static class SearchPlaces
{
    /// <summary>The role's folder of that kind (<c>files</c>, <c>templates</c>, <c>vars</c>) and its tasks', then those of the playbook.</summary>
    public static IReadOnlyList<string> Of(string playbookDirectory, PlannedRole? role, string kind) =>
    [
        .. role is { Role.Directory: var folder } ? (string[])[Path.Combine(folder, kind), Path.Combine(folder, "tasks")] : [],
        Path.Combine(playbookDirectory, kind),
        playbookDirectory,
    ];

    /// <summary>The paths that a name can mean, in the order in which they are tried.</summary>
    public static IReadOnlyList<string> Candidates(string name, IEnumerable<string> places) =>
        Path.IsPathRooted(name) ? [name] : [.. places.Select(place => Path.Combine(place, name))];

    /// <summary>A path as users see it: from the current folder where it lies below that.</summary>
    public static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
