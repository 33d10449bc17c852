using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>Makes one result of a loop's items.</summary>
internal static class LoopResult
{
    /// <summary>Failed when one failed, changed when one changed, skipped when all were; <c>results</c> holds every item's value.</summary>
    public static TaskResult Of(IReadOnlyList<ItemResult> items)
    {
        var status = items.Any(item => item.Result.Status == TaskStatus.Unreachable) ? TaskStatus.Unreachable
            : items.Any(item => item.Result.Status == TaskStatus.Failed) ? TaskStatus.Failed
            : items.Any(item => item.Result.Status == TaskStatus.Changed) ? TaskStatus.Changed
            : items.Count > 0 && items.All(item => item.Result.Status == TaskStatus.Skipped) ? TaskStatus.Skipped
            : items.Count == 0 ? TaskStatus.Skipped
            : TaskStatus.Ok;
        var message = items.FirstOrDefault(item => item.Result.Status == status && status is TaskStatus.Failed or TaskStatus.Unreachable)?.Result.Message;
        var value = Values.Result(status, message ?? (items.Count == 0 ? "the list is empty" : null));
        value["results"] = new ScriptArray(items.Select(item => item.Result.Value));
        var mayFail = status != TaskStatus.Failed && items.Any(item => item.Result is { IsUnknown: true, Status: TaskStatus.Changed });
        return new TaskResult
        {
            Status = status,
            Message = items.Count == 0 ? "the list is empty" : message,
            Items = items,
            Value = mayFail ? Values.NotCarriedOut(value) : value,
            IsUnknown = items.Any(item => item.Result.IsUnknown),
            OutcomeUnknown = items.Any(item => item.Result.OutcomeUnknown),
        };
    }
}
