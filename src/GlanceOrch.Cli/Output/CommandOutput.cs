using System.Globalization;
using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;
using TaskStatus = GlanceOrch.Core.Execution.TaskStatus;

namespace GlanceOrch.Cli.Output;

/// <summary>Prints what commands on many hosts gave: a line for each host, then its output. For <c>exec</c>.</summary>
internal sealed class CommandOutput(TextWriter output, SecretMasker secrets, HumanOutput.Style style) : IRunObserver
{
    private readonly HumanOutput _others = new(output, secrets, style with { Banners = false });

    public void On(RunEvent happened)
    {
        if (happened is not TaskFinished finished || finished.Result.Value is not ScriptObject members)
        {
            _others.On(happened);
            return;
        }

        if (!members.ContainsKey("rc"))
        {
            _others.On(happened);
            Found(finished.Result, members);
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
        if (!string.IsNullOrEmpty(finished.Result.Message))
        {
            // Why it failed, or what is to be known of the output: that it was cut, say.
            output.WriteLine(secrets.Apply(finished.Result.Message));
        }

        output.Flush();
    }

    /// <summary>What a module that only looks has found; for it there is no other way to be seen.</summary>
    private void Found(TaskResult result, ScriptObject members)
    {
        var found = members.Where(member => member.Key is not ("changed" or "failed" or "skipped" or "msg")).ToList();
        if (result.Status == TaskStatus.Ok && string.IsNullOrEmpty(result.Message) && found.Count > 0 && style.Verbosity == 0)
        {
            output.WriteLine(secrets.Apply(JsonValues.Write(secrets.Apply(new ScriptObject(found)), indented: true)));
            output.Flush();
        }
    }

    private void Text(ScriptObject members, string name)
    {
        if (members.GetValueOrDefault(name) is string { Length: > 0 } text)
        {
            output.WriteLine(secrets.Apply(text.TrimEnd('\n')));
        }
    }
}
