using System.Globalization;
using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using TaskStatus = GlanceOrch.Core.Execution.TaskStatus;

namespace GlanceOrch.Cli.Output;

/// <summary>Prints a run for people, in the shape Ansible users know.</summary>
internal sealed class HumanOutput(TextWriter output, SecretMasker secrets, HumanOutput.Style style) : IRunObserver
{
    /// <param name="Colours">Whether the output takes them.</param>
    /// <param name="Diff">Show differences.</param>
    /// <param name="Verbosity">From 0; 1 shows results, too; 2 the places of tasks.</param>
    /// <param name="Banners">Print a line for each play and task; off for single commands.</param>
    internal sealed record Style(bool Colours, bool Diff, int Verbosity, bool Banners = true);

    private const int Width = 80;

    private readonly Dictionary<PlannedTask, TaskStarted> _started = new(ReferenceEqualityComparer.Instance);
    private PlannedTask? _shown;

    public void On(RunEvent happened)
    {
        switch (happened)
        {
            case PlayStarted play when style.Banners:
                Banner($"PLAY [{play.Play.Name}]");
                if (play.Play.Hosts.Count == 0)
                {
                    Line("skipping: no hosts matched", Colour.Cyan);
                }

                break;
            case TaskStarted task when style.Banners:
                Started(task);
                if (style.Verbosity > 1)
                {
                    Line($"task path: {task.Task.Syntax.Span}", Colour.None);
                }

                break;
            case TaskRetrying retry:
                Under(retry.Task);
                Line($"retrying: [{retry.Host.Name}] ({retry.AttemptsLeft} attempts left)", Colour.Yellow);
                break;
            case TaskFinished finished:
                Under(finished.Task);
                Finished(finished);
                break;
            case HandlersResumed resumed:
                Line($"resuming: [{resumed.Host.Name}] => handlers that an earlier run left out: {string.Join(", ", resumed.Handlers)}", Colour.Yellow);
                break;
            case HandlersGone gone:
                Line($"forgetting: [{gone.Host.Name}] => an earlier run left out handlers that the play no longer has: {string.Join(", ", gone.Handlers)}", Colour.Magenta);
                break;
            case RunWarning warning:
                Line($"warning: {warning.Message}", Colour.Magenta);
                break;
            case RunFinished run when style.Banners:
                Recap(run);
                break;
        }

        output.Flush();
    }

    private void Started(TaskStarted task)
    {
        _started[task.Task] = task;
        _shown = task.Task;
        Banner($"{(task.IsHandler ? "RUNNING HANDLER" : "TASK")} [{task.Title}]");
    }

    /// <summary>Where hosts go on without waiting for each other, another task may have begun since this one: its banner comes again.</summary>
    private void Under(PlannedTask task)
    {
        if (_shown != task && _started.TryGetValue(task, out var started))
        {
            Started(started);
        }
    }

    private void Finished(TaskFinished finished)
    {
        var host = finished.Result.DelegatedTo is { } other ? $"{finished.Host.Name} -> {other}" : finished.Host.Name;
        var result = finished.Result;
        if (result.Items.Count == 0)
        {
            One(host, "", result, result);
            return;
        }

        foreach (var (label, item) in result.Items)
        {
            One(host, $" => (item={(result.NoLog ? "hidden" : label)})", item with { Ignored = item.Status == result.Status && result.Ignored, Rescued = result.Rescued }, result);
        }
    }

    /// <param name="whole">The task's own result, which says what may be shown.</param>
    private void One(string host, string item, TaskResult result, TaskResult whole)
    {
        var hidden = whole.NoLog;
        var (word, colour) = result switch
        {
            { IsUnknown: true, Status: TaskStatus.Skipped } => ("unknown", Colour.Magenta),
            { Status: TaskStatus.Ok } => ("ok", Colour.Green),
            { Status: TaskStatus.Changed } => ("changed", Colour.Yellow),
            { Status: TaskStatus.Skipped } => ("skipping", Colour.Cyan),
            { Status: TaskStatus.Failed, Ignored: true } => ("failed (ignored)", Colour.Cyan),
            { Status: TaskStatus.Failed, Rescued: true } => ("failed (to be rescued)", Colour.Red),
            { Status: TaskStatus.Failed } => ("failed", Colour.Red),
            { Status: TaskStatus.Unreachable, Ignored: true } => ("unreachable (ignored)", Colour.Cyan),
            _ => ("unreachable", Colour.Red),
        };
        var message = hidden ? "(hidden: no_log)" : Message(result);
        Line($"{word}: [{host}]{item}{(message.Length == 0 ? "" : $" => {message}")}", colour);
        if (hidden)
        {
            return;
        }

        if (result.Status == TaskStatus.Failed && result.Value is ScriptObject members)
        {
            Stream("stdout", members);
            Stream("stderr", members);
        }

        if (style.Verbosity > 0 && result.Value is ScriptObject value)
        {
            Line("  " + ValueText.ToText(secrets.Apply(value)), Colour.None);
        }

        if ((whole.ShowDiff ?? style.Diff) && result.Status == TaskStatus.Changed)
        {
            foreach (var difference in result.Differences)
            {
                Diff(difference);
            }
        }
    }

    private static string Message(TaskResult result) => result.Status switch
    {
        TaskStatus.Skipped when !result.IsUnknown => "",
        TaskStatus.Changed => string.Join("; ", new[] { result.Summary, result.Message }.Where(text => !string.IsNullOrEmpty(text))),
        _ => result.Message ?? "",
    };

    private void Stream(string name, ScriptObject members)
    {
        if (members.GetValueOrDefault(name) is string { Length: > 0 } text)
        {
            Line($"  {name}:", Colour.Red);
            foreach (var line in secrets.Apply(text).TrimEnd('\n').Split('\n'))
            {
                Line("    " + line, Colour.Red);
            }
        }
    }

    private void Diff(Difference difference)
    {
        foreach (var line in secrets.Apply(UnifiedDiff.Of(difference.Name, difference.Before, difference.After)).TrimEnd('\n').Split('\n'))
        {
            Line(line, line.Length == 0 ? Colour.None : line[0] switch
            {
                '+' => Colour.Green,
                '-' => Colour.Red,
                '@' => Colour.Cyan,
                _ => Colour.None,
            });
        }
    }

    private void Recap(RunFinished run)
    {
        Banner("PLAY RECAP");
        var width = Math.Max(20, run.Recap.Select(host => host.Host.Length).DefaultIfEmpty().Max());
        foreach (var host in run.Recap)
        {
            var colour = host.Failed + host.Unreachable > 0 ? Colour.Red : host.Changed > 0 ? Colour.Yellow : Colour.Green;
            Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{host.Host.PadRight(width)} : ok={host.Ok,-4} changed={host.Changed,-4} unreachable={host.Unreachable,-4} failed={host.Failed,-4} skipped={host.Skipped,-4} rescued={host.Rescued,-4} ignored={host.Ignored}"),
                colour);
        }

        foreach (var host in run.Recap.Where(host => host.Unknown > 0))
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"{host.Host}: {host.Unknown} tasks whose outcome a dry run cannot know"), Colour.Magenta);
        }

        foreach (var host in run.Recap.Where(host => host.Pending.Count > 0))
        {
            var next = run.KeepsPending ? "; the next run of the play runs them" : "";
            Line($"{host.Host}: notified handlers that did not run: {string.Join(", ", host.Pending)}{next}", Colour.Red);
        }

        if (run.Interrupted)
        {
            Line("interrupted: nothing behind the tasks shown above was started", Colour.Red);
        }
    }

    private void Banner(string text)
    {
        output.WriteLine();
        var masked = secrets.Apply(text);
        output.WriteLine($"{masked} {new string('*', Math.Max(3, Width - masked.Length - 1))}");
    }

    private void Line(string text, Colour colour)
    {
        var masked = secrets.Apply(text);
        output.WriteLine(style.Colours && colour != Colour.None
            ? string.Create(CultureInfo.InvariantCulture, $"\u001b[{(int)colour}m{masked}\u001b[0m")
            : masked);
    }

    /// <summary>Codes of ECMA-48 "select graphic rendition".</summary>
    private enum Colour
    {
        None = 0,
        Red = 31,
        Green = 32,
        Yellow = 33,
        Magenta = 35,
        Cyan = 36,
    }
}
