using System.Collections.Concurrent;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Inventories;

/// <summary>Lays the variables of groups, hosts and files over each other. Safe for concurrent use.</summary>
/// <remarks>Ansible's "variable precedence: where should I put a variable?" lists the order followed here, places 3 to 10.</remarks>
internal sealed class VariableLayers(IReadOnlyList<VariableFiles> beside, VariableFiles? playbook)
{
    private static readonly IReadOnlyDictionary<string, object?> Nothing = new Dictionary<string, object?>(StringComparer.Ordinal);

    // Hosts of the same groups share one list of groups, and so one layer: thousands of hosts do not copy what their groups say.
    private readonly ConcurrentDictionary<IReadOnlyList<Group>, IReadOnlyDictionary<string, object?>> _ofGroups = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<Host, IReadOnlyDictionary<string, object?>> _ofHosts = new();

    /// <summary>Where the value of a host's variable stands; null when that is not known, as for those of single hosts in the inventory itself.</summary>
    public ValuePlace? PlaceOf(Host host, string name) => VariablePlaces.Of(Of(host), name);

    public IReadOnlyDictionary<string, object?> Of(Host host) => _ofHosts.GetOrAdd(host, key =>
    {
        var own = OwnOf(key);
        var groups = _ofGroups.GetOrAdd(key.Groups, OfGroups);
        return own.Count == 0 ? groups : groups.Count == 0 ? own : new LayeredVariables(own, groups);
    });

    /// <summary>What a host says itself, without its groups.</summary>
    public IReadOnlyDictionary<string, object?> OwnOf(Host host) => Merge(HostLayers(host).Select(layer => layer.Variables));

    /// <summary>What a group alone says, the priority included.</summary>
    public IReadOnlyDictionary<string, object?> Of(Group group) => Merge(Files().Select(files => Pick(files, group)).Prepend(group.Variables));

    /// <summary>The layers that set anything for the host, the lowest first.</summary>
    public IReadOnlyList<VariableLayer> LayersOf(Host host) => [.. GroupLayers(host.Groups).Concat(HostLayers(host)).Where(layer => layer.Variables.Count > 0)];

    private IReadOnlyDictionary<string, object?> OfGroups(IReadOnlyList<Group> groups) => Merge(GroupLayers(groups).Select(layer => layer.Variables));

    private IEnumerable<VariableLayer> GroupLayers(IReadOnlyList<Group> groups)
    {
        var all = groups.Where(group => group.Name == InventoryBuilder.AllName).ToList();
        var others = groups.Where(group => group.Name != InventoryBuilder.AllName).ToList();
        return
        [
            .. groups.Select(group => new VariableLayer(VariableLevel.InventoryGroup, WithoutPriority(group), group)),
            .. beside.SelectMany(_ => all, (files, group) => new VariableLayer(VariableLevel.InventoryGroupVarsAll, Pick(files, group) ?? Nothing, group)),
            .. OfPlaybook(all, VariableLevel.PlaybookGroupVarsAll),
            .. beside.SelectMany(_ => others, (files, group) => new VariableLayer(VariableLevel.InventoryGroupVars, Pick(files, group) ?? Nothing, group)),
            .. OfPlaybook(others, VariableLevel.PlaybookGroupVars),
        ];
    }

    private IEnumerable<VariableLayer> OfPlaybook(IEnumerable<Group> groups, VariableLevel level) =>
        playbook is null ? [] : groups.Select(group => new VariableLayer(level, Pick(playbook, group) ?? Nothing, group));

    private IEnumerable<VariableLayer> HostLayers(Host host)
    {
        yield return new(VariableLevel.InventoryHost, host.Variables);
        foreach (var files in beside)
        {
            yield return new(VariableLevel.InventoryHostVars, files.Hosts.GetValueOrDefault(host.Name) ?? Nothing);
        }

        if (playbook?.Hosts.GetValueOrDefault(host.Name) is { } variables)
        {
            yield return new(VariableLevel.PlaybookHostVars, variables);
        }
    }

    /// <summary>The priority orders groups; as a variable of a host it would mean nothing.</summary>
    private static IReadOnlyDictionary<string, object?> WithoutPriority(Group group)
    {
        if (!group.Variables.ContainsKey(InventoryBuilder.PriorityName))
        {
            return group.Variables;
        }

        var others = new ScriptObject();
        foreach (var (name, value) in group.Variables.Where(pair => pair.Key != InventoryBuilder.PriorityName))
        {
            others.Set(name, value, VariablePlaces.Of(group.Variables, name));
        }

        return others;
    }

    private static IReadOnlyDictionary<string, object?>? Pick(VariableFiles files, Group group) => files.Groups.GetValueOrDefault(group.Name);

    private IEnumerable<VariableFiles> Files() => playbook is null ? beside : beside.Append(playbook);

    private static IReadOnlyDictionary<string, object?> Merge(IEnumerable<IReadOnlyDictionary<string, object?>?> layers)
    {
        IReadOnlyDictionary<string, object?>? first = null;
        ScriptObject? merged = null;
        foreach (var layer in layers)
        {
            if (layer is not { Count: > 0 })
            {
                continue;
            }

            if (first is null)
            {
                first = layer;
                continue;
            }

            if (merged is null)
            {
                merged = [];
                Add(first, merged);
            }

            Add(layer, merged);
        }

        return merged ?? first ?? Nothing;
    }

    private static void Add(IReadOnlyDictionary<string, object?> layer, ScriptObject into)
    {
        var places = layer as ScriptObject;
        foreach (var (name, value) in layer)
        {
            into.Set(name, value, places?.PlaceOf(name));
        }
    }
}
