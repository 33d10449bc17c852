using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Modules;

namespace GlanceOrch.Cli.Output;

/// <summary><c>-o jsonl</c>: each event as one line of JSON, at once.</summary>
internal sealed class JsonLinesOutput(TextWriter output, EventRecords records) : IRunObserver
{
    private bool _started;

    public void On(RunEvent happened)
    {
        if (!_started)
        {
            _started = true;
            output.Write($"{JsonValues.Write(records.Start(), indented: false)}\n");
        }

        output.Write($"{JsonValues.Write(records.Of(happened), indented: false)}\n");
        output.Flush();
    }
}
