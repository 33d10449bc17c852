using System.Globalization;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Inventories;

/// <summary>Gathers hosts and groups while sources are read, one after the other, into one inventory.</summary>
/// <param name="keepsPlaces">Hosts remember where their variables stand.</param>
internal sealed class InventoryBuilder(DiagnosticBag diagnostics, bool keepsPlaces = false)
{
    public const string AllName = "all";
    public const string UngroupedName = "ungrouped";
    public const string PriorityName = "ansible_group_priority";

    private static readonly SourceSpan Nowhere = SourceSpan.Nowhere("<inventory>");

    private readonly OrderedDictionary<string, Host> _hosts = new(StringComparer.Ordinal);

    private readonly OrderedDictionary<string, Group> _groups = new(StringComparer.Ordinal)
    {
        [AllName] = new Group(AllName, Nowhere),
        [UngroupedName] = new Group(UngroupedName, Nowhere),
    };

    // A host is asked for per source and group: looking into the group's list each time would be quadratic.
    private readonly HashSet<(Group, Host)> _members = [];
    private readonly HashSet<(Group, Group)> _children = [];

    public IEnumerable<string> GroupNames => _groups.Keys;

    public IEnumerable<Host> Hosts => _hosts.Values;

    public Host? FindHost(string name) => _hosts.GetValueOrDefault(name);

    public Group? FindGroup(string name) => _groups.GetValueOrDefault(name);

    public Group Group(string name, SourceSpan span)
    {
        if (!_groups.TryGetValue(name, out var group))
        {
            _groups[name] = group = new Group(name, span);
        }

        return group;
    }

    /// <summary>The host of that name as a member of the group.</summary>
    /// <param name="port">The one beside the name. As with Ansible it counts where the host is named first.</param>
    public Host Host(string name, Group group, SourceSpan span, long? port = null)
    {
        if (!_hosts.TryGetValue(name, out var host))
        {
            _hosts[name] = host = new Host(name, span, keepsPlaces);
            if (port is not null)
            {
                host.SetVariable("ansible_port", port, span);
            }
        }

        if (_members.Add((group, host)))
        {
            group.MutableHosts.Add(host);
            host.Parents.Add(group);
        }

        return host;
    }

    public void AddChild(Group parent, Group child, SourceSpan span)
    {
        // Whether or not it is linked yet, 'all' is above every group.
        if (child.Name == AllName || parent.IsWithin(child))
        {
            diagnostics.Add(InventoryDiagnostics.GroupLoop(span, parent.Name, child.Name));
        }
        else if (_children.Add((parent, child)))
        {
            parent.MutableChildren.Add(child);
            child.MutableParents.Add(parent);
        }
    }

    public void SetVariable(Group group, string name, object? value, SourceSpan span)
    {
        group.SetVariable(name, value, span);
        if (name == PriorityName)
        {
            if (value is null || value is double or bool
                || !int.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority))
            {
                diagnostics.Add(InventoryDiagnostics.BadPriority(span));
                return;
            }

            group.Priority = priority;
        }
    }

    /// <summary>What the sources read so far say of a host, and its magic variables; those of files beside them are not among it.</summary>
    public ScriptObject VariablesSoFar(Host host)
    {
        var closure = new HashSet<Group> { _groups[AllName] };
        foreach (var parent in host.Parents)
        {
            AddWithAncestors(parent, closure);
        }

        var depths = new Dictionary<Group, int>();
        var variables = new ScriptObject();
        foreach (var group in closure.OrderBy(Depth).ThenBy(group => group.Priority).ThenBy(group => group.Name, StringComparer.Ordinal))
        {
            variables.SetAll((ScriptObject)group.Variables);
        }

        foreach (var (name, value) in host.Variables)
        {
            variables.Set(name, value, null);
        }

        variables["inventory_hostname"] = host.Name;
        variables["inventory_hostname_short"] = host.Name.Split('.')[0];
        variables["group_names"] = new ScriptArray(closure.Select(group => group.Name).Where(name => name != AllName).Order(StringComparer.Ordinal));
        return variables;

        int Depth(Group group)
        {
            if (!depths.TryGetValue(group, out var depth))
            {
                depth = group.Name == AllName ? 0 : 1 + group.MutableParents.Select(Depth).DefaultIfEmpty(0).Max();
                depths[group] = depth;
            }

            return depth;
        }
    }

    public Inventory Build()
    {
        var all = _groups[AllName];
        var ungrouped = _groups[UngroupedName];
        all.MutableChildren.Remove(ungrouped);
        all.MutableChildren.Insert(0, ungrouped);
        if (!ungrouped.MutableParents.Contains(all))
        {
            ungrouped.MutableParents.Add(all);
        }

        foreach (var group in _groups.Values.Where(group => group != all && group.MutableParents.Count == 0))
        {
            all.MutableChildren.Add(group);
            group.MutableParents.Add(all);
        }

        SortOutUngrouped(all, ungrouped);
        SetDepths(all);
        SetGroupsOfHosts();
        foreach (var host in _hosts.Values.Where(host => _groups.ContainsKey(host.Name)))
        {
            diagnostics.Add(InventoryDiagnostics.SameName(host.Span, host.Name));
        }

        return new Inventory(_hosts, _groups);
    }

    /// <summary>A host is in <c>ungrouped</c> exactly when no other group than <c>all</c> has it, and never directly in <c>all</c>.</summary>
    private void SortOutUngrouped(Group all, Group ungrouped)
    {
        ungrouped.MutableHosts.RemoveAll(host => !IsUngrouped(host));
        ungrouped.MutableHosts.AddRange(_hosts.Values.Where(host => IsUngrouped(host) && !host.Parents.Contains(ungrouped)));
        all.NamedHosts = [.. all.MutableHosts];
        all.MutableHosts.Clear();
        foreach (var host in _hosts.Values)
        {
            var none = IsUngrouped(host);
            host.Parents.Remove(all);
            host.Parents.Remove(ungrouped);
            if (none)
            {
                host.Parents.Add(ungrouped);
            }
        }

        bool IsUngrouped(Host host) => host.Parents.All(group => group == all || group == ungrouped);
    }

    private static void SetDepths(Group all)
    {
        // Groups hold no loops, so this ends: a group is looked at again only when it turns out to be deeper.
        var waiting = new Queue<Group>([all]);
        while (waiting.TryDequeue(out var group))
        {
            foreach (var child in group.Children.Where(child => child.Depth <= group.Depth))
            {
                child.Depth = group.Depth + 1;
                waiting.Enqueue(child);
            }
        }
    }

    private void SetGroupsOfHosts()
    {
        // Hosts with the same parents get the same list, which is what lets them share their variables.
        var lists = new Dictionary<string, IReadOnlyList<Group>>(StringComparer.Ordinal);
        foreach (var host in _hosts.Values)
        {
            var key = string.Join('\n', host.Parents.Select(group => group.Name).Order(StringComparer.Ordinal));
            if (!lists.TryGetValue(key, out var groups))
            {
                var closure = new HashSet<Group>();
                foreach (var parent in host.Parents)
                {
                    AddWithAncestors(parent, closure);
                }

                lists[key] = groups = [.. closure.OrderBy(group => group.Depth).ThenBy(group => group.Priority).ThenBy(group => group.Name, StringComparer.Ordinal)];
            }

            host.Groups = groups;
        }
    }

    private static void AddWithAncestors(Group group, HashSet<Group> closure)
    {
        if (closure.Add(group))
        {
            foreach (var parent in group.Parents)
            {
                AddWithAncestors(parent, closure);
            }
        }
    }
}
