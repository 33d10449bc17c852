using System.Collections.Concurrent;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Inventories;

/// <summary>The hosts there are, their groups and variables. Immutable; safe for concurrent use.</summary>
/// <remarks>Load one with <see cref="InventoryLoader"/>; choose hosts with <see cref="HostPatterns"/>.</remarks>
public sealed class Inventory
{
    private readonly IReadOnlyDictionary<string, Host> _hosts;
    private readonly IReadOnlyDictionary<string, Group> _groups;
    private readonly ConcurrentDictionary<string, Host> _implicit;
    private readonly IReadOnlyList<VariableFiles> _beside;
    private readonly VariableLayers _layers;

    internal Inventory(OrderedDictionary<string, Host> hosts, OrderedDictionary<string, Group> groups)
        : this(hosts, groups, new(StringComparer.Ordinal), [.. hosts.Values], [.. groups.Values], [], null)
    {
    }

    private Inventory(
        IReadOnlyDictionary<string, Host> hosts,
        IReadOnlyDictionary<string, Group> groups,
        ConcurrentDictionary<string, Host> implicitHosts,
        IReadOnlyList<Host> hostList,
        IReadOnlyList<Group> groupList,
        IReadOnlyList<VariableFiles> beside,
        VariableFiles? playbook)
    {
        _hosts = hosts;
        _groups = groups;
        _implicit = implicitHosts;
        Hosts = hostList;
        Groups = groupList;
        _beside = beside;
        _layers = new VariableLayers(beside, playbook);
    }

    /// <summary>All hosts, in the order the inventory names them.</summary>
    public IReadOnlyList<Host> Hosts { get; }

    /// <summary>All groups: <c>all</c>, <c>ungrouped</c>, then in the order the inventory names them.</summary>
    public IReadOnlyList<Group> Groups { get; }

    /// <summary>The group every host is in.</summary>
    public Group All => _groups[InventoryBuilder.AllName];

    /// <summary>The host of that name; null when the inventory does not name it.</summary>
    public Host? FindHost(string name) => _hosts.GetValueOrDefault(name);

    /// <summary>The group of that name, or null.</summary>
    public Group? FindGroup(string name) => _groups.GetValueOrDefault(name);

    /// <summary>The machine we run on, for when no host of the inventory bears that name: <c>connection: local</c>, in no group but <c>all</c>.</summary>
    /// <param name="name"><c>localhost</c> or one of its addresses.</param>
    /// <remarks>The same name gives the same host each time. It is not among <see cref="Hosts"/> and patterns such as <c>all</c> do not reach it.</remarks>
    public Host ImplicitLocalhost(string name) => _implicit.GetOrAdd(name, key =>
    {
        var host = new Host(key, SourceSpan.Nowhere(key)) { Groups = [All] };
        host.SetVariable("ansible_connection", "local");
        return host;
    });

    /// <summary>
    /// The variables of a host by Ansible's precedence: groups in the inventory, <c>group_vars/all</c>, <c>group_vars/GROUP</c>, the host in
    /// the inventory, <c>host_vars/HOST</c>; of each kind of file the one beside the playbook wins over that beside the inventory.
    /// </summary>
    /// <remarks>Templates are kept as they are (<see cref="Templating.LocatedText"/>). Computed when first asked for; what groups give is shared by their hosts.</remarks>
    public IReadOnlyDictionary<string, object?> VariablesOf(Host host) => _layers.Of(host);

    /// <summary>All that sets variables of a host, the lowest precedence first: <see cref="VariablesOf(Host)"/> is these laid over each other.</summary>
    public IReadOnlyList<VariableLayer> LayersOf(Host host) => _layers.LayersOf(host);

    /// <summary>Where the value that <see cref="VariablesOf(Host)"/> gives stands in the user's files; null when that is not known.</summary>
    /// <remarks>Not known for variables that the inventory itself gives to single hosts: hosts can be many, and so the places would be.</remarks>
    public ValuePlace? PlaceOf(Host host, string name) => _layers.PlaceOf(host, name);

    /// <summary>The variables of a host without those of its groups: what <c>ansible-inventory --export</c> leaves with the host.</summary>
    internal IReadOnlyDictionary<string, object?> OwnVariablesOf(Host host) => _layers.OwnOf(host);

    /// <summary>What a group alone brings along: its own variables and those of its files.</summary>
    internal IReadOnlyDictionary<string, object?> VariablesOf(Group group) => _layers.Of(group);

    /// <summary>The same hosts and groups with the variable files beside a playbook, which win over those beside the inventory.</summary>
    public Inventory With(VariableFiles playbook) => new(_hosts, _groups, _implicit, Hosts, Groups, _beside, playbook);

    /// <summary>The same hosts and groups with the variable files beside the sources, in the order of the sources.</summary>
    internal Inventory WithBeside(IReadOnlyList<VariableFiles> beside) => new(_hosts, _groups, _implicit, Hosts, Groups, beside, null);
}
