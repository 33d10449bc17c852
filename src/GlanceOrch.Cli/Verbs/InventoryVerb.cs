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

        var workspace = new Workspace(surroundings, options);
        var inventory = workspace.BesidePlaybooks(workspace.Inventory(options.Inventory));
        if (workspace.Report())
        {
            return ExitCodes.WrongInput;
        }

        if (options.List)
        {
            surroundings.Out.WriteLine(Shown(options.Yaml ? InventoryYaml.List(inventory) : InventoryJson.List(inventory)));
        }
        else if (options.Graph)
        {
            surroundings.Out.WriteLine(Shown(InventoryGraph.Text(inventory, inventory.All, options.Vars)));
        }
        else
        {
            var host = inventory.FindHost(options.Host ?? "")
                ?? throw new UsageException($"host '{options.Host}' is not in the inventory");
            surroundings.Out.WriteLine(Shown(InventoryJson.Host(inventory, host)));
        }

        return ExitCodes.Success;
    }

    /// <summary>What encrypted files say is masked; encrypted values are printed as they stand, encrypted.</summary>
    private string Shown(string text) => surroundings.Secrets.Apply(text.TrimEnd('\n'));
}
