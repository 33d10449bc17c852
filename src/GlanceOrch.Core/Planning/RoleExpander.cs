using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Planning;

/// <summary>Expands roles with their dependencies, and keeps what they bring into a play beside tasks.</summary>
internal sealed class RoleExpander(TaskExpander tasks, PlayPlace place, RoleReader reader, DiagnosticBag diagnostics)
{
    private readonly List<RoleUse> _uses = [];

    /// <summary>Roles of which tasks outside see variables.</summary>
    public List<PlannedRole> Exposed { get; } = [];

    /// <summary>Roles that are checked against their argument specs.</summary>
    public List<PlannedRole> All { get; } = [];

    public List<PlannedHandler> Handlers { get; } = [];

    /// <summary>Adds a role's dependencies and its tasks.</summary>
    /// <param name="outer">What the role's tasks inherit.</param>
    /// <param name="chain">Names of the roles that led here.</param>
    /// <param name="reach">Who sees its variables.</param>
    /// <param name="once">Where it would do the same again, it is left out.</param>
    /// <returns>Null when the role is left out, or after a diagnostic.</returns>
    public PlannedRole? Add(RoleReference reference, TaskContext outer, IReadOnlyList<string> chain, RoleReach reach, bool once, List<PlannedStep> into)
    {
        if (once && chain.Contains(reference.Name, StringComparer.Ordinal))
        {
            diagnostics.Add(PlaybookDiagnostics.RoleCycle(reference.Span, chain.Append(reference.Name)));
            return null;
        }

        var circle = $"role {reference.Name} {reference.Files.Tasks}";
        if (!once && outer.Files.Contains(circle, StringComparer.Ordinal))
        {
            diagnostics.Add(PlaybookDiagnostics.RoleCycle(reference.Span, [reference.Name, reference.Name]));
            return null;
        }

        if (reader.Find(reference) is not { } role)
        {
            return null;
        }

        var context = reference.Keywords is { } keywords ? outer.Inside(keywords) : outer;
        // A role without parameters runs once per play, however many depend on it, where it would run on the same hosts and in the same way.
        var repeats = !once || reference.Parameters.Count > 0 || role.AllowsDuplicates;
        var before = repeats ? [] : _uses.Where(use => use.IsLike(reference.Name, context)).ToList();
        if (before.Exists(use => use.Context.Tags.ToHashSet(StringComparer.Ordinal).SetEquals(context.Tags)))
        {
            return null;
        }

        var named = new List<PlannedRole>();
        foreach (var dependency in role.Dependencies)
        {
            if ((Add(dependency, context, [.. chain, reference.Name], reach, once: true, into) ?? _uses.FindLast(use => use.Name == dependency.Name)?.Role) is { } needed)
            {
                named.Add(needed);
            }
        }

        var planned = new PlannedRole(role, reference) { Vars = outer.Vars, Reach = reach, Named = named, Parent = outer.Role };
        All.Add(planned);
        if (reach != RoleReach.Role || role.PublicDefaults.Count + role.PublicVars.Count > 0)
        {
            Exposed.Add(planned);
        }

        var inside = context with { Role = planned, Named = named, Directory = Path.Combine(role.Directory, "tasks"), Files = [.. context.Files, circle] };
        var steps = tasks.Expand(role.Tasks, inside);
        // Other tags may choose tasks now that they did not choose before; what they did choose has its place already.
        var chosen = before.SelectMany(use => PlannedSteps.Tasks(use.Steps)).Where(task => place.Tags.Selects(task.Tags)).Select(task => task.Span).ToHashSet();
        into.AddRange(chosen.Count == 0 ? steps : PlannedSteps.Where(steps, task => !chosen.Contains(task.Span)));
        if (!repeats)
        {
            _uses.Add(new RoleUse(planned, context, steps));
        }

        if (!Handlers.Exists(handler => handler.Role?.Role.Name == role.Name && handler.Role.Reference.Files.Handlers == reference.Files.Handlers))
        {
            // A handler runs because it was notified: what chose the role's tasks does not choose it again.
            var ofHandlers = inside with
            {
                Tags = [], When = inside.OfPlay, Notify = [], RunOnce = null, DelegateTo = null, Directory = Path.Combine(role.Directory, "handlers"),
            };
            Handlers.AddRange(tasks.Handlers(tasks.Expand(role.Handlers, ofHandlers), planned));
        }

        return planned;
    }

    /// <summary>A role's tasks as planned for one place of a play; without parameters.</summary>
    private sealed record RoleUse(PlannedRole Role, TaskContext Context, IReadOnlyList<PlannedStep> Steps)
    {
        public string Name => Role.Role.Name;

        /// <summary>True when the role would do the same on the same hosts there, tags aside.</summary>
        public bool IsLike(string name, TaskContext other) =>
            Name == name && Context.IsLike(other);
    }
}
