namespace GlanceOrch.Core.Tests.Templating;

/// <summary>A theory about Scriban's own examples; they lie beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConformanceTheoryAttribute : TheoryAttribute
{
    public ConformanceTheoryAttribute()
    {
        if (!Directory.Exists(Folder))
        {
            Skip = "needs ../shared/conformance/scriban";
        }
    }

    internal static string Folder { get; } = Path.Combine(Repository.Root, "../shared/conformance/scriban");
}
