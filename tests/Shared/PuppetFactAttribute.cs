namespace GlanceOrch.Tests;

/// <summary>A test that compares with what is known of puppet-glance; skipped, with the reason, where that does not lie beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PuppetFactAttribute : FactAttribute
{
    public PuppetFactAttribute() => Skip = Missing;

    internal static string Path { get; } = System.IO.Path.Combine(Repository.Root, "../shared/spec/puppet-glance.json");

    internal static string? Missing => File.Exists(Path) ? null : "needs ../shared/spec/puppet-glance.json";
}
