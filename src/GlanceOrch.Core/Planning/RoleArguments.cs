using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Planning;

/// <summary>Holds the variables known before the run against what the roles' <c>meta/argument_specs.yml</c> promise.</summary>
internal static class RoleArguments
{
    // Shorter names lie too close together for one letter to tell a mistake from a choice.
    private const int LettersPerMistake = 6;

    /// <summary>Reports required variables that nobody sets and values that do not fit, once per role and variable with its hosts.</summary>
    /// <remarks>Values with templates are judged when they are used; variables that a task sets (<c>set_fact</c>, <c>register</c>) count as set.</remarks>
    /// <param name="foreseen">Tasks that includes will bring in, as far as they are known.</param>
    public static void Check(PlannedPlay play, IEnumerable<PlannedTask> foreseen, Inventory inventory, ScriptObject extraVars, DiagnosticBag diagnostics)
    {
        var tasks = PlannedSteps.Tasks(play).Concat(foreseen).ToList();
        var setByTasks = tasks.SelectMany(SetBy).ToHashSet(StringComparer.Ordinal);
        // What files of variables or of tasks hold that only a host can name is not known.
        var mayBeSet = tasks.Exists(task => task.Special == SpecialTask.IncludeVars || (task.Special == SpecialTask.IncludeTasks && LocatedValues.HasTemplates(task.Arguments)));
        foreach (var role in play.Roles.Where(role => role.Reference.IsChecked))
        {
            // By precedence, highest first; between the last of these and the defaults come the variables of the host.
            ScriptObject[] layers = [extraVars, role.Reference.Parameters, .. role.Vars, role.Role.Vars, .. play.VarsFiles, play.Prompted, play.Syntax.ImportVars, play.Syntax.Vars];
            foreach (var spec in role.Role.Specification.Arguments)
            {
                var missing = new List<string>();
                var wrong = new OrderedDictionary<ArgumentProblem, List<string>>();
                foreach (var host in play.Hosts)
                {
                    var (value, place) = Find(spec.Name, layers, inventory, host, role.Role.Defaults);
                    if (value is null && spec.Required && !mayBeSet && !setByTasks.Contains(spec.Name))
                    {
                        missing.Add(host.Name);
                    }

                    foreach (var problem in spec.Problems(value, place))
                    {
                        wrong.TryAdd(problem, []);
                        wrong[problem].Add(host.Name);
                    }
                }

                if (missing.Count > 0)
                {
                    diagnostics.Add(PlanDiagnostics.MissingRoleVariable(role.Reference.Span, role.Role.Name, spec.Name, missing));
                }

                foreach (var (problem, hosts) in wrong)
                {
                    diagnostics.Add(PlanDiagnostics.WrongRoleVariable(problem.Span ?? role.Reference.Span, role.Role.Name, problem, hosts));
                }
            }
        }
    }

    /// <summary>Warns of variables that no role has, where a role has one of nearly that name and nobody sets it: most likely that one was meant.</summary>
    /// <param name="plays">All plays of the run: variables of a group are for the roles of any of them.</param>
    public static void CheckNames(IReadOnlyList<PlannedPlay> plays, ScriptObject extraVars, DiagnosticBag diagnostics)
    {
        var roles = plays.SelectMany(play => play.Roles).DistinctBy(role => role.Role.Name).Select(role => role.Role).ToList();
        if (!roles.Exists(role => role.Specification.Arguments.Count > 0))
        {
            return;
        }

        var set = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        foreach (var layer in plays.SelectMany(play => play.Roles.Select(role => role.Reference.Parameters).Concat(play.VarsFiles).Append(play.Prompted).Append(play.Syntax.Vars)).Prepend(extraVars))
        {
            foreach (var name in layer.Keys)
            {
                set.TryAdd(name, layer.PlaceOf(name)?.Name ?? SourceSpan.Nowhere(name));
            }
        }

        foreach (var (inventory, host) in plays.SelectMany(play => play.Hosts.Select(host => (play.Inventory, host))))
        {
            foreach (var name in inventory.VariablesOf(host).Keys.Where(name => !set.ContainsKey(name)))
            {
                set.Add(name, inventory.PlaceOf(host, name)?.Name ?? host.Span);
            }
        }

        var known = roles.SelectMany(role => role.Specification.Arguments.Select(spec => spec.Name).Concat(role.Defaults.Keys).Concat(role.Vars.Keys)).ToHashSet(StringComparer.Ordinal);
        var unset = roles.SelectMany(role => role.Specification.Arguments).Select(spec => spec.Name).Where(name => !set.ContainsKey(name)).ToList();
        foreach (var (name, place) in set.Where(variable => variable.Key.Length > LettersPerMistake && !known.Contains(variable.Key)))
        {
            if (Suggestions.Nearest(name, unset, Math.Min(2, name.Length / LettersPerMistake)) is { } nearest)
            {
                diagnostics.Add(PlanDiagnostics.NearlyARoleVariable(place, name, nearest));
            }
        }
    }

    private static IEnumerable<string> SetBy(PlannedTask task)
    {
        if (task.Syntax.Register is { } register)
        {
            yield return register;
        }

        if (task.ModuleName == "set_fact")
        {
            foreach (var name in task.Arguments.Keys)
            {
                yield return name;
            }
        }
    }

    /// <summary>The value that holds, and its place where that is known; templates unresolved, null where nobody sets it.</summary>
    private static (object? Value, SourceSpan? Place) Find(string name, ScriptObject[] layers, Inventory inventory, Host host, ScriptObject defaults)
    {
        foreach (var layer in layers)
        {
            if (layer.TryGetValue(name, out var value))
            {
                return (value, layer.PlaceOf(name)?.Value);
            }
        }

        return inventory.VariablesOf(host).TryGetValue(name, out var ofHost)
            ? (ofHost, inventory.PlaceOf(host, name)?.Value)
            : (defaults.GetValueOrDefault(name), defaults.PlaceOf(name)?.Value);
    }
}
