namespace GlanceOrch.Integration.Tests;

/// <summary>A test of the examples; skipped, with the reason, unless the lab's hosts are fresh.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabExamplesTheoryAttribute : TheoryAttribute
{
    public LabExamplesTheoryAttribute()
    {
        if (Missing is { } missing)
        {
            Skip = missing;
        }
    }

    internal static string? Missing => Lab.Missing
        ?? (Environment.GetEnvironmentVariable("GLANCE_ORCH_TEST_EXAMPLES") == "1" ? null : "GLANCE_ORCH_TEST_EXAMPLES=1 says that services, api1 and swift1 are fresh: run ./test.sh");
}
