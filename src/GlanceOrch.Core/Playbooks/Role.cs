using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Playbooks;

/// <summary>A role as its directory holds it.</summary>
public sealed record Role
{
    public required string Name { get; init; }

    public required string Directory { get; init; }

    public required ScriptObject Defaults { get; init; }

    public required ScriptObject Vars { get; init; }

    /// <summary>Those of <see cref="Defaults"/> that <c>public</c> in <c>meta/main.yml</c> names: all tasks of a play see them, not only those of the role.</summary>
    public ScriptObject PublicDefaults { get; init; } = [];

    /// <summary>Those of <see cref="Vars"/> that are public likewise.</summary>
    public ScriptObject PublicVars { get; init; } = [];

    public required IReadOnlyList<TaskSyntax> Tasks { get; init; }

    public required IReadOnlyList<TaskSyntax> Handlers { get; init; }

    public required IReadOnlyList<RoleReference> Dependencies { get; init; }

    /// <summary>It runs each time a play or a role names it (<c>allow_duplicates</c> in <c>meta/main.yml</c>).</summary>
    public bool AllowsDuplicates { get; init; }

    /// <summary>What <c>meta/argument_specs.yml</c> says of the role and its variables.</summary>
    public required RoleSpecification Specification { get; init; }
}
