using System.Text;
using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Cli.Verbs;

/// <summary><c>glance-orch vars</c>: what a host's variables are, and why.</summary>
internal sealed class VarsVerb(Surroundings surroundings)
{
    private readonly SecretMasker _secrets = surroundings.Secrets;

    public int Run(VarsOptions options, CancellationToken cancellationToken)
    {
        if (options.Output is not ("human" or "json"))
        {
            throw new UsageException($"--output takes human or json, not '{options.Output}'");
        }

        if (options.Play is not null && options.Playbook is null)
        {
            throw new UsageException("--play goes with --playbook");
        }

        var workspace = new Workspace(surroundings, options) { KeepsPlaces = true };
        var inventory = workspace.Inventory(options.Inventory);
        var extraVars = workspace.ExtraVars(options.ExtraVars);
        // Without a playbook: as 'exec' sees the host.
        var playbooks = options.Playbook is { } path ? workspace.Playbooks([path]) : [new SourceFile("vars", "[{\"hosts\": \"all\", \"gather_facts\": false}]")];
        var plan = workspace.Compiler().Compile(
            playbooks, inventory, new PlanOptions { ExtraVars = extraVars, RolesPath = workspace.RolesPath });
        if (workspace.Report())
        {
            return ExitCodes.WrongInput;
        }

        _secrets.AddNames(plan.Plays.SelectMany(play => play.Roles));
        var host = Workspace.Host(inventory, options.Host);
        var run = new RunOptions { ExtraVars = extraVars, RemoteUser = options.User, TemplatesPath = workspace.TemplatesPath };
        var explainer = new VariableExplainer(inventory, run, _secrets, workspace.Vault, Play(plan, options, host), host, cancellationToken);
        if (options.Name is { } name && explainer.Candidates(name).Count == 0)
        {
            throw new UsageException($"host '{host}' has no variable '{name}'{Suggestions.Hint(name, explainer.AllNames)}");
        }

        return options.Explain ? Explain(explainer, host, options) : Values(explainer, options);
    }

    private static PlannedPlay Play(TaskPlan plan, VarsOptions options, Host host)
    {
        var plays = options.Play is { } wanted ? [.. plan.Plays.Where(play => play.Name == wanted)] : plan.Plays;
        if (plays.Count == 0)
        {
            throw new UsageException($"'{options.Playbook}' has no play '{options.Play}'{Suggestions.Hint(options.Play ?? "", plan.Plays.Select(play => play.Name))}");
        }

        return plays.FirstOrDefault(play => play.Hosts.Contains(host) || options.Playbook is null)
            ?? throw new UsageException($"host '{host}' takes part in no play of '{options.Playbook}'");
    }

    private int Values(VariableExplainer explainer, VarsOptions options)
    {
        if (options.Name is { } name)
        {
            if (!TryValue(explainer, name, out var value))
            {
                return ExitCodes.WrongInput;
            }

            Print(value is string text && options.Output == "human" ? text : InventoryJson.Value(value));
            return ExitCodes.Success;
        }

        var values = new ScriptObject();
        var complete = true;
        foreach (var each in explainer.Names)
        {
            complete &= TryValue(explainer, each, out var value);
            values[each] = value;
        }

        Print(InventoryJson.Value(values));
        return complete ? ExitCodes.Success : ExitCodes.WrongInput;
    }

    private int Explain(VariableExplainer explainer, Host host, VarsOptions options)
    {
        var explained = new ScriptArray();
        var text = new StringBuilder();
        var complete = true;
        foreach (var name in options.Name is { } one ? [one] : explainer.Names)
        {
            complete &= TryValue(explainer, name, out var value);
            var candidates = explainer.Candidates(name);
            explained.Add(new ScriptObject
            {
                ["host"] = host.Name,
                ["name"] = name,
                ["value"] = value,
                ["candidates"] = new ScriptArray(candidates.Select(candidate => Json(name, candidate))),
            });
            text.Append(name).Append(": ").Append(OneLine(value)).Append('\n');
            foreach (var candidate in candidates)
            {
                text.Append(candidate.Wins ? "  * " : "    ").Append(Where(candidate)).Append(": ").Append(OneLine(Masked(name, candidate.Value)))
                    .Append("\n        ").Append(candidate.Wins ? "wins: " : $"loses to {Where(candidates[0])}: ").Append(candidate.Reason).Append('\n');
            }
        }

        Print(options.Output == "human" ? text.ToString().TrimEnd('\n') : InventoryJson.Value(options.Name is null ? explained : explained[0]));
        return complete ? ExitCodes.Success : ExitCodes.WrongInput;
    }

    private ScriptObject Json(string name, VariableCandidate candidate) => new()
    {
        ["place"] = candidate.Place is { } place ? Shown(place) : null,
        ["level"] = candidate.Level.Title(),
        ["group"] = candidate.Group,
        ["role"] = candidate.Role,
        ["value"] = Masked(name, candidate.Value),
        ["wins"] = candidate.Wins,
        ["reason"] = candidate.Reason,
    };

    private static string Where(VariableCandidate candidate)
    {
        var of = candidate switch
        {
            { Group: { } group } => $" of group '{group}'",
            { Role: { } role } => $" of role '{role}'",
            _ => "",
        };
        return candidate.Place is { } place ? $"{Shown(place)} ({candidate.Level.Title()}{of})" : $"{candidate.Level.Title()}{of}";
    }

    /// <summary>The place, relative to the current directory where it lies below.</summary>
    private static string Shown(SourceSpan place)
    {
        var relative = Path.IsPathRooted(place.File.Path) ? Path.GetRelativePath(Directory.GetCurrentDirectory(), place.File.Path) : place.File.Path;
        return relative.StartsWith("..", StringComparison.Ordinal) ? place.ToString() : $"{relative}{place.ToString()[place.File.Path.Length..]}";
    }

    /// <summary>The value, masked; false after an error on the error stream, and the value as written.</summary>
    private bool TryValue(VariableExplainer explainer, string name, out object? value)
    {
        try
        {
            explainer.TryGetValue(name, out value);
            value = Masked(name, value);
            return true;
        }
        catch (Exception exception) when (exception is LocatedTemplateException or TemplateException or UnknownValueException)
        {
            var located = exception as LocatedTemplateException;
            surroundings.Error.WriteLine(_secrets.Apply(
                $"{(located is null ? "" : $"{located.Span}: ")}error: '{name}': {exception.Message}{(located?.Hint is { } hint ? $"; {hint}" : "")}"));
            value = Masked(name, explainer.Candidates(name)[0].Value);
            return false;
        }
    }

    /// <summary>The value with secrets taken out by their names, which the playbook's roles may call secret; those that are known by value go when text is printed.</summary>
    private object? Masked(string name, object? value) => value switch
    {
        ScriptObject members => new ScriptObject(members.Select(member => KeyValuePair.Create(member.Key, Masked(member.Key, member.Value)))),
        ScriptArray items => new ScriptArray(items.Select(item => Masked(name, item))),
        null or bool => value,
        ITemplateScope => "(the variables of all hosts)",
        _ when _secrets.IsSecret(name) => SecretMasker.Mask,
        _ => value,
    };

    private static string OneLine(object? value) => value switch
    {
        LocatedText template => template.ToString(),
        string text when !text.Contains('\n', StringComparison.Ordinal) && text.Length > 0 && text.Trim() == text => text,
        _ => string.Join(' ', InventoryJson.Value(value).Split('\n', StringSplitOptions.TrimEntries)),
    };

    private void Print(string text) => surroundings.Out.WriteLine(_secrets.Apply(text));
}
