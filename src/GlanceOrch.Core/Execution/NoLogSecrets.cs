using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>What a task with <c>no_log</c> was given and gave back is secret wherever it turns up again: in another task's output, or in a message.</summary>
internal static class NoLogSecrets
{
    // What these hold is seen on the host by everybody. Masked, it would make other tasks' output unreadable.
    private static readonly HashSet<string> Plain = new(StringComparer.Ordinal)
    {
        "path", "dest", "src", "chdir", "creates", "removes", "owner", "group", "mode", "state", "name", "executable", "checksum", "start", "end", "delta",
        "changed", "failed", "skipped", "rc", "uid", "gid", "size",
    };

    public static void Add(PlannedTask task, ScriptObject arguments, SecretMasker secrets)
    {
        foreach (var (name, value) in arguments)
        {
            // A choice or a switch says nothing; neither does its spelling.
            var type = task.Module?.Schema.Find(name)?.Property.PropertyType;
            var kind = type is null ? typeof(string) : Nullable.GetUnderlyingType(type) ?? type;
            if (!Plain.Contains(name) && !kind.IsEnum && kind != typeof(bool))
            {
                secrets.AddAll(value);
            }
        }
    }

    public static void Add(TaskResult result, SecretMasker secrets)
    {
        foreach (var (name, value) in result.Value as ScriptObject ?? [])
        {
            if (name == "results" && value is ScriptArray)
            {
                continue; // those of the items follow
            }

            if (!Plain.Contains(name))
            {
                secrets.AddAll(value);
            }
        }

        foreach (var item in result.Items)
        {
            secrets.Add(item.Label);
            Add(item.Result, secrets);
        }
    }
}
