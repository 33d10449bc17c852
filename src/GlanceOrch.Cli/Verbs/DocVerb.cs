using System.Reflection;
using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Cli.Verbs;

/// <summary><c>glance-orch doc</c>: what the modules say of themselves.</summary>
internal sealed class DocVerb(Surroundings surroundings)
{
    public int Run(DocOptions options)
    {
        var modules = ModuleCatalogue.Default;
        if (options.Module is null)
        {
            foreach (var each in modules.Modules)
            {
                surroundings.Out.WriteLine($"{each.Name,-26} {Summary(each)}");
            }

            return ExitCodes.Success;
        }

        if (modules.Find(options.Module) is not { } module)
        {
            var nearest = Suggestions.Nearest(options.Module, modules.Names);
            throw new UsageException($"unknown module '{options.Module}'{(nearest is null ? "" : $"; did you mean '{nearest}'?")}");
        }

        Print(module);
        return ExitCodes.Success;
    }

    private static string Summary(IModule module) => module.GetType().GetCustomAttribute<DocAttribute>()?.Text ?? "";

    private void Print(IModule module)
    {
        var schema = ArgSchema.Of(module);
        surroundings.Out.WriteLine($"{module.Name}: {Summary(module)}");
        surroundings.Out.WriteLine();
        surroundings.Out.WriteLine("Arguments (* required):");
        foreach (var argument in schema.Properties)
        {
            var aliases = argument.Aliases.Count == 0 ? "" : $" (also {string.Join(", ", argument.Aliases)})";
            surroundings.Out.WriteLine($"  {argument.Name}{(argument.IsRequired ? "*" : "")}{aliases}");
            surroundings.Out.WriteLine($"      {argument.Doc}");
        }

        surroundings.Out.WriteLine();
        surroundings.Out.WriteLine("Example:");
        foreach (var line in module.Example.TrimEnd().Split('\n'))
        {
            surroundings.Out.WriteLine($"  {line}");
        }
    }
}
