using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;

namespace GlanceOrch.Core.Execution;

/// <summary>A task's view of the controller's side.</summary>
internal sealed class ControllerContext(ControllerFiles files, PlannedPlay play, PlannedTask task, HostState host, VariableScope scope) : ITaskContext
{
    public required bool CheckMode { get; init; }

    public required int Verbosity { get; init; }

    /// <summary>Who owns which options on the host that does the work.</summary>
    public required Func<string, OptionOwners> Owners { get; init; }

    public string HostName => host.Host.Name;

    public ReadOnlyMemory<byte> ReadFile(string source, bool decrypt) => files.Read(play, task, source, decrypt);

    public string RenderTemplate(string source) => files.Render(play, task, source, scope);

    public OptionOwners OwnersOf(string path) => Owners(path);

    public object? Evaluate(string expression) => files.Evaluate(expression, scope);
}
