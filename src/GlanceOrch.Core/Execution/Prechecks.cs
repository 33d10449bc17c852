using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>Tries the roles' assertions about their variables before any host is asked for anything.</summary>
/// <remarks>
/// A role marks them with the tag <c>precheck</c>. What needs a fact, or anything else only a host knows, is left to the task's own turn.
/// The tag is asked for, as an assertion about what tasks before it find out could come out otherwise here.
/// </remarks>
public sealed class Prechecks(RunContext context, RunOptions options)
{
    public const string Tag = "precheck";

    /// <summary>One finding for each assertion and message, with the hosts it is about.</summary>
    public IReadOnlyList<Diagnostic> Find(TaskPlan plan, CancellationToken cancellationToken)
    {
        var hosts = plan.Plays.SelectMany(play => play.Hosts).Distinct().ToDictionary(host => host.Name, host => new HostState(host), StringComparer.Ordinal);
        var variables = new RunVariables(context.Inventory, options, context.Secrets, context.Vault, hosts);
        context.Secrets.AddNames(plan.Plays.SelectMany(play => play.Roles));
        var found = new OrderedDictionary<(PlannedTask Task, string Message), List<string>>();
        foreach (var play in plan.Plays)
        {
            var tasks = PlannedSteps.Tasks(play).Where(task => task.ModuleName == "assert" && task.Tags.Contains(Tag)).ToList();
            if (tasks.Count == 0)
            {
                continue;
            }

            variables.StartBatch(play, play.Hosts);
            foreach (var host in play.Hosts)
            {
                foreach (var task in tasks)
                {
                    foreach (var message in Failures(task, variables.Of(play, task, hosts[host.Name], pending: null, cancellationToken)))
                    {
                        found.TryAdd((task, message), []);
                        found[(task, message)].Add(host.Name);
                    }
                }
            }
        }

        return [.. found.Select(one => PlanDiagnostics.FailedPrecheck(one.Key.Task.Span, context.Secrets.Apply(one.Key.Message), one.Value.Distinct(StringComparer.Ordinal)))];
    }

    private static IEnumerable<string> Failures(PlannedTask task, VariableScope scope)
    {
        var items = Try(() => TaskPreparation.Items(task, scope), out var isKnown);
        if (!isKnown)
        {
            return [];
        }

        var scopes = task.Syntax.Loop is null
            ? [scope]
            : Enumerable.Range(0, items?.Count ?? 0).Select(index => scope.With(Lookahead.LoopVariables(task, items ?? [], index)));
        return scopes.Select(one => Try(() => Failure(task, one), out _)).OfType<string>();
    }

    private static string? Failure(PlannedTask task, VariableScope scope)
    {
        bool Holds(LocatedExpression condition) => condition.IsTrue(scope, scope.Options, scope.CancellationToken);
        if (!task.When.All(Holds))
        {
            return null;
        }

        var that = task.Arguments.GetValueOrDefault("that");
        var failed = (that is ScriptArray list ? list : [that]).OfType<LocatedExpression>().FirstOrDefault(condition => !Holds(condition));
        return failed is null ? null : scope.Resolve(task.Arguments.GetValueOrDefault("fail_msg"))?.ToString() ?? $"assertion failed: {failed}";
    }

    /// <summary>The value, or null and false where it takes what is not known yet.</summary>
    private static T? Try<T>(Func<T?> evaluate, out bool isKnown)
    {
        try
        {
            isKnown = true;
            return evaluate();
        }
        catch (Exception e) when (e is TemplateException or LocatedTemplateException or UnknownValueException)
        {
            // Undefined so far, such as a fact; if it stays so, the task itself says it in its turn.
            isKnown = false;
            return default;
        }
    }
}
