using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Playbooks;

/// <summary>A play as written.</summary>
public sealed record PlaySyntax
{
    public required SourceSpan Span { get; init; }

    /// <summary>String or <see cref="LocatedText"/>; null: the host pattern names the play.</summary>
    public object? Name { get; init; }

    /// <summary>Host patterns, joined by commas when written as a list.</summary>
    public required YamlScalar Hosts { get; init; }

    public ScriptObject Vars { get; init; } = [];

    /// <summary>Paths relative to the playbook, in order; later ones win.</summary>
    public IReadOnlyList<YamlScalar> VarsFiles { get; init; } = [];

    /// <summary>Null: facts are gathered.</summary>
    public bool? GatherFacts { get; init; }

    public Become Become { get; init; } = Become.Unset;

    public IReadOnlyList<RoleReference> Roles { get; init; } = [];

    public IReadOnlyList<TaskSyntax> PreTasks { get; init; } = [];

    public IReadOnlyList<TaskSyntax> Tasks { get; init; } = [];

    public IReadOnlyList<TaskSyntax> PostTasks { get; init; } = [];

    public IReadOnlyList<TaskSyntax> Handlers { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public object? Environment { get; init; }

    public string? RemoteUser { get; init; }

    public string? Connection { get; init; }

    public LocatedExpression? NoLog { get; init; }

    public LocatedExpression? IgnoreErrors { get; init; }

    public LocatedExpression? CheckMode { get; init; }

    public LocatedExpression? Diff { get; init; }

    public bool ForceHandlers { get; init; }

    public bool AnyErrorsFatal { get; init; }
}

/// <summary>A role as named under <c>roles:</c> or <c>dependencies:</c>, with what stands beside the name.</summary>
public sealed record RoleReference
{
    public required string Name { get; init; }

    public required SourceSpan Span { get; init; }

    /// <summary>Variables for this use of the role: <c>vars:</c> and unknown keys beside the name. They win over the role's own.</summary>
    public ScriptObject Parameters { get; init; } = [];

    public IReadOnlyList<LocatedExpression> When { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public Become Become { get; init; } = Become.Unset;
}
