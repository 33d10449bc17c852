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
            if (!kind.IsEnum && kind != typeof(bool))
            {
                Add(name, value, secrets);
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

            Add(name, value, secrets);
        }

        foreach (var item in result.Items)
        {
            Add("item", item.Label, secrets);
            Add(item.Result, secrets);
        }
    }

    private static void Add(string name, object? value, SecretMasker secrets)
    {
        switch (value)
        {
            case ScriptObject members:
                foreach (var (inner, member) in members)
                {
                    Add(inner, member, secrets);
                }

                break;
            case ScriptArray items:
                items.ForEach(item => Add(name, item, secrets));
                break;
            default:
                if (secrets.IsSecret(name) || (!Plain.Contains(name) && value is string text && !IsOrdinary(text)))
                {
                    secrets.AddAll(value);
                }

                break;
        }
    }

    /// <summary>A word, a number, a path or an address: what many tasks print. Where the name says that it is a secret, it is one all the same.</summary>
    private static bool IsOrdinary(string text) =>
        text.All(char.IsAsciiLetter) || text.All(char.IsAsciiDigit) || text.StartsWith('/')
        || (text.Contains("://", StringComparison.Ordinal) && !text.Contains('@', StringComparison.Ordinal)) || text.StartsWith("application/", StringComparison.Ordinal);
}
