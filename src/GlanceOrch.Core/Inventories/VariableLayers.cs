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
        var own = Merge(Files().Select(files => files.Hosts.GetValueOrDefault(key.Name)).Prepend(key.Variables));
        var groups = _ofGroups.GetOrAdd(key.Groups, OfGroups);
        return own.Count == 0 ? groups : groups.Count == 0 ? own : new LayeredVariables(own, groups);
    });

    /// <summary>What a group alone says, the priority included.</summary>
    public IReadOnlyDictionary<string, object?> Of(Group group) => Merge(Files().Select(files => Pick(files, group)).Prepend(group.Variables));

    private IReadOnlyDictionary<string, object?> OfGroups(IReadOnlyList<Group> groups)
    {
        var all = groups.Where(group => group.Name == InventoryBuilder.AllName);
        var others = groups.Where(group => group.Name != InventoryBuilder.AllName);
        return Merge(
        [
            // The priority orders groups; as a variable of a host it would mean nothing.
            .. groups.Select(group => group.Variables.ContainsKey(InventoryBuilder.PriorityName)
                ? group.Variables.Where(pair => pair.Key != InventoryBuilder.PriorityName).ToDictionary(StringComparer.Ordinal)
                : group.Variables),
            .. Files().SelectMany(_ => all, Pick),
            .. Files().SelectMany(_ => others, Pick),
        ]);
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
