using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Planning;

/// <summary>What a run will do, in order. Immutable; what only a host knows is still an expression.</summary>
public sealed record TaskPlan(IReadOnlyList<PlannedPlay> Plays);

/// <summary>How the hosts of a play wait for each other.</summary>
public enum Strategy
{
    /// <summary>A task ends on all hosts before the next one begins.</summary>
    Linear,

    /// <summary>Each host goes on as fast as it can; the forks go to tasks.</summary>
    Free,

    /// <summary>As free, but a host keeps its fork until it has ended the play.</summary>
    HostPinned,
}

/// <summary>A play with its hosts chosen, its imports expanded and its tags applied.</summary>
public sealed record PlannedPlay
{
    public required PlaySyntax Syntax { get; init; }

    public required string Name { get; init; }

    /// <summary>Full path of the playbook's file.</summary>
    public required string Playbook { get; init; }

    public required string PlaybookDirectory { get; init; }

    /// <summary>Counts the plays of that name in that playbook, from 1.</summary>
    public required int Number { get; init; }

    public required IReadOnlyList<Host> Hosts { get; init; }

    /// <summary>The hosts in the batches that <c>serial</c> asks for; one batch without it.</summary>
    public required IReadOnlyList<IReadOnlyList<Host>> Batches { get; init; }

    /// <summary>The play ends when more than so many percent of a batch are lost; null: never for that.</summary>
    public double? MaxFailPercentage { get; init; }

    public Strategy Strategy { get; init; }

    /// <summary>Handlers run at the end of each section. Empty sections are left out.</summary>
    public required IReadOnlyList<PlannedSection> Sections { get; init; }

    /// <summary>In order of definition, which is the order they run in. Roles that are included bring more.</summary>
    public required IReadOnlyList<PlannedHandler> Handlers { get; init; }

    /// <summary>All tasks and handlers as written: those that tags or <c>--start-at-task</c> leave out are among them.</summary>
    public IReadOnlyList<PlannedTask> Written { get; init; } = [];

    /// <summary>The task that gathers facts from hosts that have none yet; null when the play wants none.</summary>
    public required PlannedTask? GatherFacts { get; init; }

    /// <summary>The inventory with the variable files beside the play's playbook.</summary>
    public required Inventory Inventory { get; init; }

    /// <summary>The answers to <c>vars_prompt</c>; they win over <c>vars</c>.</summary>
    public ScriptObject Prompted { get; init; } = [];

    /// <summary>What each of <c>vars_files</c> holds, the last one, which wins, first; they win over <c>vars</c> and <c>vars_prompt</c>.</summary>
    public required IReadOnlyList<ScriptObject> VarsFiles { get; init; }

    /// <summary>The play's roles, in the order they run; those that are included join when it is their turn.</summary>
    public required IReadOnlyList<PlannedRole> Roles { get; init; }
}

/// <summary>A part of a play that ends with its handlers.</summary>
/// <param name="Name"><c>pre_tasks</c>, <c>tasks</c> (roles among them) or <c>post_tasks</c>.</param>
public sealed record PlannedSection(string Name, IReadOnlyList<PlannedStep> Steps);

/// <summary>One use of a role.</summary>
public sealed record PlannedRole(Role Role, RoleReference Reference)
{
    /// <summary>Variables beside the import that uses it, the innermost first; below <c>set_fact</c>, above the role's own.</summary>
    public IReadOnlyList<ScriptObject> Vars { get; init; } = [];

    /// <summary>Who sees its variables beside its own tasks.</summary>
    public RoleReach Reach { get; init; }

    /// <summary>The roles it names itself, as dependencies or by <c>import_role</c>: its tasks see their variables, the last one's first.</summary>
    public IReadOnlyList<PlannedRole> Named { get; init; } = [];

    /// <summary>The role whose tasks import or include it; null: it is the play that names it.</summary>
    public PlannedRole? Parent { get; init; }

    /// <summary>The roles around it, the nearest first.</summary>
    public IEnumerable<PlannedRole> Parents()
    {
        for (var role = Parent; role is not null; role = role.Parent)
        {
            yield return role;
        }
    }

    /// <summary>Itself and all it names, also by way of others; what comes first wins.</summary>
    public IEnumerable<PlannedRole> Lexical() => Named.Reverse().SelectMany(role => role.Lexical()).Prepend(this).Distinct();
}

/// <summary>Who sees the variables of a role. Those in the role's <c>public</c> list are seen by all tasks of the play whatever its reach.</summary>
public enum RoleReach
{
    /// <summary>Its own tasks and handlers, and roles that name it: <c>include_role</c>.</summary>
    Role,

    /// <summary>The tasks the play itself writes, too: <c>roles</c> and <c>import_role</c>.</summary>
    Play,

    /// <summary>All tasks of the play: <c>public: true</c>.</summary>
    Everywhere,
}

/// <summary>A task or a block.</summary>
public abstract record PlannedStep
{
    public required TaskSyntax Syntax { get; init; }

    public SourceSpan Span => Syntax.Span;
}

/// <summary>A block. What it says for its tasks is in them already.</summary>
public sealed record PlannedBlock : PlannedStep
{
    public required IReadOnlyList<PlannedStep> Tasks { get; init; }

    /// <summary>For hosts on which one of the tasks failed; empty: nothing is rescued.</summary>
    public required IReadOnlyList<PlannedStep> Rescue { get; init; }

    /// <summary>For all hosts that can be reached, whatever happened.</summary>
    public required IReadOnlyList<PlannedStep> Always { get; init; }
}

/// <summary>What a task does that names no module.</summary>
public enum SpecialTask
{
    None,
    IncludeVars,
    IncludeTasks,
    IncludeRole,

    /// <summary><c>meta: flush_handlers</c>; what follows are actions of <c>meta</c>, too.</summary>
    FlushHandlers,

    /// <summary>The play ends for the host; it is not failed.</summary>
    EndHost,

    /// <summary>The play ends for all hosts of the batch.</summary>
    EndBatch,

    /// <summary>The play ends for all hosts.</summary>
    EndPlay,

    /// <summary>Hosts that have failed or could not be reached take part again.</summary>
    ClearHostErrors,

    /// <summary>The facts of the play's hosts are forgotten.</summary>
    ClearFacts,
}

/// <summary>A task ready to run on any host of its play.</summary>
public sealed record PlannedTask : PlannedStep
{
    /// <summary>Null for <see cref="Special"/> tasks.</summary>
    public required ModuleRunner? Module { get; init; }

    public SpecialTask Special { get; init; }

    /// <summary>For includes: what they bring in; else null.</summary>
    public IncludeSource? Include { get; init; }

    /// <summary>Canonical argument names to values with templates (<see cref="LocatedText"/>) and expressions (<see cref="LocatedExpression"/>).</summary>
    public required ScriptObject Arguments { get; init; }

    /// <summary>Its own conditions after those of the imports and the role around it; all must hold.</summary>
    public required IReadOnlyList<LocatedExpression> When { get; init; }

    public required IReadOnlySet<string> Tags { get; init; }

    public required Become Become { get; init; }

    /// <summary><c>environment</c> of the play, then of the blocks, then of the task: mappings, maybe with templates; later ones win.</summary>
    public IReadOnlyList<object> Environment { get; init; } = [];

    public LocatedExpression? NoLog { get; init; }

    public LocatedExpression? IgnoreErrors { get; init; }

    public LocatedExpression? IgnoreUnreachable { get; init; }

    public LocatedExpression? AnyErrorsFatal { get; init; }

    public LocatedExpression? CheckMode { get; init; }

    public LocatedExpression? Diff { get; init; }

    public LocatedExpression? RunOnce { get; init; }

    /// <summary>String or <see cref="LocatedText"/>; null: the host itself.</summary>
    public object? DelegateTo { get; init; }

    /// <summary>See <see cref="TaskSyntax.Timeout"/>.</summary>
    public object? Timeout { get; init; }

    /// <summary>See <see cref="TaskSyntax.Throttle"/>.</summary>
    public object? Throttle { get; init; }

    /// <summary>Its own and those of the blocks around it.</summary>
    public IReadOnlyList<Notification> Notify { get; init; } = [];

    /// <summary>Null outside roles.</summary>
    public PlannedRole? Role { get; init; }

    /// <summary>Variables of the task and the blocks and imports around it, the innermost first.</summary>
    public required IReadOnlyList<ScriptObject> Vars { get; init; }

    /// <summary>Variables of the includes around it and their loop variables, the innermost first; they win over what tasks set.</summary>
    public IReadOnlyList<ScriptObject> Parameters { get; init; } = [];

    /// <summary>True for an action of <c>meta</c>: listings leave it out, and recaps do not count it.</summary>
    public bool IsMeta => Special >= SpecialTask.FlushHandlers;

    /// <summary>True for what is done for all hosts by the first one that comes to it: its <c>when</c> is that host's.</summary>
    public bool IsForAllHosts => Special is SpecialTask.EndBatch or SpecialTask.EndPlay or SpecialTask.ClearHostErrors or SpecialTask.ClearFacts;

    public string ModuleName => Module?.Module.Name ?? Special switch
    {
        SpecialTask.IncludeTasks => "include_tasks",
        SpecialTask.IncludeRole => "include_role",
        SpecialTask.IncludeVars => "include_vars",
        _ => "meta",
    };

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

/// <summary>A handler: a task or a block with a name.</summary>
/// <param name="Step">What it does.</param>
/// <param name="Role">The role that brings it; null: the play.</param>
public sealed record PlannedHandler(PlannedStep Step, PlannedRole? Role)
{
    public string? Name => Step.Syntax.Name?.ToString();

    /// <summary>The name with its role before it.</summary>
    public string Title => (Step as PlannedTask)?.Title ?? (Role is null ? Name ?? "block" : $"{Role.Role.Name} : {Name}");

    public IReadOnlyList<string> Topics => Step.Syntax.Listen;

    /// <summary>True for its name, with or without its role.</summary>
    public bool IsNamed(string name) => Name is not null && (name == Name || name == Title);

    /// <summary>All it answers to.</summary>
    public IEnumerable<string> Names => Name is null ? Topics : [Name, Title, .. Topics];
}
