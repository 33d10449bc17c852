using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Cli.Output;
using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Cli.Verbs;

/// <summary><c>glance-orch exec</c>: a play of one task, made from the command line.</summary>
internal sealed class ExecVerb(Surroundings surroundings)
{
    public async Task<int> RunAsync(ExecOptions options, CancellationToken stop, CancellationToken cancellationToken)
    {
        PlanRun.Check(options);
        var command = options.Command.ToList();
        if (command.Count > 0 && options.Args is not null)
        {
            throw new UsageException("give the arguments either with -a or behind --, not both");
        }

        if (command.Count > 0 && options.Module is not ("command" or "shell"))
        {
            throw new UsageException($"a command behind -- is for the modules command and shell; for '{options.Module}' use -a");
        }

        if (command.Count == 0 && string.IsNullOrWhiteSpace(options.Args) && options.Module is ("command" or "shell"))
        {
            throw new UsageException("give a command, behind -- or with -a");
        }

        var workspace = new Workspace(surroundings, options);
        var inventory = workspace.Inventory(options.Inventory);
        var extraVars = workspace.ExtraVars(options.ExtraVars);
        var plan = workspace.Compiler().Compile(
            [Play(options, command)], inventory, new PlanOptions { Limit = options.Limit, AllowEmpty = options.AllowEmpty, ExtraVars = extraVars });
        if (workspace.Report())
        {
            return ExitCodes.WrongInput;
        }

        if (!options.AllowEmpty && plan.Plays.All(play => play.Hosts.Count == 0))
        {
            throw new UsageException($"no host matches '{options.Pattern}'");
        }

        var style = new HumanOutput.Style(surroundings.Colours, options.Diff, options.Verbose);
        return await new PlanRun(surroundings, workspace, options).RunAsync(
            plan, inventory, extraVars, secrets => new CommandOutput(surroundings.Out, secrets, style), stop, cancellationToken);
    }

    /// <summary>The playbook the command line stands for: JSON is YAML, and quotes everything for us.</summary>
    private static SourceFile Play(ExecOptions options, IReadOnlyList<string> command)
    {
        var arguments = command.Count == 0 ? Arguments(options.Args ?? "")
            : Json(options.Module == "command" ? ShellQuote.Join(command) : string.Join(' ', command));
        return new SourceFile(
            "exec",
            $$"""[{"name":{{Json(options.Module)}},"hosts":{{Json(options.Pattern)}},"gather_facts":false,"tasks":[{{{Json(options.Module)}}:{{arguments}}}]}]""") { IsMadeUp = true };
    }

    private static string Arguments(string text) => text.TrimStart().StartsWith('{') ? text : Json(text);

    private static string Json(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"";
}
