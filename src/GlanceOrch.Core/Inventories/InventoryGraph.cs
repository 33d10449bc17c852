using System.Text;

namespace GlanceOrch.Core.Inventories;

/// <summary>The inventory as a tree of lines, as <c>ansible-inventory --graph</c> prints it.</summary>
public static class InventoryGraph
{
    /// <summary>The tree below a group; each line ends in a line break.</summary>
    /// <param name="inventory">The inventory.</param>
    /// <param name="top">The group to start from.</param>
    /// <param name="withVariables">Show the variables of hosts, and those groups bring along.</param>
    public static string Text(Inventory inventory, Group top, bool withVariables)
    {
        var text = new StringBuilder().Append('@').Append(top.Name).Append(":\n");
        Members(text, inventory, top, "  |--", withVariables);
        return text.ToString();
    }

    private static void Members(StringBuilder text, Inventory inventory, Group group, string margin, bool withVariables)
    {
        foreach (var child in group.Children)
        {
            text.Append(margin).Append('@').Append(child.Name).Append(":\n");
            Members(text, inventory, child, Deeper(margin), withVariables);
        }

        foreach (var host in group.Hosts)
        {
            text.Append(margin).Append(host.Name).Append('\n');
            if (withVariables)
            {
                Variables(text, inventory.VariablesOf(host), Deeper(margin));
            }
        }

        if (withVariables)
        {
            Variables(text, inventory.VariablesOf(group), margin);
        }
    }

    private static string Deeper(string margin) => "  |" + margin;

    private static void Variables(StringBuilder text, IReadOnlyDictionary<string, object?> variables, string margin)
    {
        foreach (var (name, value) in variables.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(margin).Append('{').Append(name).Append(" = ").Append(PythonText.Plain(value)).Append("}\n");
        }
    }
}
