using System.Globalization;
using System.Text;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>SQL through <c>psql</c> on the host. Statements go by stdin, so that no password is in the process list.</summary>
internal static class PostgresClient
{
    // In a session with it, a quote is the only character a literal must double.
    private const string Quoting = "SET standard_conforming_strings = on;\nSET client_encoding = 'UTF8';\nSET client_min_messages = warning;\n";

    public static Command Command(PostgresLogin login, string sql)
    {
        List<string> words = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator-zero", "--set=ON_ERROR_STOP=1", "--dbname=postgres"];
        if (login.LoginUnixSocket is { } socket)
        {
            words.Add($"--host={socket}");
        }

        if (login.LoginPort is { } port)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"--port={port}"));
        }

        var psql = ShellQuote.Join(words);
        return new Command
        {
            Script = $"if [ \"$(id -un)\" = {ShellQuote.Quote(login.LoginUser)} ]; then exec {psql}; fi\n"
                + $"exec su -s /bin/sh {ShellQuote.Quote(login.LoginUser)} -c {ShellQuote.Quote(psql)}",
            Input = Encoding.UTF8.GetBytes(Quoting + sql),
            Directory = "/", // The task's own folder may be none that the user can enter.
        };
    }

    /// <summary>The rows of read-only statements. NULL is an empty text.</summary>
    /// <exception cref="ModuleException">The client is missing, cannot log in, or a statement fails.</exception>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> QueryAsync(
        this IHostReader host, PostgresLogin login, string sql, CancellationToken cancellationToken)
    {
        var result = await host.QueryAsync(Command(login, sql), cancellationToken);
        Check(result);
        return [.. result.OutputText.Split('\n').Where(row => row.Length > 0).Select(row => (IReadOnlyList<string>)row.Split('\0'))];
    }

    /// <summary>Runs statements that change something, one after the other; the first failure ends it.</summary>
    /// <exception cref="ModuleException">As for <see cref="QueryAsync"/>.</exception>
    public static async Task ExecuteAsync(this IHost host, PostgresLogin login, string sql, CancellationToken cancellationToken) =>
        Check(await host.RunAsync(Command(login, sql), cancellationToken));

    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A name between double quotes.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void Check(CommandResult result)
    {
        if (result.Status == 0)
        {
            return;
        }

        // "psql:<stdin>:4: ERROR:  role "x" already exists"; lines below may repeat the statement.
        var error = result.ErrorText.Split('\n').FirstOrDefault(line => line.Contains("ERROR:", StringComparison.Ordinal) || line.Contains("FATAL:", StringComparison.Ordinal))
            ?? result.ErrorText.Split('\n')[0];
        var words = error[(Math.Max(error.IndexOf("ERROR:", StringComparison.Ordinal), error.IndexOf("FATAL:", StringComparison.Ordinal)) is >= 0 and var start ? start : 0)..].Trim();
        throw new ModuleException(result.Status == 127
            ? "there is no psql on the host"
            : string.Create(CultureInfo.InvariantCulture, $"postgresql refuses: {(words.Length > 0 ? words : $"psql ended with status {result.Status}")}"))
        {
            Values = new ScriptObject { ["rc"] = result.Status },
        };
    }
}
