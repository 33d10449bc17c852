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
    public static void Check(PlannedPlay play, Inventory inventory, ScriptObject extraVars, DiagnosticBag diagnostics)
    {
        var setByTasks = play.Sections.SelectMany(section => section).SelectMany(SetBy).ToHashSet(StringComparer.Ordinal);
        foreach (var role in play.Roles)
        {
            foreach (var spec in role.Role.Arguments)
            {
                var missing = new List<string>();
                var wrong = new Dictionary<string, List<string>>(StringComparer.Ordinal);
                foreach (var host in play.Hosts)
                {
                    var known = TryFind(spec.Name, role, play, inventory.VariablesOf(host), extraVars, out var value);
                    if (spec.Required && !setByTasks.Contains(spec.Name) && (!known || value is null))
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
        || role.Role.Vars.TryGetValue(name, out value)
        || play.VarsFiles.TryGetValue(name, out value)
        || play.Syntax.Vars.TryGetValue(name, out value)
        || hostVariables.TryGetValue(name, out value)
        || role.Role.Defaults.TryGetValue(name, out value);
}
