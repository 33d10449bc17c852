using CommandLine;
using CommandLine.Text;
using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Cli.Verbs;

namespace GlanceOrch.Cli;

/// <summary>The whole program: words in, exit code out.</summary>
internal sealed class Application(Surroundings surroundings)
{
    /// <param name="args">The command line.</param>
    /// <param name="stop">Start nothing new.</param>
    /// <param name="cancellationToken">Cut off.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(string[] args, CancellationToken stop, CancellationToken cancellationToken)
    {
        if (args is ["--version"])
        {
            // Before anything else is loaded: scripts ask this often.
            await surroundings.Out.WriteLineAsync($"glance-orch {ToolVersion.Text}");
            return ExitCodes.Success;
        }

        using var parser = new Parser(settings =>
        {
            settings.EnableDashDash = true;
            settings.HelpWriter = null;
            settings.AutoVersion = false;
            settings.CaseInsensitiveEnumValues = true;
            settings.AllowMultiInstance = true; // for -vv: without it a flag that is counted may stand once only
        });
        var result = parser.ParseArguments(
            RepeatedOptions.Join(args),
            typeof(PlayOptions), typeof(ExecOptions), typeof(InventoryVerbOptions), typeof(VarsOptions), typeof(TemplateOptionsVerb), typeof(LintOptions), typeof(DocOptions),
            typeof(VaultOptions), typeof(InitOptions));
        try
        {
            return result switch
            {
                Parsed<object> { Value: PlayOptions play } => await new PlayVerb(surroundings).RunAsync(play, stop, cancellationToken),
                Parsed<object> { Value: ExecOptions exec } => await new ExecVerb(surroundings).RunAsync(exec, stop, cancellationToken),
                Parsed<object> { Value: InventoryVerbOptions inventory } => new InventoryVerb(surroundings).Run(inventory),
                Parsed<object> { Value: VarsOptions vars } => new VarsVerb(surroundings).Run(vars, cancellationToken),
                Parsed<object> { Value: TemplateOptionsVerb template } => new TemplateVerb(surroundings).Run(template, cancellationToken),
                Parsed<object> { Value: LintOptions lint } => new LintVerb(surroundings).Run(lint),
                Parsed<object> { Value: DocOptions doc } => new DocVerb(surroundings, doc).Run(doc),
                Parsed<object> { Value: VaultOptions } => throw new UsageException("'vault' is not supported by this version"),
                Parsed<object> { Value: InitOptions } => throw new UsageException("'init' is not supported by this version"),
                NotParsed<object> wrong => Help(wrong),
                _ => throw new InvalidOperationException("the parser gave neither options nor errors"),
            };
        }
        catch (UsageException exception)
        {
            await surroundings.Error.WriteLineAsync($"glance-orch: {exception.Message}");
            return ExitCodes.WrongInput;
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
        (asked ? surroundings.Out : surroundings.Error).WriteLine(text.ToString());
        return asked ? ExitCodes.Success : ExitCodes.WrongInput;
    }
}
