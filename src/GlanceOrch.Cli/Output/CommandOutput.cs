using System.Globalization;
using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Templating;
using TaskStatus = GlanceOrch.Core.Execution.TaskStatus;

namespace GlanceOrch.Cli.Output;

/// <summary>Prints what commands on many hosts gave: a line for each host, then its output. For <c>exec</c>.</summary>
internal sealed class CommandOutput(TextWriter output, SecretMasker secrets, HumanOutput.Style style) : IRunObserver
{
    private readonly HumanOutput _others = new(output, secrets, style with { Banners = false });

    public void On(RunEvent happened)
    {
        if (happened is not TaskFinished finished || finished.Result.Value is not ScriptObject members || !members.ContainsKey("rc"))
        {
            _others.On(happened);
            return;
        }

        var status = finished.Result.Status switch
        {
            TaskStatus.Failed => "FAILED",
            TaskStatus.Changed => "CHANGED",
            _ => "SUCCESS",
        };
        output.WriteLine(secrets.Apply(string.Create(CultureInfo.InvariantCulture, $"{finished.Host.Name} | {status} | rc={ValueText.ToText(members["rc"])} >>")));
        Text(members, "stdout");
        Text(members, "stderr");
        output.Flush();
    }

    private void Text(ScriptObject members, string name)
    {
        if (members.GetValueOrDefault(name) is string { Length: > 0 } text)
        {
            output.WriteLine(secrets.Apply(text.TrimEnd('\n')));
        }
    }
}
