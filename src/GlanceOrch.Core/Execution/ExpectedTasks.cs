using GlanceOrch.Core.Planning;

namespace GlanceOrch.Core.Execution;

/// <summary>The tasks behind each other as they run while nothing fails: what checks may run ahead to.</summary>
internal sealed class ExpectedTasks
{
    private readonly Dictionary<PlannedTask, int> _places = new(ReferenceEqualityComparer.Instance);

    public ExpectedTasks(IEnumerable<PlannedStep> steps)
    {
        Tasks = [.. PlannedSteps.Expected(steps)];
        for (var index = 0; index < Tasks.Count; index++)
        {
            _places[Tasks[index]] = index;
        }
    }

    public IReadOnlyList<PlannedTask> Tasks { get; }

    /// <summary>Where the task stands in <see cref="Tasks"/>; null when it is not among them.</summary>
    public int? PlaceOf(PlannedTask task) => _places.TryGetValue(task, out var place) ? place : null;
}
