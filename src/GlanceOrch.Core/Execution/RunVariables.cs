using System.Collections.Concurrent;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>Puts together what a task sees, by Ansible's precedence.</summary>
/// <remarks>Highest first: magic names, extra vars, loop variables, role parameters, set_fact and register, task vars, role vars, vars_files, play vars, facts, inventory, role defaults.</remarks>
internal sealed class RunVariables(Inventory inventory, RunOptions options, SecretMasker secrets, IReadOnlyDictionary<string, HostState> hosts)
{
    // Every inventory of a run has the same hosts and groups; those of plays only add variable files.
    private readonly ScriptObject _groups = new(inventory.Groups.Select(group =>
        KeyValuePair.Create(group.Name, (object?)new ScriptArray(group.AllHosts.Select(host => (object?)host.Name)))));

    private (PlannedPlay Play, ScriptArray Hosts)? _playHosts;

    private readonly ConcurrentDictionary<string, TemplateOptions> _templateOptions = new(StringComparer.Ordinal);

    /// <summary>To be called between tasks when a host has left the play: <c>play_hosts</c> is another list now.</summary>
    public void HostsChanged() => _playHosts = null;

    /// <summary>The scope of a task on a host; <paramref name="pending"/> are names that tasks before it are still to set.</summary>
    public VariableScope Of(
        PlannedPlay play, PlannedTask? task, HostState host, IReadOnlyDictionary<string, object?>? pending, CancellationToken cancellationToken)
    {
        var layers = new List<IReadOnlyDictionary<string, object?>> { Magic(play, task, host, cancellationToken), options.ExtraVars };
        if (task?.Role is { } own)
        {
            layers.Add(own.Reference.Parameters);
        }

        if (pending is not null)
        {
            layers.Add(pending);
        }

        layers.Add(host.Set);
        layers.AddRange(task?.Vars ?? []);
        if (task?.Role is { } role)
        {
            layers.Add(role.Role.Vars);
        }

        layers.AddRange(OtherRoles(play, task).Select(other => other.Role.Vars));
        layers.Add(play.VarsFiles);
        layers.Add(play.Syntax.Vars);
        AddHost(layers, play, host.Host, host);
        if (task?.Role is { } defaults)
        {
            layers.Add(defaults.Role.Defaults);
        }

        layers.AddRange(OtherRoles(play, task).Select(other => other.Role.Defaults));
        layers.RemoveAll(layer => layer.Count == 0);
        return new VariableScope(layers, secrets, TemplateOptionsOf(play), cancellationToken);
    }

    /// <summary>What is known of a host apart from any task: for <c>hostvars</c> and connection variables.</summary>
    public VariableScope Of(PlannedPlay play, Host host, CancellationToken cancellationToken)
    {
        var state = hosts.GetValueOrDefault(host.Name);
        var layers = new List<IReadOnlyDictionary<string, object?>>
        {
            new ScriptObject { ["inventory_hostname"] = host.Name, ["inventory_hostname_short"] = Short(host.Name), ["group_names"] = GroupNames(host), ["groups"] = _groups },
            options.ExtraVars,
        };
        if (state is not null)
        {
            layers.Add(state.Set);
        }

        AddHost(layers, play, host, state);
        return new VariableScope(layers, secrets, TemplateOptionsOf(play), cancellationToken);
    }

    /// <summary>Templates read the controller's files relative to their playbook.</summary>
    private TemplateOptions TemplateOptionsOf(PlannedPlay play) => _templateOptions.GetOrAdd(
        play.PlaybookDirectory, directory => TemplateOptions.Default with { Reader = new ControllerReader(directory, secrets) });

    private static void AddHost(List<IReadOnlyDictionary<string, object?>> layers, PlannedPlay play, Host host, HostState? state)
    {
        if (state is not null)
        {
            layers.Add(state.Facts);
        }

        layers.Add(play.Inventory.VariablesOf(host));
    }

    /// <summary>Variables and defaults of all roles of a play are seen by all its tasks; the last role wins.</summary>
    private static IEnumerable<PlannedRole> OtherRoles(PlannedPlay play, PlannedTask? task) =>
        play.Roles.Where(role => role != task?.Role).Reverse();

    private ScriptObject Magic(PlannedPlay play, PlannedTask? task, HostState host, CancellationToken cancellationToken)
    {
        var magic = new ScriptObject
        {
            ["inventory_hostname"] = host.Host.Name,
            ["inventory_hostname_short"] = Short(host.Host.Name),
            ["group_names"] = GroupNames(host.Host),
            ["groups"] = _groups,
            ["hostvars"] = new HostVars(this, play, cancellationToken),
            ["play_hosts"] = PlayHosts(play),
            ["ansible_play_hosts"] = PlayHosts(play),
            ["ansible_check_mode"] = options.Check,
            ["ansible_run_tags"] = new ScriptArray(options.Tags.Count == 0 ? ["all"] : options.Tags),
            ["ansible_skip_tags"] = new ScriptArray(options.SkipTags),
            ["playbook_dir"] = play.PlaybookDirectory,
            ["omit"] = null,
        };
        if (task?.Role is { } role)
        {
            magic["role_path"] = Path.GetFullPath(role.Role.Directory);
            magic["role_name"] = role.Role.Name;
        }

        return magic;
    }

    private ScriptArray PlayHosts(PlannedPlay play)
    {
        // Two tasks may put the same list together at the same time: harmless, it is the same list.
        if (_playHosts is not { } known || known.Play != play)
        {
            known = (play, new ScriptArray(play.Hosts.Where(host => !hosts[host.Name].IsOut).Select(host => (object?)host.Name)));
            _playHosts = known;
        }

        return known.Hosts;
    }

    private static ScriptArray GroupNames(Host host) =>
        new(host.Groups.Where(group => group.Name != "all").Select(group => group.Name).Order(StringComparer.Ordinal));

    private static string Short(string name) => name.Split('.')[0];

    /// <summary><c>hostvars</c>: every host's variables, put together only for the hosts that are asked for.</summary>
    private sealed class HostVars(RunVariables variables, PlannedPlay play, CancellationToken cancellationToken) : ITemplateScope
    {
        public IEnumerable<string> Names => play.Inventory.Hosts.Select(host => host.Name);

        public bool TryGetValue(string name, out object? value)
        {
            var host = play.Inventory.FindHost(name);
            value = host is null ? null : variables.Of(play, host, cancellationToken);
            return host is not null;
        }
    }
}
