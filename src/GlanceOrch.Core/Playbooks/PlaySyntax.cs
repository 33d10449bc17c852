using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Playbooks;

/// <summary>An entry of a playbook: a play, or the import of another playbook.</summary>
public abstract record PlaybookEntry
{
    public required SourceSpan Span { get; init; }
}

/// <summary><c>import_playbook</c>: what stands beside the name holds for all plays of that file.</summary>
public sealed record PlaybookImport : PlaybookEntry
{
    /// <summary>Relative to the playbook that imports.</summary>
    public required YamlScalar File { get; init; }

    public IReadOnlyList<LocatedExpression> When { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public ScriptObject Vars { get; init; } = [];
}

/// <summary>A play as written.</summary>
public sealed record PlaySyntax : PlaybookEntry
{

    /// <summary>String or <see cref="LocatedText"/>; null: the host pattern names the play.</summary>
    public object? Name { get; init; }

    /// <summary>Host patterns, joined by commas when written as a list.</summary>
    public required YamlScalar Hosts { get; init; }

    public ScriptObject Vars { get; init; } = [];

    /// <summary>Variables the user is asked for.</summary>
    public IReadOnlyList<VariablePrompt> VarsPrompt { get; init; } = [];

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

    public LocatedExpression? AnyErrorsFatal { get; init; }

    /// <summary>Sizes of the batches of hosts, the last one repeated: numbers, percentages as text, or templates; empty: all hosts at once.</summary>
    public IReadOnlyList<YamlScalar> Serial { get; init; } = [];

    /// <summary>How many percent of a batch may be lost; null: any number. A number or a template.</summary>
    public YamlScalar? MaxFailPercentage { get; init; }

    /// <summary>inventory, reverse_inventory, sorted, reverse_sorted or shuffle; null: inventory.</summary>
    public YamlScalar? Order { get; init; }

    /// <summary>linear, free or host_pinned; null: linear.</summary>
    public YamlScalar? Strategy { get; init; }

    public LocatedExpression? IgnoreUnreachable { get; init; }

    public object? Throttle { get; init; }

    public object? Timeout { get; init; }

    public IReadOnlyList<ModuleDefaults> ModuleDefaults { get; init; } = [];

    /// <summary>Conditions of the imports that brought the play in; all its tasks have them.</summary>
    public IReadOnlyList<LocatedExpression> When { get; init; } = [];

    /// <summary>Variables of those imports; they win over the play's own, as in Ansible.</summary>
    public ScriptObject ImportVars { get; init; } = [];
}

/// <summary>A role as named under <c>roles:</c> or <c>dependencies:</c>, with what stands beside the name.</summary>
public sealed record RoleReference
{
    public required string Name { get; init; }

    public required SourceSpan Span { get; init; }

    /// <summary>Variables for this use of the role: <c>vars:</c> and unknown keys beside the name. They win over the role's own.</summary>
    public ScriptObject Parameters { get; init; } = [];

    /// <summary>What the role's tasks inherit as those of a block do, variables aside; null: nothing is said.</summary>
    public TaskSyntax? Keywords { get; init; }

    public RoleFiles Files { get; init; } = RoleFiles.Main;

    /// <summary>The variables are held against the role's <c>meta/argument_specs.yml</c> (<c>rolespec_validate</c>).</summary>
    public bool IsChecked { get; init; } = true;
}

/// <summary>Which of a role's files are used: names without <c>.yml</c>, from <c>tasks_from</c> and its kin.</summary>
public sealed record RoleFiles(string Tasks, string Vars, string Defaults, string Handlers)
{
    public static RoleFiles Main { get; } = new("main", "main", "main", "main");
}
