using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>The values that <c>register</c> stores.</summary>
internal static class Values
{
    /// <summary><c>changed</c>, <c>failed</c>, <c>skipped</c> and <c>msg</c> beside what the module gave.</summary>
    public static ScriptObject Result(TaskStatus status, string? message, params IEnumerable<ScriptObject?> more)
    {
        var value = new ScriptObject();
        foreach (var members in more)
        {
            foreach (var (key, member) in members ?? [])
            {
                value[key] = member;
            }
        }

        value["changed"] = status == TaskStatus.Changed;
        value["failed"] = status is TaskStatus.Failed or TaskStatus.Unreachable;
        value["skipped"] = status == TaskStatus.Skipped;
        if (status == TaskStatus.Unreachable)
        {
            value["unreachable"] = true;
        }

        value.TryAdd("msg", message ?? "");
        return value;
    }

    /// <summary>A result of which a dry run knows some members only; reading another one is "unknown", not an error.</summary>
    public static object Partly(ScriptObject known, string reason) => new PartlyKnown(known, new UnknownValue(reason));

    /// <summary>The result of a task that a dry run does not carry out: among what is not known is whether it would fail.</summary>
    public static object NotCarriedOut(ScriptObject known)
    {
        known.Remove("failed");
        return Partly(known, "the result of a task that a dry run does not carry out");
    }

    private sealed class PartlyKnown(ScriptObject known, UnknownValue unknown) : ITemplateScope
    {
        public IEnumerable<string> Names => known.Keys;

        public bool TryGetValue(string name, out object? value)
        {
            if (!known.TryGetValue(name, out value))
            {
                value = unknown;
            }

            return true;
        }
    }
}
