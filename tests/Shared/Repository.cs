namespace GlanceOrch.Tests;

/// <summary>Where the repository lies.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GlanceOrch.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("there is no GlanceOrch.sln above the tests");
        }

        return folder.FullName;
    }
}
