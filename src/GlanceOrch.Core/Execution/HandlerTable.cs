using GlanceOrch.Core.Planning;

namespace GlanceOrch.Core.Execution;

/// <summary>The handlers of a play as far as they are known: included roles bring more. Thread-safe.</summary>
internal sealed class HandlerTable(IReadOnlyList<PlannedHandler> handlers)
{
    private readonly Lock _adding = new();
    private volatile IReadOnlyList<PlannedHandler> _all = handlers;

    /// <summary>In order of definition, which is the order they run in.</summary>
    public IReadOnlyList<PlannedHandler> All => _all;

    /// <summary>Adds those that are not there yet.</summary>
    public void Add(IReadOnlyList<PlannedHandler> more)
    {
        lock (_adding)
        {
            var added = more.Where(handler => !_all.Any(known => known.Step.Span == handler.Step.Span && known.Title == handler.Title)).ToList();
            if (added.Count > 0)
            {
                _all = [.. _all, .. added];
            }
        }
    }

    /// <summary>Those a notification means: the last one of that name, and all that listen to it.</summary>
    public IReadOnlyList<PlannedHandler> Find(string name)
    {
        var all = _all;
        var named = all.LastOrDefault(handler => handler.IsNamed(name));
        return [.. all.Where(handler => ReferenceEquals(handler, named) || handler.Topics.Contains(name, StringComparer.Ordinal))];
    }
}
