using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Core.Planning;

namespace GlanceOrch.Cli.Verbs;

/// <summary><c>glance-orch lint</c>: everything that can be found out without an inventory.</summary>
internal sealed class LintVerb(Surroundings surroundings)
{
    public int Run(LintOptions options)
    {
        var workspace = new Workspace(surroundings, options);
        workspace.Compiler().Compile(
            workspace.Playbooks(options.Files), workspace.Inventory(null), new PlanOptions { RolesPath = workspace.RolesPath, TemplatesPath = workspace.TemplatesPath, IgnoreHosts = true });
        return workspace.Report() ? ExitCodes.WrongInput : ExitCodes.Success;
    }
}
