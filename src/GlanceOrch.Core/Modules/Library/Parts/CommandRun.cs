using System.Globalization;
using System.Text;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>The arguments that <c>command</c> and <c>shell</c> share.</summary>
public abstract record CommandArgs
{
    [Doc("Directory to run in.")]
    public string? Chdir { get; init; }

    [Doc("Path or pattern; when it exists already, the command is not run.")]
    public string? Creates { get; init; }

    [Doc("Path or pattern; when it does not exist, the command is not run.")]
    public string? Removes { get; init; }

    [Doc("Text the command reads from its standard input.")]
    public string? Stdin { get; init; }

    [Doc("End the text of stdin with a newline.")]
    public bool StdinAddNewline { get; init; } = true;

    [Doc("Drop the newlines at the end of stdout and stderr in the result.")]
    public bool StripEmptyEnds { get; init; } = true;
}

/// <summary>A command that will be run. What it changes is not known before.</summary>
public sealed record CommandRun : Change
{
    public required Command Command { get; init; }

    /// <summary>As the result names it: the text, or the list of words.</summary>
    public required object Shown { get; init; }

    public bool StripEmptyEnds { get; init; }

    public override string Summary => $"run {Shortened(Command.Script)}";

    public override bool IsPredictable => false;

    public override ScriptObject Values => new() { ["cmd"] = Shown };

    /// <summary>The run, or null when <c>creates</c> or <c>removes</c> say that it is done.</summary>
    internal static async Task<CommandRun?> CheckAsync(
        CommandArgs args, Command command, object shown, IHostReader host, CancellationToken cancellationToken)
    {
        var created = ExistsAsync(args.Creates, args.Chdir, host, cancellationToken);
        var removable = ExistsAsync(args.Removes, args.Chdir, host, cancellationToken);
        if (await created is true || await removable is false)
        {
            return null;
        }

        var input = args.Stdin is null ? "" : args.StdinAddNewline && !args.Stdin.EndsWith('\n') ? args.Stdin + "\n" : args.Stdin;
        return new CommandRun
        {
            Command = command with { Directory = args.Chdir, Input = Encoding.UTF8.GetBytes(input) },
            Shown = shown,
            StripEmptyEnds = args.StripEmptyEnds,
        };
    }

    internal async Task<ModuleOutput> ApplyAsync(IHost host, CancellationToken cancellationToken)
    {
        var result = await host.RunAsync(Command, cancellationToken);
        var output = Text(result.OutputText);
        var error = Text(result.ErrorText);
        var values = new ScriptObject
        {
            ["cmd"] = Shown,
            ["rc"] = result.Status,
            ["stdout"] = output,
            ["stdout_lines"] = Lines(output),
            ["stderr"] = error,
            ["stderr_lines"] = Lines(error),
        };
        return result.Status == 0
            ? new ModuleOutput { Values = values, Message = result.Note }
            : throw new ModuleException(CommandFailure.Message("the command", result)) { Values = values };
    }

    private static async Task<bool?> ExistsAsync(string? pattern, string? directory, IHostReader host, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(pattern))
        {
            return null;
        }

        var path = directory is null ? pattern : HostPath.Combine(directory, pattern);
        HostPath.NeedAbsolute(path);
        return path.AsSpan().IndexOfAny('*', '?', '[') < 0
            ? await host.StatAsync(path, cancellationToken) is not null
            : (await host.GlobAsync(path, cancellationToken)).Count > 0;
    }

    private static string Shortened(string text)
    {
        var line = text.Trim().Split('\n') is [var first, _, ..] ? first + " ..." : text.Trim();
        return line.Length <= 120 ? line : string.Create(CultureInfo.InvariantCulture, $"{line.AsSpan(0, 117)}...");
    }

    private static ScriptArray Lines(string text) => text.Length == 0 ? [] : [.. text.Split('\n').Select(line => line.TrimEnd('\r'))];

    private string Text(string text) => StripEmptyEnds ? text.TrimEnd('\r', '\n') : text;
}
