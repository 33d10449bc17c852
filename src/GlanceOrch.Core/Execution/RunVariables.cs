using System.Collections.Concurrent;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Execution;

/// <summary>Puts together what a task sees, by Ansible's precedence.</summary>
/// <remarks>Highest first: magic names, extra vars, loop variables, those of includes around the task, role parameters, set_fact and register, include_vars, task vars, role vars, vars_files, play vars, facts, inventory, role defaults.</remarks>
internal sealed class RunVariables(Inventory inventory, RunOptions options, SecretMasker secrets, VaultReader vault, IReadOnlyDictionary<string, HostState> hosts)
{
    // Every inventory of a run has the same hosts and groups; those of plays only add variable files.
    private readonly ScriptObject _groups = new(inventory.Groups.Select(group =>
        KeyValuePair.Create(group.Name, (object?)new ScriptArray(group.AllHosts.Select(host => (object?)host.Name)))));

    // The magic names that are the same for all tasks of a play, by host; put together when first asked for.
    private readonly ConcurrentDictionary<string, ScriptObject> _magic = new(StringComparer.Ordinal);
    private readonly ScriptArray _runTags = new(options.Tags.Count == 0 ? ["all"] : options.Tags);
    private readonly ScriptArray _skipTags = new(options.SkipTags);
    private ScriptArray _playHosts = [];
    private ScriptArray _allPlayHosts = [];
    private ScriptArray _batch = [];
    private IReadOnlyList<Host> _batchHosts = [];
    private PlannedPlay? _play;
    private volatile IReadOnlyList<PlannedRole> _exposed = [];

    private readonly ConcurrentDictionary<string, TemplateOptions> _templateOptions = new(StringComparer.Ordinal);

    /// <summary>To be called between tasks, when a play begins or a host has left it: <c>play_hosts</c> is another list now.</summary>
    public void HostsChanged(PlannedPlay play)
    {
        if (!ReferenceEquals(play, _play))
        {
            StartBatch(play, play.Batches[0]);
            return;
        }

        _playHosts = Names(play.Hosts.Where(host => !hosts[host.Name].IsOut));
        _batch = Names(_batchHosts.Where(host => !hosts[host.Name].IsOut));
        _magic.Clear();
    }

    /// <summary>To be called before the first task of a batch.</summary>
    public void StartBatch(PlannedPlay play, IReadOnlyList<Host> batch)
    {
        _play = play;
        _batchHosts = batch;
        _allPlayHosts = Names(play.Hosts);
        _exposed = play.Roles;
        HostsChanged(play);
    }

    /// <summary>From now on all tasks of the play see these roles' variables.</summary>
    public void Expose(IReadOnlyList<PlannedRole> roles)
    {
        if (roles.Count > 0)
        {
            _exposed = [.. _exposed.Where(known => !roles.Contains(known)), .. roles];
        }
    }

    private static ScriptArray Names(IEnumerable<Host> some) => new(some.Select(host => (object?)host.Name));

    /// <summary>The scope of a task on a host; <paramref name="pending"/> are names that tasks before it are still to set.</summary>
    public VariableScope Of(
        PlannedPlay play, PlannedTask? task, HostState host, IReadOnlyDictionary<string, object?>? pending, CancellationToken cancellationToken)
    {
        var open = new Stack<string>();
        var ofTask = new ScriptObject { ["hostvars"] = new HostVars(this, play, pending, open, cancellationToken) };
        var layers = new List<IReadOnlyDictionary<string, object?>> { ofTask, Magic(play, host.Host), options.ExtraVars };
        if (task?.Role is { } own)
        {
            ofTask["role_path"] = Path.GetFullPath(own.Role.Directory);
            ofTask["role_name"] = own.Role.Name;
            layers.AddRange(task.Parameters);
            layers.Add(own.Reference.Parameters);
        }
        else
        {
            layers.AddRange(task?.Parameters ?? []);
        }

        if (pending is not null)
        {
            layers.Add(pending);
        }

        layers.Add(host.Set);
        layers.Add(host.Included);
        layers.AddRange(task?.Vars ?? []);
        if (task?.Role is { } role)
        {
            layers.Add(role.Role.Vars);
        }

        layers.AddRange(OtherRoles(task).Select(other => other.Role.Vars));
        layers.Add(play.VarsFiles);
        layers.Add(play.Syntax.Vars);
        layers.Add(play.Syntax.ImportVars);
        AddHost(layers, play, host.Host, host);
        if (task?.Role is { } defaults)
        {
            layers.Add(defaults.Role.Defaults);
        }

        layers.AddRange(OtherRoles(task).Select(other => other.Role.Defaults));
        layers.RemoveAll(layer => layer.Count == 0);
        return new VariableScope(layers, secrets, TemplateOptionsOf(play), open, "", cancellationToken);
    }

    /// <summary>What says how to reach a host and whom to become there: its own variables and those of the play.</summary>
    public VariableScope ForConnection(PlannedPlay play, Host host, CancellationToken cancellationToken) =>
        Of(play, host, pending: null, [play.VarsFiles, play.Syntax.Vars, play.Syntax.ImportVars], new Stack<string>(), "", cancellationToken);

    /// <summary>What is known of a host apart from any task.</summary>
    private VariableScope Of(
        PlannedPlay play, Host host, IReadOnlyDictionary<string, object?>? pending, IEnumerable<ScriptObject> ofPlay, Stack<string> open, string owner,
        CancellationToken cancellationToken)
    {
        var state = hosts.GetValueOrDefault(host.Name);
        var ofScope = new ScriptObject { ["hostvars"] = new HostVars(this, play, pending, open, cancellationToken) };
        var layers = new List<IReadOnlyDictionary<string, object?>> { ofScope, Magic(play, host), options.ExtraVars };
        if (pending is not null)
        {
            layers.Add(pending);
        }

        if (state is not null)
        {
            layers.Add(state.Set);
            layers.Add(state.Included);
        }

        layers.AddRange(ofPlay);
        AddHost(layers, play, host, state);
        return new VariableScope(layers, secrets, TemplateOptionsOf(play), open, owner, cancellationToken);
    }

    /// <summary>Templates read the controller's files relative to their playbook.</summary>
    private TemplateOptions TemplateOptionsOf(PlannedPlay play) => _templateOptions.GetOrAdd(
        play.PlaybookDirectory, directory => TemplateOptions.Default with { Reader = new ControllerReader(directory, secrets, vault.Secrets), Vault = vault.Secrets });

    private static void AddHost(List<IReadOnlyDictionary<string, object?>> layers, PlannedPlay play, Host host, HostState? state)
    {
        if (state is not null)
        {
            layers.Add(state.Facts);
        }

        layers.Add(play.Inventory.VariablesOf(host));
    }

    /// <summary>Variables and defaults of all roles of a play are seen by all its tasks; the last role wins.</summary>
    private IEnumerable<PlannedRole> OtherRoles(PlannedTask? task) =>
        _exposed.Where(role => role != task?.Role).Reverse();

    private ScriptObject Magic(PlannedPlay play, Host host) => _magic.GetOrAdd(host.Name, _ => new ScriptObject
    {
        ["inventory_hostname"] = host.Name,
        ["inventory_hostname_short"] = Short(host.Name),
        ["group_names"] = GroupNames(host),
        ["groups"] = _groups,
        ["play_hosts"] = _batch,
        ["ansible_play_batch"] = _batch,
        ["ansible_play_hosts"] = _playHosts,
        ["ansible_play_hosts_all"] = _allPlayHosts,
        ["ansible_role_names"] = new ScriptArray(play.Roles.Select(role => role.Role.Name).Distinct().Select(name => (object?)name)),
        ["ansible_check_mode"] = options.Check,
        ["ansible_run_tags"] = _runTags,
        ["ansible_skip_tags"] = _skipTags,
        ["playbook_dir"] = play.PlaybookDirectory,
        ["omit"] = null,
    });

    private static ScriptArray GroupNames(Host host) =>
        new(host.Groups.Where(group => group.Name != "all").Select(group => group.Name).Order(StringComparer.Ordinal));

    private static string Short(string name) => name.Split('.')[0];

    /// <summary><c>hostvars</c>: every host's variables, put together only for the hosts that are asked for, once for a scope.</summary>
    private sealed class HostVars(
        RunVariables variables, PlannedPlay play, IReadOnlyDictionary<string, object?>? pending, Stack<string> open, CancellationToken cancellationToken) : ITemplateScope
    {
        private readonly Dictionary<string, VariableScope> _known = new(StringComparer.Ordinal);

        public IEnumerable<string> Names => play.Inventory.Hosts.Select(host => host.Name);

        public bool TryGetValue(string name, out object? value)
        {
            if (!_known.TryGetValue(name, out var scope) && play.Inventory.FindHost(name) is { } host)
            {
                scope = variables.Of(play, host, pending, [], open, $"hostvars.{name}.", cancellationToken);
                _known.Add(name, scope);
            }

            value = scope;
            return scope is not null;
        }
    }
}
