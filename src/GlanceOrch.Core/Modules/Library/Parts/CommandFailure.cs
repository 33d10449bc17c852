using System.Globalization;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>How a failed command is told to users.</summary>
internal static class CommandFailure
{
    /// <summary><c>WHAT failed with status 2: LAST LINES OF STDERR</c>.</summary>
    public static string Message(string what, CommandResult result)
    {
        var said = result.ErrorText.Trim().Length > 0 ? result.ErrorText : result.OutputText;
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var reason = result.Status switch
        {
            126 => " (not executable)",
            127 => " (not found)",
            > 128 and <= 192 => string.Create(CultureInfo.InvariantCulture, $" (killed by signal {result.Status - 128})"),
            _ => "",
        };
        var text = string.Create(CultureInfo.InvariantCulture, $"{what} failed with status {result.Status}{reason}");
        return lines.Length == 0 ? text : $"{text}: {string.Join("; ", lines.TakeLast(5))}";
    }

    /// <exception cref="ModuleException">The status is not zero.</exception>
    public static void ThrowIfFailed(string what, CommandResult result)
    {
        if (result.Status != 0)
        {
            throw new ModuleException(Message(what, result))
            {
                Values = new ScriptObject { ["rc"] = result.Status, ["stdout"] = result.OutputText, ["stderr"] = result.ErrorText },
            };
        }
    }
}
