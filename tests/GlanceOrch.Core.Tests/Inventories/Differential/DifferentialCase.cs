using System.Text;

namespace GlanceOrch.Core.Tests.Inventories.Differential;

/// <summary>An inventory made by chance, and what is asked of it.</summary>
internal sealed record DifferentialCase
{
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Those of the files that are programs.</summary>
    public IReadOnlySet<string> Scripts { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>The directory of the playbook, which may hold variable files; null: the current one.</summary>
    public string? Playbook { get; init; }

    public IReadOnlyList<string> Patterns { get; init; } = [];

    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>All of it, for the message of a test that fails.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append("-i ").AppendJoin(" -i ", Sources).Append(Playbook is null ? "" : $" playbook {Playbook}").Append('\n');
        foreach (var (path, content) in Files)
        {
            text.Append("=== ").Append(path).Append('\n').Append(content).Append('\n');
        }

        return text.ToString();
    }
}
