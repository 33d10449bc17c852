using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;

namespace GlanceOrch.Core.Execution;

/// <summary>A task's view of the controller's side.</summary>
internal sealed class ControllerContext(ControllerFiles files, RunOptions options, PlannedPlay play, PlannedTask task, HostState host, VariableScope scope) : ITaskContext
{
    public string HostName => host.Host.Name;

    public bool CheckMode => options.Check;

    public int Verbosity => options.Verbosity;

    public ReadOnlyMemory<byte> ReadFile(string source) => files.Read(play, task, source);

    public string RenderTemplate(string source) => files.Render(play, task, source, scope);

    public object? Evaluate(string expression) => files.Evaluate(expression, scope);
}
