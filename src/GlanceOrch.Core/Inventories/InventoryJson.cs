using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Inventories;

/// <summary>The inventory in the shape <c>ansible-inventory</c> gives it, which other tools read. Templates stand as text, not filled in.</summary>
public static class InventoryJson
{
    /// <summary><c>--list</c> without options.</summary>
    public static string List(Inventory inventory) => List(inventory, export: false, []);

    /// <summary><c>--list</c>: groups with their hosts and children, and all variables under <c>_meta</c>. Without a line break at the end.</summary>
    /// <param name="inventory">The inventory.</param>
    /// <param name="export">Variables of groups stay with their groups; hosts show only their own.</param>
    /// <param name="extraVars">Variables that win over those of every host.</param>
    public static string List(Inventory inventory, bool export, ScriptObject extraVars)
    {
        var variables = inventory.Hosts
            .Select(host => KeyValuePair.Create(host.Name, (object?)With(export ? inventory.OwnVariablesOf(host) : inventory.VariablesOf(host), extraVars)))
            .Where(pair => pair.Value is IReadOnlyDictionary<string, object?> { Count: > 0 });
        var root = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["_meta"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["hostvars"] = new Dictionary<string, object?>(variables, StringComparer.Ordinal),
            },
        };
        foreach (var group in inventory.Groups)
        {
            var ofGroup = export ? inventory.VariablesOf(group) : new ScriptObject();
            if (group.Hosts.Count + group.Children.Count + ofGroup.Count == 0)
            {
                continue;
            }

            var members = new Dictionary<string, object?>(StringComparer.Ordinal);
            if (group.Children.Count > 0)
            {
                members["children"] = group.Children.Select(child => child.Name);
            }

            if (group.Hosts.Count > 0)
            {
                members["hosts"] = group.Hosts.Select(host => host.Name);
            }

            if (ofGroup.Count > 0)
            {
                members["vars"] = ofGroup;
            }

            root[group.Name] = members;
        }

        return PythonJson.Write(root);
    }

    /// <summary>One value. Without a line break at the end.</summary>
    public static string Value(object? value) => PythonJson.Write(value);

    /// <summary><c>--host</c>: the variables of one host. Without a line break at the end.</summary>
    public static string Host(Inventory inventory, Host host, ScriptObject extraVars) => PythonJson.Write(With(inventory.VariablesOf(host), extraVars));

    private static IReadOnlyDictionary<string, object?> With(IReadOnlyDictionary<string, object?> variables, ScriptObject extraVars) =>
        extraVars.Count == 0 ? variables : new LayeredVariables(extraVars, variables);
}
