namespace GlanceOrch.Core.Planning;

/// <summary>Ways through trees of steps.</summary>
public static class PlannedSteps
{
    /// <summary>All tasks in the order they are written.</summary>
    public static IEnumerable<PlannedTask> Tasks(IEnumerable<PlannedStep> steps) => steps.SelectMany(step => step switch
    {
        PlannedBlock block => Tasks(block.Tasks).Concat(Tasks(block.Rescue)).Concat(Tasks(block.Always)),
        PlannedTask task => [task],
        _ => [],
    });

    /// <summary>The tasks of all sections of a play, in the order they are written.</summary>
    public static IEnumerable<PlannedTask> Tasks(PlannedPlay play) => play.Sections.SelectMany(section => Tasks(section.Steps));

    /// <summary>The tasks in the order they run while nothing fails.</summary>
    public static IEnumerable<PlannedTask> Expected(IEnumerable<PlannedStep> steps) => steps.SelectMany(step => step switch
    {
        PlannedBlock block => Expected(block.Tasks).Concat(Expected(block.Always)),
        PlannedTask task => [task],
        _ => [],
    });

    /// <summary>The steps with those tasks only for which <paramref name="keep"/> holds; it is asked in the order they are written.</summary>
    /// <remarks>Blocks left without a task go; a part left without one is as if it were not written.</remarks>
    public static IReadOnlyList<PlannedStep> Where(IEnumerable<PlannedStep> steps, Func<PlannedTask, bool> keep)
    {
        var kept = new List<PlannedStep>();
        foreach (var step in steps)
        {
            switch (step)
            {
                case PlannedTask task when keep(task):
                    kept.Add(task);
                    break;
                case PlannedBlock block:
                    var smaller = block with { Tasks = Where(block.Tasks, keep), Rescue = Where(block.Rescue, keep), Always = Where(block.Always, keep) };
                    if (smaller.Tasks.Count + smaller.Always.Count > 0)
                    {
                        kept.Add(smaller);
                    }

                    break;
            }
        }

        return kept;
    }
}
