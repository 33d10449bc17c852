using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Cli.Output;
using GlanceOrch.Core.Planning;

namespace GlanceOrch.Cli.Verbs;

/// <summary><c>glance-orch play</c>.</summary>
internal sealed class PlayVerb(Surroundings surroundings)
{
    public async Task<int> RunAsync(PlayOptions options, CancellationToken stop, CancellationToken cancellationToken)
    {
        PlanRun.Check(options);
        if (options.Step)
        {
            throw new UsageException("--step is not supported by this version");
        }

        var workspace = new Workspace(surroundings, options);
        var inventory = workspace.Inventory(options.Inventory);
        var extraVars = workspace.ExtraVars(options.ExtraVars);
        var plan = workspace.Compiler().Compile(
            workspace.Playbooks(options.Files), inventory, new PlanOptions
            {
                Tags = RepeatedOptions.Words(options.Tags),
                SkipTags = RepeatedOptions.Words(options.SkipTags),
                Limit = options.Limit,
                AllowEmpty = options.AllowEmpty,
                ExtraVars = extraVars,
                StartAtTask = options.StartAtTask,
                Ask = options.SyntaxCheck || options.ListHosts || options.ListTasks || options.ListTags ? null : surroundings.AskVariable,
                RolesPath = workspace.RolesPath,
                TemplatesPath = workspace.TemplatesPath,
            });
        if (workspace.Report())
        {
            return ExitCodes.WrongInput;
        }

        if (options.SyntaxCheck)
        {
            await surroundings.Out.WriteLineAsync($"well-formed: {string.Join(", ", options.Files)}");
            return ExitCodes.Success;
        }

        if (options.ListHosts || options.ListTasks || options.ListTags)
        {
            PlanListing.Print(plan, options, surroundings.Out);
            return ExitCodes.Success;
        }

        var style = new HumanOutput.Style(surroundings.Colours, options.Diff, options.Verbose);
        return await new PlanRun(surroundings, workspace, options).RunAsync(
            plan, inventory, extraVars, secrets => new HumanOutput(surroundings.Out, secrets, style), stop, cancellationToken);
    }
}
