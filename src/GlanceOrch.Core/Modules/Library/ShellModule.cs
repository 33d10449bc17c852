namespace GlanceOrch.Core.Modules;

/// <summary>Runs a script with a shell.</summary>
[Doc("Run a text with a shell (/bin/sh): pipes, variables and wildcards work. Prefer command where they are not needed.")]
public sealed class ShellModule : IModule<ShellModule.Args, CommandRun>
{
    public sealed record Args : CommandArgs
    {
        [FreeForm]
        [Doc("The text for the shell.")]
        public required string Cmd { get; init; }

        [Doc("Absolute path of another shell than /bin/sh.")]
        public string? Executable { get; init; }
    }

    public string Name => "shell";

    public string Example => "- shell: { cmd: 'rbd ls images | wc -l', chdir: /tmp }";

    public Task<CommandRun?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(args.Cmd))
        {
            throw new ModuleException("cmd is empty");
        }

        if (args.Executable is { } shell)
        {
            HostPath.NeedAbsolute(shell);
            if (shell.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            {
                throw new ModuleException($"executable is the path of a shell, without arguments or blanks: '{shell}'");
            }
        }

        return CommandRun.CheckAsync(args, new Command { Script = args.Cmd, Shell = args.Executable }, args.Cmd, host, cancellationToken);
    }

    public Task<ModuleOutput> ApplyAsync(CommandRun change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(host, cancellationToken);
}
