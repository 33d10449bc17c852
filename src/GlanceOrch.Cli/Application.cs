using CommandLine;
using CommandLine.Text;
using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Cli.Output;
using GlanceOrch.Cli.Vault;
using GlanceOrch.Cli.Verbs;

namespace GlanceOrch.Cli;

/// <summary>The whole program: words in, exit code out.</summary>
internal sealed class Application(Surroundings around)
{
    // Whatever is wrong may quote what it was given: no message goes by the masker.
    private readonly Surroundings _surroundings = around with { Error = new MaskingWriter(around.Error, around.Secrets) };

    /// <param name="args">The command line.</param>
    /// <param name="stop">Start nothing new.</param>
    /// <param name="cancellationToken">Cut off.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(string[] args, CancellationToken stop, CancellationToken cancellationToken)
    {
        if (args is ["--version"])
        {
            // Before anything else is loaded: scripts ask this often.
            await _surroundings.Out.WriteLineAsync($"glance-orch {ToolVersion.Text}");
            return ExitCodes.Success;
        }

        try
        {
            return CommandLineWords.Parse(args) switch
            {
                Parsed<object> { Value: PlayOptions play } => await new PlayVerb(_surroundings).RunAsync(play, stop, cancellationToken),
                Parsed<object> { Value: ExecOptions exec } => await new ExecVerb(_surroundings).RunAsync(exec, stop, cancellationToken),
                Parsed<object> { Value: InventoryVerbOptions inventory } => new InventoryVerb(_surroundings).Run(inventory),
                Parsed<object> { Value: VarsOptions vars } => new VarsVerb(_surroundings).Run(vars, cancellationToken),
                Parsed<object> { Value: TemplateOptionsVerb template } => new TemplateVerb(_surroundings).Run(template, cancellationToken),
                Parsed<object> { Value: LintOptions lint } => new LintVerb(_surroundings).Run(lint),
                Parsed<object> { Value: DocOptions doc } => new DocVerb(_surroundings, doc).Run(doc),
                Parsed<object> { Value: VaultOptions vault } => await new VaultVerb(_surroundings, vault).RunAsync(stop, cancellationToken),
                Parsed<object> { Value: InitOptions init } => new InitVerb(_surroundings).Run(init),
                NotParsed<object> wrong => Help(wrong),
                _ => throw new InvalidOperationException("the parser gave neither options nor errors"),
            };
        }
        catch (UsageException exception)
        {
            await _surroundings.Error.WriteLineAsync($"glance-orch: {exception.Message}");
            return ExitCodes.WrongInput;
        }
        catch (InterruptedException exception)
        {
            await _surroundings.Error.WriteLineAsync($"glance-orch: {exception.Message}");
            return ExitCodes.Interrupted;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || cancellationToken.IsCancellationRequested)
        {
            await _surroundings.Error.WriteLineAsync("glance-orch: interrupted");
            return ExitCodes.Interrupted;
        }
        catch (Exception exception)
        {
            // A fault of ours. The runtime would print it too, with all that its message quotes.
            await _surroundings.Error.WriteLineAsync($"glance-orch: internal error, please report it: {exception}");
            return ExitCodes.InternalError;
        }
    }

    private int Help(NotParsed<object> wrong)
    {
        var asked = wrong.Errors.All(error => error.Tag is ErrorType.HelpRequestedError or ErrorType.HelpVerbRequestedError or ErrorType.VersionRequestedError);
        var text = HelpText.AutoBuild(
            wrong,
            help =>
            {
                help.Heading = $"glance-orch {ToolVersion.Text}";
                help.Copyright = "Agentless SSH orchestrator with roles that deploy OpenStack Glance.";
                help.AdditionalNewLineAfterOption = false;
                help.AutoVersion = false;
                help.MaximumDisplayWidth = 120;
                return HelpText.DefaultParsingErrorsHandler(wrong, help);
            },
            example => example,
            verbsIndex: wrong.TypeInfo.Current == typeof(NullInstance));
        (asked ? _surroundings.Out : _surroundings.Error).WriteLine(text.ToString());
        return asked ? ExitCodes.Success : ExitCodes.WrongInput;
    }
}
