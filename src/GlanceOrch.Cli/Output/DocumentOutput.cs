using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Cli.Output;

/// <summary>Prints one document when the run has ended: <c>-o json</c>, <c>-o yaml</c>, <c>-o junit</c>.</summary>
internal sealed class DocumentOutput(TextWriter output, EventRecords records, Func<ScriptObject, string> write) : IRunObserver
{
    private readonly RunDocument _document = new(records);

    public void On(RunEvent happened)
    {
        var document = _document.Add(happened);
        if (happened is RunFinished)
        {
            output.Write($"{write(document).TrimEnd('\n')}\n");
            output.Flush();
        }
    }
}
