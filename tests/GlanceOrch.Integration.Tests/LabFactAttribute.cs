namespace GlanceOrch.Integration.Tests;

/// <summary>A test on the lab's hosts; skipped, with the reason, where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabFactAttribute : FactAttribute
{
    /// <param name="hosts">Those that must be among them.</param>
    public LabFactAttribute(params string[] hosts) =>
        Skip = Lab.Missing ?? (hosts.FirstOrDefault(host => !Lab.Hosts.ContainsKey(host)) is { } missing ? $"the lab has no host {missing}" : null);

    /// <summary>The test takes the link of a host down, for which it needs the lab's own program.</summary>
    public bool CutsLinks
    {
        get;
        set
        {
            field = value;
            if (value && Lab.Program is null)
            {
                Skip ??= "the lab's program is neither tests/lab/lab nor named by GLANCE_ORCH_TEST_LAB";
            }
        }
    }
}
