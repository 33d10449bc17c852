using System.Globalization;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Execution;

/// <summary>Evaluates a task's conditions, loop and arguments for a host. Pure: it reads variables and nothing else.</summary>
internal sealed class TaskPreparation(RunOptions options, ConnectionVariables connections, RunVariables variables, SecretMasker secrets)
{
    /// <exception cref="LocatedTemplateException">An expression fails.</exception>
    /// <exception cref="UnknownValueException">An expression needs what is not known yet.</exception>
    /// <exception cref="ModuleException">A keyword has a value that makes no sense.</exception>
    public PreparedTask Prepare(PlannedPlay play, PlannedTask task, HostState host, VariableScope scope)
    {
        foreach (var condition in task.When)
        {
            if (!condition.IsTrue(scope, scope.Options, scope.CancellationToken))
            {
                return new PreparedTask { Runs = false, SkippedBy = condition.ToString() };
            }
        }

        var arguments = (ScriptObject)(scope.Resolve(task.Arguments) ?? new ScriptObject());
        foreach (var property in task.Module?.Schema.Properties.Where(property => property.IsSecret) ?? [])
        {
            AddSecrets(arguments.GetValueOrDefault(property.Name));
        }

        var target = Target(play, task, host, scope);
        // Whom to become, and with which password, is a matter of the host that does the work.
        var there = target == host.Host ? scope : variables.ForConnection(play, target, scope.CancellationToken);
        return new PreparedTask
        {
            Runs = true,
            Check = task.CheckMode?.IsTrue(scope, scope.Options, scope.CancellationToken) ?? options.Check,
            Arguments = arguments,
            Become = connections.Become(there, task.Become, scope),
            Environment = Environment(task, scope),
            Target = target,
        };
    }

    /// <summary>A secret mapping (<c>auth</c>) also holds names that are none: its members' names decide.</summary>
    private void AddSecrets(object? value)
    {
        switch (value)
        {
            case string or long or int or double:
                secrets.Add(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case ScriptObject members:
                foreach (var (_, member) in members.Where(member => SecretNames.Contains(member.Key)))
                {
                    secrets.Add(member as string);
                }

                break;
        }
    }

    /// <summary>The items of the task's loop; null when it has none.</summary>
    /// <exception cref="LocatedTemplateException">It fails, or is no list.</exception>
    public static ScriptArray? Items(PlannedTask task, VariableScope scope)
    {
        var (value, span) = task.Syntax.Loop switch
        {
            null => (null, task.Span),
            LocatedExpression expression => (expression.Evaluate(scope, scope.Options, scope.CancellationToken), expression.Source.Span),
            LocatedText text => (text.Evaluate(scope, scope.Options, scope.CancellationToken), text.Source.Span),
            var list => (scope.Resolve(list), task.Span),
        };
        return task.Syntax.Loop is null ? null : value switch
        {
            ScriptArray array => array,
            IEnumerable<object?> sequence => new ScriptArray(sequence),
            System.Collections.IEnumerable range and not string and not ScriptObject => new ScriptArray(range.Cast<object?>()),
            _ => throw new LocatedTemplateException(span, $"'loop' needs a list, not {ValueText.Describe(value)}"),
        };
    }

    /// <summary>A number of a keyword (<c>retries</c>, <c>delay</c>, <c>timeout</c>), from 0 to <see cref="TaskSyntax.MostNumber"/>.</summary>
    /// <exception cref="ModuleException">It is none, or beyond.</exception>
    public static double? Number(object? keyword, VariableScope scope, string name)
    {
        var value = scope.Resolve(keyword);
        return value is null ? null
            : ArgConverter.TryConvert(value, typeof(double), out var number, out _) && number is double and >= 0 and <= TaskSyntax.MostNumber ? (double?)number
            : throw new ModuleException($"'{name}' must be a number from 0 to {TaskSyntax.MostNumber}, not {ValueText.Describe(value)}");
    }

    private static Dictionary<string, string> Environment(PlannedTask task, VariableScope scope)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in task.Environment.Select(scope.Resolve))
        {
            if (value is not ScriptObject members)
            {
                throw new ModuleException($"'environment' must be a mapping, not {ValueText.Describe(value)}");
            }

            foreach (var (key, member) in members)
            {
                environment[key] = Convert.ToString(member, CultureInfo.InvariantCulture) ?? "";
            }
        }

        return environment;
    }

    private static Host Target(PlannedPlay play, PlannedTask task, HostState host, VariableScope scope)
    {
        if (scope.Resolve(task.DelegateTo) is not { } name)
        {
            return host.Host;
        }

        var wanted = name.ToString() ?? "";
        return play.Inventory.FindHost(wanted)
            ?? (wanted is "localhost" or "127.0.0.1" or "::1" ? play.Inventory.ImplicitLocalhost(wanted) : null)
            ?? throw new ModuleException($"delegate_to: host '{name}' is not in the inventory");
    }
}
