namespace GlanceOrch.Integration.Tests;

/// <summary>A theory on the lab's hosts; skipped, with the reason, where there are none.</summary>
public sealed class LabTheoryAttribute : TheoryAttribute
{
    public LabTheoryAttribute()
    {
        if (Lab.Missing is { } missing)
        {
            Skip = missing;
        }
    }
}
