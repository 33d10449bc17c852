using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Runs a program, without a shell.</summary>
[Doc("Run a program with arguments. No shell looks at them: no pipes, no variables, no wildcards.")]
public sealed class CommandModule : IModule<CommandModule.Args, CommandRun>
{
    public sealed record Args : CommandArgs
    {
        [FreeForm]
        [Doc("The command line. Quotes and backslashes group words as in a shell; nothing is expanded.")]
        public string? Cmd { get; init; }

        [Doc("The words of the command as a list, each taken as it is. Instead of cmd.")]
        public IReadOnlyList<string> Argv { get; init; } = [];
    }

    public string Name => "command";

    public string Example => "- command: { cmd: glance-manage db_sync, creates: /var/lib/glance/glance.sqlite }";

    public Task<CommandRun?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(args.Cmd) == (args.Argv.Count == 0))
        {
            throw new ModuleException("give either cmd or argv");
        }

        var words = args.Argv.Count > 0 ? args.Argv : WordSplitter.Split(args.Cmd ?? "");
        return CommandRun.CheckAsync(args, Command.Of(words), new ScriptArray(words), host, cancellationToken);
    }

    public Task<ModuleOutput> ApplyAsync(CommandRun change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(host, cancellationToken);
}
