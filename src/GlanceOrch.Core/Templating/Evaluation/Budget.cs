namespace GlanceOrch.Core.Templating;

/// <summary>Ends a rendering that does or holds too much. Made only for renderings that are long enough to be looked at.</summary>
internal sealed class Budget
{
    /// <summary>How much work lies between two looks.</summary>
    public const long Interval = 50_000;

    private readonly long _heap = GC.GetTotalMemory(forceFullCollection: false);
    private readonly long _allocated = GC.GetAllocatedBytesForCurrentThread();

    public void Check(Node node, TemplateOptions options, long work)
    {
        if (work > options.WorkLimit)
        {
            throw node.Error($"The template does more than the limit of {options.WorkLimit} steps allows");
        }

        // No rendering holds more than it has allocated; other threads allocate too, so the heap alone says nothing.
        if (GC.GetAllocatedBytesForCurrentThread() - _allocated > options.MemoryLimit && Grown(options.MemoryLimit))
        {
            throw node.Error($"The template holds more than the limit of {options.MemoryLimit / (1024 * 1024)} MiB");
        }
    }

    private bool Grown(long limit)
    {
        for (var generation = -1; generation <= GC.MaxGeneration; generation++)
        {
            if (generation >= 0)
            {
                GC.Collect(generation);
            }

            if (GC.GetTotalMemory(forceFullCollection: false) - _heap <= limit)
            {
                return false;
            }
        }

        return true;
    }
}
