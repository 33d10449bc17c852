using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Planning;

/// <summary>Holds the variables known before the run against what the roles' <c>meta/argument_specs.yml</c> promise.</summary>
internal static class RoleArguments
{
    /// <summary>Reports required variables that nobody sets and values of the wrong type, once per role and variable with its hosts.</summary>
    /// <remarks>Values with templates are judged when they are used; variables that a task sets (<c>set_fact</c>, <c>register</c>) count as set.</remarks>
    /// <param name="foreseen">Tasks that includes will bring in, as far as they are known.</param>
    public static void Check(PlannedPlay play, IEnumerable<PlannedTask> foreseen, Inventory inventory, ScriptObject extraVars, DiagnosticBag diagnostics)
    {
        var tasks = PlannedSteps.Tasks(play).Concat(foreseen).ToList();
        var setByTasks = tasks.SelectMany(SetBy).ToHashSet(StringComparer.Ordinal);
        // What files of variables or of tasks hold that only a host can name is not known.
        var mayBeSet = tasks.Exists(task => task.Special == SpecialTask.IncludeVars || (task.Special == SpecialTask.IncludeTasks && LocatedValues.HasTemplates(task.Arguments)));
        foreach (var role in play.Roles)
        {
            foreach (var spec in role.Role.Arguments)
            {
                var missing = new List<string>();
                var wrong = new Dictionary<string, List<string>>(StringComparer.Ordinal);
                foreach (var host in play.Hosts)
                {
                    var known = TryFind(spec.Name, role, play, inventory.VariablesOf(host), extraVars, out var value);
                    if (spec.Required && !mayBeSet && !setByTasks.Contains(spec.Name) && (!known || value is null))
                    {
                        missing.Add(host.Name);
                    }
                    else if (spec.Problem(value) is { } problem)
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
                    diagnostics.Add(PlanDiagnostics.WrongRoleVariable(role.Reference.Span, role.Role.Name, problem, hosts));
                }
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

    /// <summary>The value by precedence, highest first; templates unresolved.</summary>
    private static bool TryFind(
        string name, PlannedRole role, PlannedPlay play, IReadOnlyDictionary<string, object?> hostVariables, ScriptObject extraVars, out object? value) =>
        extraVars.TryGetValue(name, out value)
        || role.Reference.Parameters.TryGetValue(name, out value)
        || TryFind(name, role.Vars, out value)
        || role.Role.Vars.TryGetValue(name, out value)
        || play.VarsFiles.TryGetValue(name, out value)
        || play.Syntax.Vars.TryGetValue(name, out value)
        || play.Syntax.ImportVars.TryGetValue(name, out value)
        || hostVariables.TryGetValue(name, out value)
        || role.Role.Defaults.TryGetValue(name, out value);

    private static bool TryFind(string name, IEnumerable<ScriptObject> layers, out object? value)
    {
        value = null;
        foreach (var layer in layers)
        {
            if (layer.TryGetValue(name, out value))
            {
                return true;
            }
        }

        return false;
    }
}
