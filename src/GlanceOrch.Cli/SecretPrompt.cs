using System.Text;

namespace GlanceOrch.Cli;

/// <summary>Asks for a password at the terminal.</summary>
internal static class SecretPrompt
{
    /// <summary>The typed text; from a pipe, its next line.</summary>
    public static string Ask(string prompt)
    {
        if (Console.IsInputRedirected)
        {
            return Console.In.ReadLine() ?? "";
        }

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
