using System.Globalization;
using System.Text;
using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>A command as a request for the remote shell, and its answer as a result.</summary>
internal static class CommandScript
{
    /// <exception cref="ModuleException">A variable's name is none, or something holds a NUL.</exception>
    public static ShellRequest Request(Command command)
    {
        var script = new StringBuilder();
        foreach (var (name, value) in command.Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                throw new ModuleException($"'{name}' is no name for an environment variable");
            }

            // Within the script, as arguments of env would be in the process list.
            script.Append(CultureInfo.InvariantCulture, $"export {name}={Quote(value)}\n");
        }

        if (command.Directory is { } directory)
        {
            script.Append(CultureInfo.InvariantCulture, $"cd {Quote(directory)} || exit\n");
        }

        return new ShellRequest
        {
            Kind = ShellKind.Command,
            Script = script.Append(command.Script).ToString(),
            Body = command.Input,
            Shell = command.Shell,
            Timeout = command.Timeout,
        };
    }

    public static CommandResult Result(ShellAnswer answer) =>
        new(answer.Status, answer.Output, answer.Error) { Note = answer.Note, Duration = answer.Duration };

    private static string Quote(string text)
    {
        try
        {
            return ShellQuote.Quote(text);
        }
        catch (ArgumentException exception)
        {
            throw new ModuleException(exception.Message, exception);
        }
    }
}
