using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Core.Inventories;

namespace GlanceOrch.Cli.Verbs;

/// <summary><c>glance-orch inventory</c>.</summary>
internal sealed class InventoryVerb(Surroundings surroundings)
{
    public int Run(InventoryVerbOptions options)
    {
        if (new[] { options.List, options.Graph, options.Host is not null }.Count(given => given) != 1)
        {
            throw new UsageException("give one of --list, --graph and --host");
        }

        if (options.Yaml && !options.List)
        {
            throw new UsageException("--yaml goes with --list");
        }

        var workspace = new Workspace(surroundings);
        var inventory = workspace.BesidePlaybooks(workspace.Inventory(options.Inventory));
        if (workspace.Report())
        {
            return ExitCodes.WrongInput;
        }

        if (options.List)
        {
            surroundings.Out.WriteLine((options.Yaml ? InventoryYaml.List(inventory) : InventoryJson.List(inventory)).TrimEnd('\n'));
        }
        else if (options.Graph)
        {
            surroundings.Out.Write(InventoryGraph.Text(inventory, inventory.All, options.Vars));
        }
        else
        {
            var host = inventory.FindHost(options.Host ?? "")
                ?? throw new UsageException($"host '{options.Host}' is not in the inventory");
            surroundings.Out.WriteLine(InventoryJson.Host(inventory, host));
        }

        return ExitCodes.Success;
    }
}
