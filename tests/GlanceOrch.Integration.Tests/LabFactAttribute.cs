namespace GlanceOrch.Integration.Tests;

/// <summary>A test on the lab's hosts; skipped, with the reason, where there are none.</summary>
public sealed class LabFactAttribute : FactAttribute
{
    public LabFactAttribute()
    {
        if (Lab.Missing is { } missing)
        {
            Skip = missing;
        }
    }
}
