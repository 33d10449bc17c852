using System.Text;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Cli;

/// <summary>Asks for passwords and variables at the terminal.</summary>
internal static class SecretPrompt
{
    /// <summary>The typed text; from a pipe, its next line.</summary>
    public static string Ask(string prompt)
    {
        if (Console.IsInputRedirected)
        {
            return Console.In.ReadLine() ?? "";
        }

        return Hidden(prompt);
    }

    /// <summary>The answer to a question of <c>vars_prompt</c>, empty when none is typed; null without a terminal.</summary>
    public static string? AskVariable(VariablePrompt prompt)
    {
        if (Console.IsInputRedirected)
        {
            return null;
        }

        var question = prompt.Question + (prompt.Default is null ? "" : prompt.Private ? " [default]" : $" [{ValueText.ToText(prompt.Default)}]") + ": ";
        while (true)
        {
            var answer = Once(question);
            if (!prompt.Confirm || answer == Once($"confirm {question}"))
            {
                return answer;
            }

            Console.Error.WriteLine("the answers differ");
        }

        string Once(string text) => prompt.Private ? Hidden(text) : Shown(text);
    }

    private static string Shown(string prompt)
    {
        using var restoring = SignalHandlers.RestoreTerminal();
        Console.Error.Write(prompt);
        return Console.In.ReadLine() ?? "";
    }

    private static string Hidden(string prompt)
    {
        using var restoring = SignalHandlers.RestoreTerminal();
        Console.Error.Write(prompt);
        var text = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    Console.Error.WriteLine();
                    return text.ToString();
                case ConsoleKey.Backspace when text.Length > 0:
                    text.Length--;
                    break;
                case ConsoleKey.Backspace:
                    break;
                default:
                    if (key.KeyChar != '\0')
                    {
                        text.Append(key.KeyChar);
                    }

                    break;
            }
        }
    }
}
