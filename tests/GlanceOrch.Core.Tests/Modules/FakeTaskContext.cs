using System.Text;
using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules;

/// <summary>The controller's side from dictionaries.</summary>
public sealed class FakeTaskContext : ITaskContext
{
    public string HostName { get; init; } = "host1";

    public bool CheckMode { get; init; }

    public int Verbosity { get; init; }

    /// <summary>Files by the name a task gives.</summary>
    public Dictionary<string, string> Files { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Rendered templates by the name a task gives.</summary>
    public Dictionary<string, string> Templates { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Values of expressions, by their text.</summary>
    public Dictionary<string, object?> Expressions { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Who owns options, by path.</summary>
    public Dictionary<string, OptionOwners> Owners { get; init; } = new(StringComparer.Ordinal);

    public OptionOwners OwnersOf(string path) => Owners.GetValueOrDefault(path) ?? new OptionOwners(null, []);

    public ReadOnlyMemory<byte> ReadFile(string source, bool decrypt) =>
        Files.TryGetValue(source, out var text) ? Encoding.UTF8.GetBytes(text) : throw new ModuleException($"no file '{source}'");

    public string RenderTemplate(string source) =>
        Templates.TryGetValue(source, out var text) ? text : throw new ModuleException($"no template '{source}'");

    public object? Evaluate(string expression) =>
        Expressions.TryGetValue(expression, out var value) ? value : throw new InvalidOperationException($"unscripted expression: {expression}");
}
