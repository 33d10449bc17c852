using System.Collections.Concurrent;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Execution;

/// <summary>Puts together what a task sees, by Ansible's precedence.</summary>
/// <remarks>Highest first: magic names, extra vars, loop variables, those of includes around the task, role parameters, set_fact and register, include_vars, task vars, role vars, vars_files, vars_prompt, play vars, facts, inventory, role defaults, the command line's options. <c>docs/variables.md</c> tells users.</remarks>
internal sealed class RunVariables(Inventory inventory, RunOptions options, SecretMasker secrets, VaultReader vault, IReadOnlyDictionary<string, HostState> hosts)
{
    // Every inventory of a run has the same hosts and groups; those of plays only add variable files.
    private readonly ScriptObject _groups = new(inventory.Groups.Select(group =>
        KeyValuePair.Create(group.Name, (object?)new ScriptArray(group.AllHosts.Select(host => (object?)host.Name)))));

    // The magic names that are the same for all tasks of a play, by host; put together when first asked for.
    private readonly ScriptArray _runTags = new(options.Tags.Count == 0 ? ["all"] : options.Tags);
    private readonly ScriptArray _skipTags = new(options.SkipTags);

    // The lowest of all: what the options of the command line say about every host.
    private readonly ScriptObject _commandLine = options.RemoteUser is { } user ? new() { ["ansible_user"] = user } : [];
    private readonly ConcurrentDictionary<string, string?> _sources = new(StringComparer.Ordinal);
    private readonly Lock _changing = new();
    private volatile PlayView? _view;
    private volatile IReadOnlyList<PlannedRole> _exposed = [];

    private readonly ConcurrentDictionary<(string Playbooks, string? Role), TemplateOptions> _templateOptions = new();

    /// <summary>To be called between tasks, when a play begins or a host has left it: <c>play_hosts</c> is another list now.</summary>
    public void HostsChanged(PlannedPlay play)
    {
        lock (_changing)
        {
            if (_view is { } view && ReferenceEquals(play, view.Play))
            {
                _view = View(play, view.Batch);
            }
            else
            {
                StartBatch(play, play.Batches[0]);
            }
        }
    }

    /// <summary>To be called before the first task of a batch.</summary>
    public void StartBatch(PlannedPlay play, IReadOnlyList<Host> batch)
    {
        lock (_changing)
        {
            _view = View(play, batch);
            _exposed = play.Roles;
        }
    }

    private PlayView View(PlannedPlay play, IReadOnlyList<Host> batch) => new(
        play,
        batch,
        Hosts: Names(play.Hosts.Where(host => !hosts[host.Name].IsOut)),
        AllHosts: Names(play.Hosts),
        BatchHosts: Names(batch.Where(host => !hosts[host.Name].IsOut)),
        RoleNames: new ScriptArray(play.Roles.Select(role => role.Role.Name).Distinct().Select(name => (object?)name)),
        NamedRoles: NamedRoles(play));

    /// <summary>From now on the tasks of the play see these roles' variables, as far as they reach.</summary>
    public void Expose(IReadOnlyList<PlannedRole> roles)
    {
        lock (_changing)
        {
            _exposed = roles.Count == 0 ? _exposed : [.. _exposed.Where(known => !roles.Contains(known)), .. roles];
        }
    }

    private static ScriptArray Names(IEnumerable<Host> some) => new(some.Select(host => (object?)host.Name));

    /// <summary>The scope of a task on a host; <paramref name="pending"/> are names that tasks before it are still to set.</summary>
    public VariableScope Of(
        PlannedPlay play, PlannedTask? task, HostState host, IReadOnlyDictionary<string, object?>? pending, CancellationToken cancellationToken)
    {
        var open = new Stack<(string Name, SourceSpan? Place)>();
        var hostVars = new HostVars(this, play, pending, open, cancellationToken);
        var layers = Layers(play, task, host, pending, hostVars).Where(layer => layer.Variables.Count > 0).Select(layer => layer.Variables).ToList();
        return new VariableScope(layers, secrets, TemplateOptionsOf(play, task?.Role), open, "", cancellationToken);
    }

    /// <summary>All that a task sees on a host, the highest precedence first. What the inventory says is one layer, on the rung of host variables.</summary>
    internal IEnumerable<VariableLayer> Layers(
        PlannedPlay play, PlannedTask? task, HostState host, IReadOnlyDictionary<string, object?>? pending, ITemplateScope? hostVars)
    {
        yield return new(VariableLevel.Magic, OfTask(task, hostVars));
        yield return new(VariableLevel.Magic, Magic(play, host.Host));
        yield return new(VariableLevel.ExtraVars, options.ExtraVars);
        foreach (var parameters in task?.Parameters ?? [])
        {
            yield return new(VariableLevel.IncludeParameters, parameters);
        }

        if (task?.Role is { } own)
        {
            yield return new(VariableLevel.RoleParameters, own.Reference.Parameters);
        }

        if (pending is not null)
        {
            yield return new(VariableLevel.Set, pending);
        }

        yield return new(VariableLevel.Set, host.Set);
        yield return new(VariableLevel.IncludeVars, host.Included);
        foreach (var vars in task?.Vars ?? [])
        {
            yield return new(VariableLevel.Task, vars);
        }

        var roles = Seen(task?.Role);
        foreach (var (role, vars, _) in roles)
        {
            yield return new(VariableLevel.RoleVars, vars, Role: role);
        }

        foreach (var vars in play.VarsFiles)
        {
            yield return new(VariableLevel.VarsFiles, vars);
        }

        yield return new(VariableLevel.Prompt, play.Prompted);
        yield return new(VariableLevel.PlaybookImport, play.Syntax.ImportVars);
        yield return new(VariableLevel.Play, play.Syntax.Vars);
        yield return new(VariableLevel.Facts, host.Facts);
        yield return new(VariableLevel.InventoryHost, play.Inventory.VariablesOf(host.Host));
        foreach (var (role, _, defaults) in roles)
        {
            yield return new(VariableLevel.RoleDefaults, defaults, Role: role);
        }

        yield return new(VariableLevel.RunOptions, _commandLine);
    }

    private static ScriptObject OfTask(PlannedTask? task, ITemplateScope? hostVars)
    {
        var ofTask = new ScriptObject { ["hostvars"] = hostVars };
        if (task?.Role is { } own)
        {
            ofTask["role_path"] = Path.GetFullPath(own.Role.Directory);
            ofTask["role_name"] = own.Role.Name;
            ofTask["ansible_role_name"] = own.Role.Name;
            if (own.Parents().ToList() is { Count: > 0 } parents)
            {
                ofTask["ansible_parent_role_names"] = new ScriptArray(parents.Select(parent => parent.Role.Name));
                ofTask["ansible_parent_role_paths"] = new ScriptArray(parents.Select(parent => Path.GetFullPath(parent.Role.Directory)));
            }
        }

        return ofTask;
    }

    /// <summary>What says how to reach a host and whom to become there: its own variables and those of the play.</summary>
    public VariableScope ForConnection(PlannedPlay play, Host host, CancellationToken cancellationToken) =>
        Of(play, host, pending: null, OfPlay(play), new Stack<(string Name, SourceSpan? Place)>(), "", cancellationToken);

    /// <summary>What is known of a host apart from any task.</summary>
    private VariableScope Of(
        PlannedPlay play, Host host, IReadOnlyDictionary<string, object?>? pending, IEnumerable<ScriptObject> ofPlay, Stack<(string Name, SourceSpan? Place)> open, string owner,
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
        layers.Add(_commandLine);
        return new VariableScope(layers, secrets, TemplateOptionsOf(play, role: null), open, owner, cancellationToken);
    }

    /// <summary>Templates read the controller's files relative to their role and playbook.</summary>
    private TemplateOptions TemplateOptionsOf(PlannedPlay play, PlannedRole? role) => _templateOptions.GetOrAdd(
        (play.PlaybookDirectory, role?.Role.Directory),
        place => TemplateOptions.Default with
        {
            Reader = new ControllerReader(place.Playbooks, SearchPlaces.Of(Path.GetFullPath(place.Playbooks), role, "files"), secrets, vault.Secrets),
            Vault = vault.Secrets,
        });

    private static void AddHost(List<IReadOnlyDictionary<string, object?>> layers, PlannedPlay play, Host host, HostState? state)
    {
        if (state is not null)
        {
            layers.Add(state.Facts);
        }

        layers.Add(play.Inventory.VariablesOf(host));
    }

    private static IEnumerable<ScriptObject> OfPlay(PlannedPlay play) => [.. play.VarsFiles, play.Prompted, play.Syntax.ImportVars, play.Syntax.Vars];

    /// <summary>The roles' variables that a task sees, what comes first wins: those of its own role and of roles that one names, then what other roles let it see, the last role's first.</summary>
    private List<(string Role, ScriptObject Vars, ScriptObject Defaults)> Seen(PlannedRole? own)
    {
        var lexical = own?.Lexical().ToList() ?? [];
        var others = _exposed.Where(role => !lexical.Contains(role)).Reverse();
        return
        [
            .. lexical.Select(role => (role.Role.Name, role.Role.Vars, role.Role.Defaults)),
            .. others.Select(role => role.Reach == RoleReach.Everywhere || (own is null && role.Reach == RoleReach.Play)
                ? (role.Role.Name, role.Role.Vars, role.Role.Defaults)
                : (role.Role.Name, role.Role.PublicVars, role.Role.PublicDefaults)),
        ];
    }

    private ScriptObject Magic(PlannedPlay play, Host host)
    {
        var view = _view is { } current && ReferenceEquals(current.Play, play) ? current : View(play, play.Batches[0]);
        return view.Magic.GetOrAdd(host.Name, _ => Magic(view, host));
    }

    private ScriptObject Magic(PlayView view, Host host) => new()
    {
        ["inventory_hostname"] = host.Name,
        ["inventory_hostname_short"] = Short(host.Name),
        ["group_names"] = GroupNames(host),
        ["groups"] = _groups,
        ["play_hosts"] = view.BatchHosts,
        ["ansible_play_batch"] = view.BatchHosts,
        ["ansible_play_hosts"] = view.Hosts,
        ["ansible_play_hosts_all"] = view.AllHosts,
        ["ansible_play_name"] = view.Play.Name,
        ["ansible_role_names"] = view.RoleNames,
        ["ansible_play_role_names"] = view.NamedRoles,
        ["ansible_check_mode"] = options.Check,
        ["ansible_diff_mode"] = options.Diff,
        ["ansible_verbosity"] = (long)options.Verbosity,
        ["ansible_forks"] = (long)options.Forks,
        ["ansible_limit"] = options.Limit,
        ["ansible_config_file"] = null,
        ["inventory_dir"] = Path.GetDirectoryName(InventoryFile(host)),
        ["inventory_file"] = InventoryFile(host),
        ["ansible_run_tags"] = _runTags,
        ["ansible_skip_tags"] = _skipTags,
        ["playbook_dir"] = view.Play.PlaybookDirectory,
        ["omit"] = null,
    };

    /// <summary>Without those that are there only because others depend on them.</summary>
    private static ScriptArray NamedRoles(PlannedPlay play)
    {
        var dependencies = play.Roles.SelectMany(role => role.Role.Dependencies).ToHashSet(ReferenceEqualityComparer.Instance);
        return new(play.Roles.Where(role => !dependencies.Contains(role.Reference)).Select(role => role.Role.Name).Distinct());
    }

    private static ScriptArray GroupNames(Host host) =>
        new(host.Groups.Where(group => group.Name != "all").Select(group => group.Name).Order(StringComparer.Ordinal));

    /// <summary>The file that names the host first; null when none does, as on the command line.</summary>
    private string? InventoryFile(Host host) =>
        _sources.GetOrAdd(host.Span.File.Path, path => File.Exists(path) ? Path.GetFullPath(path) : null);

    private static string Short(string name) => name.Split('.')[0];

    /// <summary>What the magic variables say of a play until a host leaves it or another batch begins; then there is another one.</summary>
    /// <param name="Hosts">Names of those that still take part.</param>
    /// <param name="BatchHosts">Likewise, of the batch.</param>
    private sealed record PlayView(
        PlannedPlay Play, IReadOnlyList<Host> Batch, ScriptArray Hosts, ScriptArray AllHosts, ScriptArray BatchHosts, ScriptArray RoleNames, ScriptArray NamedRoles)
    {
        /// <summary>The variables of each host that was asked for.</summary>
        public ConcurrentDictionary<string, ScriptObject> Magic { get; } = new(StringComparer.Ordinal);
    }

    /// <summary><c>hostvars</c>: every host's variables, put together only for the hosts that are asked for, once for a scope.</summary>
    private sealed class HostVars(
        RunVariables variables, PlannedPlay play, IReadOnlyDictionary<string, object?>? pending, Stack<(string Name, SourceSpan? Place)> open, CancellationToken cancellationToken) : ITemplateScope
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
