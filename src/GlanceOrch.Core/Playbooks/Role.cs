using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Playbooks;

/// <summary>A role as its directory holds it.</summary>
public sealed record Role
{
    public required string Name { get; init; }

    public required string Directory { get; init; }

    public required ScriptObject Defaults { get; init; }

    public required ScriptObject Vars { get; init; }

    public required IReadOnlyList<TaskSyntax> Tasks { get; init; }

    public required IReadOnlyList<TaskSyntax> Handlers { get; init; }

    public required IReadOnlyList<RoleReference> Dependencies { get; init; }

    /// <summary>What <c>meta/argument_specs.yml</c> says of the role and its variables.</summary>
    public required RoleSpecification Specification { get; init; }
}
