using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Text;

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

        Check(options);

        var workspace = new Workspace(surroundings, options);
        var inventory = workspace.Inventory(options.Inventory, options.PlaybookDir ?? "");
        var extraVars = workspace.ExtraVars(options.ExtraVars);
        if (workspace.Report())
        {
            return ExitCodes.WrongInput;
        }

        if (options.List)
        {
            Print(options.Yaml ? InventoryYaml.List(inventory) : InventoryJson.List(inventory, options.Export, extraVars));
        }
        else if (options.Graph)
        {
            Print(InventoryGraph.Text(inventory, Top(inventory, options.Group), options.Vars));
        }
        else
        {
            var host = Workspace.Host(inventory, options.Host ?? "");
            Print(options.Yaml ? InventoryYaml.Host(inventory, host, extraVars) : InventoryJson.Host(inventory, host, extraVars));
        }

        return ExitCodes.Success;
    }

    /// <summary>What encrypted files say is masked; encrypted values are printed as they stand, encrypted.</summary>
    private void Print(string text) => surroundings.Out.WriteLine(surroundings.Secrets.Apply(text.TrimEnd('\n')));

    /// <exception cref="UsageException">Options that do not go together, or that would be passed over.</exception>
    private static void Check(InventoryVerbOptions options)
    {
        var problem = options switch
        {
            { Toml: true } => "--toml is not supported: --yaml gives an inventory that all versions of Ansible read",
            { Limit: not null } => "--limit goes with play and exec; --graph GROUP and --host show a part of the inventory",
            { Yaml: true, Graph: true } => "--yaml goes with --list and --host",
            { Export: true, List: false } or { Export: true, Yaml: true } => "--export goes with --list as JSON",
            { Vars: true, Graph: false } => "--vars goes with --graph; --list and --host print the variables anyway",
            { ExtraVars: not null, Graph: true, Vars: true } => "--extra-vars goes with --list and --host, not with --graph --vars",
            { ExtraVars: not null, List: true, Yaml: true } => "--extra-vars goes with --list as JSON and with --host",
            { Group: { } group, Graph: false } => $"'{group}': a group goes with --graph",
            _ => null,
        };
        if (problem is not null)
        {
            throw new UsageException(problem);
        }
    }

    private static Group Top(Inventory inventory, string? name) => name is null ? inventory.All : inventory.FindGroup(name)
        ?? throw new UsageException($"group '{name}' is not in the inventory{Suggestions.Hint(name, inventory.Groups.Select(group => group.Name))}");
}
