using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Planning;

/// <summary>What a run will do, in order. Immutable; what only a host knows is still an expression.</summary>
public sealed record TaskPlan(IReadOnlyList<PlannedPlay> Plays);

/// <summary>A play with its hosts chosen, its imports expanded and its tags applied.</summary>
public sealed record PlannedPlay
{
    public required PlaySyntax Syntax { get; init; }

    public required string Name { get; init; }

    public required string PlaybookDirectory { get; init; }

    public required IReadOnlyList<Host> Hosts { get; init; }

    /// <summary>Tasks in order; handlers run at the end of each section. Empty sections are left out.</summary>
    public required IReadOnlyList<IReadOnlyList<PlannedTask>> Sections { get; init; }

    /// <summary>In order of definition, which is the order they run in.</summary>
    public required IReadOnlyList<PlannedTask> Handlers { get; init; }

    /// <summary>All tasks and handlers as written: those that tags or <c>--start-at-task</c> leave out are among them.</summary>
    public IReadOnlyList<PlannedTask> Written { get; init; } = [];

    /// <summary>The task that gathers facts from hosts that have none yet; null when the play wants none.</summary>
    public required PlannedTask? GatherFacts { get; init; }

    /// <summary>The inventory with the variable files beside the play's playbook.</summary>
    public required Inventory Inventory { get; init; }

    /// <summary><c>vars_files</c> merged; they win over <c>vars</c>.</summary>
    public required ScriptObject VarsFiles { get; init; }

    /// <summary>The play's roles, in the order they run.</summary>
    public required IReadOnlyList<PlannedRole> Roles { get; init; }
}

/// <summary>One use of a role.</summary>
public sealed record PlannedRole(Role Role, RoleReference Reference);

/// <summary>A task ready to run on any host of its play.</summary>
public sealed record PlannedTask
{
    public required TaskSyntax Syntax { get; init; }

    /// <summary>Null for <c>meta</c>.</summary>
    public required ModuleRunner? Module { get; init; }

    /// <summary>Canonical argument names to values with templates (<see cref="LocatedText"/>) and expressions (<see cref="LocatedExpression"/>).</summary>
    public required ScriptObject Arguments { get; init; }

    /// <summary>Its own conditions after those of the imports and the role around it; all must hold.</summary>
    public required IReadOnlyList<LocatedExpression> When { get; init; }

    public required IReadOnlySet<string> Tags { get; init; }

    public required Become Become { get; init; }

    /// <summary><c>environment</c> of the play, then of the task: mappings, maybe with templates; later ones win.</summary>
    public IReadOnlyList<object> Environment { get; init; } = [];

    public LocatedExpression? NoLog { get; init; }

    public LocatedExpression? IgnoreErrors { get; init; }

    public LocatedExpression? CheckMode { get; init; }

    public LocatedExpression? Diff { get; init; }

    /// <summary>Null outside roles.</summary>
    public PlannedRole? Role { get; init; }

    /// <summary>Variables of the task and the imports around it, the innermost first.</summary>
    public required IReadOnlyList<ScriptObject> Vars { get; init; }

    public SourceSpan Span => Syntax.Span;

    public string ModuleName => Module?.Module.Name ?? "meta";

    /// <summary>The name as written, with the role before it; the module where there is none. Templates stay as text.</summary>
    public string Title
    {
        get
        {
            var name = Syntax.Name?.ToString() ?? ModuleName;
            return Role is null ? name : $"{Role.Role.Name} : {name}";
        }
    }
}
