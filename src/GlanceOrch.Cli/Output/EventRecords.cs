using System.Globalization;
using System.Runtime.CompilerServices;
using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using TaskStatus = GlanceOrch.Core.Execution.TaskStatus;

namespace GlanceOrch.Cli.Output;

/// <summary>The events of a run as values, for all outputs that machines read: <c>docs/output.md</c> describes them.</summary>
/// <remarks>This is the one place where secrets are taken out of them. Not for concurrent use.</remarks>
/// <param name="secrets">What is not to be shown.</param>
/// <param name="check">A dry run.</param>
/// <param name="diff">Show differences.</param>
/// <param name="time">When it is.</param>
internal sealed class EventRecords(SecretMasker secrets, bool check, bool diff, TimeProvider time)
{
    /// <summary>Grows when a member changes its meaning or goes; new ones may come without.</summary>
    public const int Version = 1;

    private const string Censored = "hidden: no_log";

    private readonly ConditionalWeakTable<PlannedTask, object> _ids = [];
    private int _tasks;
    private int _plays;

    /// <summary>The first record.</summary>
    public ScriptObject Start() => Record("run_started", ("schema", Version), ("tool", ToolVersion.Text), ("check", check));

    /// <summary>The record of an event.</summary>
    public ScriptObject Of(RunEvent happened) => happened switch
    {
        PlayStarted { Play: var play } => Record(
            "play_started", ("play_id", ++_plays), ("play", play.Name), ("playbook", play.Playbook), ("hosts", new ScriptArray(play.Hosts.Select(host => (object?)host.Name)))),
        TaskStarted task => Record(
            "task_started", ("play_id", _plays), ("task_id", NewId(task.Task)), ("task", task.Title), ("module", task.Task.ModuleName), ("handler", task.IsHandler),
            ("path", task.Task.Span.ToString()), ("tags", new ScriptArray(task.Task.Tags.Order(StringComparer.Ordinal)))),
        TaskRetrying retry => Record(
            "task_retrying", ("play_id", _plays), ("task_id", IdOf(retry.Task)), ("task", retry.Task.Title), ("host", retry.Host.Name), ("attempts_left", retry.AttemptsLeft)),
        TaskFinished finished => Finished(finished),
        HandlersResumed resumed => Record("handlers_resumed", ("host", resumed.Host.Name), ("handlers", new ScriptArray(resumed.Handlers))),
        HandlersGone gone => Record("handlers_gone", ("host", gone.Host.Name), ("handlers", new ScriptArray(gone.Handlers))),
        RunWarning warning => Record("warning", ("message", warning.Message)),
        RunFinished run => Record(
            "run_finished", ("interrupted", run.Interrupted), ("duration", Seconds(run.Duration)),
            ("stats", new ScriptObject(run.Recap.Select(host => KeyValuePair.Create(host.Host, (object?)Stats(host)))))),
        _ => throw new ArgumentException($"no record for {happened.GetType().Name}", nameof(happened)),
    };

    private ScriptObject Finished(TaskFinished finished)
    {
        var result = finished.Result;
        var record = Record(
            "task_finished", ("play_id", _plays), ("task_id", IdOf(finished.Task)), ("task", finished.Task.Title), ("module", finished.Task.ModuleName),
            ("host", finished.Host.Name));
        Outcome(record, result, result);
        record["duration"] = Seconds(result.Duration);
        if (result.Items.Count > 0)
        {
            record["items"] = new ScriptArray(result.Items.Select((item, index) =>
            {
                var shown = new ScriptObject
                {
                    ["item"] = result.NoLog ? string.Create(CultureInfo.InvariantCulture, $"{Censored} ({index + 1})") : secrets.Apply(item.Label),
                };
                Outcome(shown, item.Result, result);
                return shown;
            }));
        }

        return record;
    }

    /// <param name="whole">The task's own result, which says what may be shown.</param>
    private void Outcome(ScriptObject record, TaskResult result, TaskResult whole)
    {
        record["status"] = result.Status switch
        {
            TaskStatus.Ok => "ok",
            TaskStatus.Changed => "changed",
            TaskStatus.Skipped => "skipped",
            TaskStatus.Failed => "failed",
            _ => "unreachable",
        };
        foreach (var (name, holds) in new[] { ("ignored", result.Ignored), ("rescued", result.Rescued), ("unknown", result.IsUnknown), ("outcome_unknown", result.OutcomeUnknown) })
        {
            if (holds)
            {
                record[name] = true;
            }
        }

        Set(record, "delegated_to", result.DelegatedTo);
        if (whole.NoLog)
        {
            record["censored"] = Censored;
            return;
        }

        Set(record, "message", result.Message);
        Set(record, "summary", result.Summary);
        record["result"] = secrets.Apply(Plain(result.Value, 0));
        if ((whole.ShowDiff ?? diff) && result.Status == TaskStatus.Changed && result.Differences.Count > 0)
        {
            // As a text, made before secrets are taken out: else a changed secret would look like no change.
            record["diff"] = new ScriptArray(result.Differences.Select(difference => (object?)new ScriptObject
            {
                ["name"] = secrets.Apply(difference.Name),
                ["diff"] = secrets.Apply(UnifiedDiff.Of(difference.Name, difference.Before, difference.After)),
            }));
        }
    }

    private void Set(ScriptObject record, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            record[name] = secrets.Apply(text);
        }
    }

    private ScriptObject Record(string name, params ReadOnlySpan<(string Name, object? Value)> members)
    {
        var record = new ScriptObject { ["event"] = name, ["time"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) };
        foreach (var (key, value) in members)
        {
            record[key] = value is null ? null : secrets.Apply(value);
        }

        return record;
    }

    private int NewId(PlannedTask task)
    {
        _ids.AddOrUpdate(task, ++_tasks);
        return _tasks;
    }

    private int IdOf(PlannedTask task) => _ids.TryGetValue(task, out var id) ? (int)id : NewId(task);

    private static ScriptObject Stats(HostRecap host) => new()
    {
        ["ok"] = host.Ok,
        ["changed"] = host.Changed,
        ["unreachable"] = host.Unreachable,
        ["failures"] = host.Failed,
        ["skipped"] = host.Skipped,
        ["rescued"] = host.Rescued,
        ["ignored"] = host.Ignored,
        ["unknown"] = host.Unknown,
        ["pending_handlers"] = new ScriptArray(host.Pending),
    };

    private static double Seconds(TimeSpan duration) => Math.Round(duration.TotalSeconds, 3);

    /// <summary>What a result may hold, down to what JSON has: what a dry run cannot know is null.</summary>
    private static object? Plain(object? value, int depth) => value switch
    {
        UnknownValue => null,
        _ when depth > 100 => "...",
        ScriptObject members => new ScriptObject(members.Select(member => KeyValuePair.Create(member.Key, Plain(member.Value, depth + 1)))),
        ScriptArray items => new ScriptArray(items.Select(item => Plain(item, depth + 1))),
        ITemplateScope known => new ScriptObject(known.Names.Select(name => KeyValuePair.Create(name, known.TryGetValue(name, out var member) ? Plain(member, depth + 1) : null))),
        null or string or bool or IFormattable => value,
        _ => ValueText.ToText(value),
    };
}
