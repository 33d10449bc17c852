using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Cli.Output;

/// <summary>Gathers the records of a run into one document: plays, their tasks, each with its hosts; the counts at the end. In the shape of Ansible's <c>json</c> output.</summary>
internal sealed class RunDocument(EventRecords records)
{
    private readonly ScriptObject _document = new() { ["schema"] = EventRecords.Version };
    private readonly ScriptArray _plays = [];
    private readonly ScriptArray _warnings = [];
    private readonly Dictionary<object, ScriptObject> _tasks = [];
    private ScriptArray _ofPlay = [];

    /// <summary>The document; complete when the last event was <see cref="RunFinished"/>.</summary>
    public ScriptObject Add(RunEvent happened)
    {
        if (_document.Count == 1)
        {
            var start = records.Start();
            foreach (var name in new[] { "tool", "check", "time" })
            {
                _document[name] = start[name];
            }

            _document["plays"] = _plays;
            _document["warnings"] = _warnings;
        }

        var record = records.Of(happened);
        switch (happened)
        {
            case PlayStarted:
                _ofPlay = [];
                _plays.Add(new ScriptObject { ["play"] = Members(record, "play_id", "play", "playbook", "hosts", "time"), ["tasks"] = _ofPlay });
                break;
            case TaskStarted:
                Task(record);
                break;
            case TaskFinished { Host.Name: var host }:
                var task = _tasks.TryGetValue(record["task_id"] ?? 0, out var known) && !Hosts(known).ContainsKey(host) ? known : Task(record);
                Hosts(task)[host] = Without(record, "event", "play_id", "task_id", "task", "module", "host");
                break;
            case RunFinished:
                foreach (var name in new[] { "stats", "interrupted", "duration" })
                {
                    _document[name] = record[name];
                }

                break;
            case not TaskRetrying:
                _warnings.Add(Without(record, "time"));
                break;
        }

        return _document;
    }

    private ScriptObject Task(ScriptObject record)
    {
        var task = new ScriptObject { ["task"] = Members(record, "task_id", "task", "module", "handler", "path", "tags"), ["hosts"] = new ScriptObject() };
        _ofPlay.Add(task);
        _tasks[record["task_id"] ?? 0] = task;
        return task;
    }

    private static ScriptObject Hosts(ScriptObject task) => (ScriptObject)(task["hosts"] ?? new ScriptObject());

    /// <summary>Those of the members that are there; a play's and a task's own name is its <c>name</c>, its number its <c>id</c>.</summary>
    private static ScriptObject Members(ScriptObject record, params IEnumerable<string> names) => new(
        names.Where(record.ContainsKey).Select(name => KeyValuePair.Create(name switch { "play" or "task" => "name", "play_id" or "task_id" => "id", _ => name }, record[name])));

    private static ScriptObject Without(ScriptObject record, params string[] names) => new(record.Where(member => !names.Contains(member.Key, StringComparer.Ordinal)));
}
