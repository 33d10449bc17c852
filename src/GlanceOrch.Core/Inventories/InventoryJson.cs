namespace GlanceOrch.Core.Inventories;

/// <summary>The inventory in the shape <c>ansible-inventory</c> gives it, which other tools read. Templates stand as text, not filled in.</summary>
public static class InventoryJson
{
    /// <summary><c>--list</c>: groups with their hosts and children, and all variables under <c>_meta</c>. Without a line break at the end.</summary>
    public static string List(Inventory inventory)
    {
        var variables = inventory.Hosts
            .Select(host => KeyValuePair.Create(host.Name, (object?)inventory.VariablesOf(host)))
            .Where(pair => pair.Value is IReadOnlyDictionary<string, object?> { Count: > 0 });
        var root = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["_meta"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["hostvars"] = new Dictionary<string, object?>(variables, StringComparer.Ordinal),
            },
        };
        foreach (var group in inventory.Groups.Where(group => group.Hosts.Count + group.Children.Count > 0))
        {
            var members = new Dictionary<string, object?>(StringComparer.Ordinal);
            if (group.Children.Count > 0)
            {
                members["children"] = group.Children.Select(child => child.Name);
            }

            if (group.Hosts.Count > 0)
            {
                members["hosts"] = group.Hosts.Select(host => host.Name);
            }

            root[group.Name] = members;
        }

        return PythonJson.Write(root);
    }

    /// <summary>One value. Without a line break at the end.</summary>
    public static string Value(object? value) => PythonJson.Write(value);

    /// <summary><c>--host</c>: the variables of one host. Without a line break at the end.</summary>
    public static string Host(Inventory inventory, Host host) => PythonJson.Write(inventory.VariablesOf(host));
}
