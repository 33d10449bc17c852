using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>SQL through the command-line client of the host. Statements go by stdin, so that no password is in the process list.</summary>
internal static class MySqlClient
{
    // Access denied, unknown user: what "SHOW GRANTS FOR" a user that is not there says.
    private const string NoSuchGrant = "ERROR 1141 ";

    // With it a quote is the only character a literal must double, whatever the server's own mode is.
    private const string Quoting = "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES';\n";

    /// <summary>A command that runs the statements.</summary>
    /// <param name="goOn">Go on after a statement that failed.</param>
    public static Command Command(MySqlLogin login, string sql, bool goOn)
    {
        List<string> options = ["--batch", "--skip-column-names", "--default-character-set=utf8mb4"];
        if (goOn)
        {
            options.Add("--force");
        }

        void Option(string name, string? value)
        {
            if (value is not null)
            {
                options.Add($"--{name}={value}");
            }
        }

        Option("socket", login.LoginUnixSocket);
        Option("host", login.LoginHost);
        Option("port", login.LoginPort?.ToString(CultureInfo.InvariantCulture));
        Option("user", login.LoginUser);
        var words = ShellQuote.Join(options);
        var command = new Command
        {
            Script = $"if command -v mariadb >/dev/null 2>&1; then exec mariadb {words}; fi\nexec mysql {words}",
            Input = Encoding.UTF8.GetBytes(Quoting + sql),
        };
        return login.LoginPassword is { } password
            ? command with { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["MYSQL_PWD"] = password } }
            : command;
    }

    /// <summary>The rows of read-only statements. That a user has no grants, for it does not exist, is no failure.</summary>
    /// <exception cref="ModuleException">The client is missing, cannot log in, or a statement fails.</exception>
    public static async Task<IReadOnlyList<IReadOnlyList<string?>>> QueryAsync(
        this IHostReader host, MySqlLogin login, string sql, CancellationToken cancellationToken)
    {
        var result = await host.QueryAsync(Command(login, sql, goOn: true), cancellationToken);
        Check(result);
        return [.. result.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Fields)];
    }

    /// <summary>Runs statements that change something; the first failure ends it.</summary>
    /// <exception cref="ModuleException">As for <see cref="QueryAsync"/>.</exception>
    public static async Task ExecuteAsync(this IHost host, MySqlLogin login, string sql, CancellationToken cancellationToken) =>
        Check(await host.RunAsync(Command(login, sql, goOn: false), cancellationToken));

    /// <summary>A string literal, as the session of <see cref="Command"/> reads it.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A name between backticks.</summary>
    public static string Name(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    /// <summary>What the server keeps of a password under <c>mysql_native_password</c>: so a check need not send it.</summary>
    public static string NativeHash(string password)
    {
#pragma warning disable CA5350 // The server's scheme, not our choice: https://mariadb.com/kb/en/authentication-plugin-mysql_native_password/
        return "*" + Convert.ToHexString(SHA1.HashData(SHA1.HashData(Encoding.UTF8.GetBytes(password))));
#pragma warning restore CA5350
    }

    private static void Check(CommandResult result)
    {
        // Other lines repeat the statement, which may hold a password; and so does what follows "near".
        var error = result.ErrorText.Split('\n').FirstOrDefault(line => line.StartsWith("ERROR", StringComparison.Ordinal) && !line.StartsWith(NoSuchGrant, StringComparison.Ordinal));
        if (error is null && result.Status == 0)
        {
            return;
        }

        var words = error?.Split(" near '")[0];
        throw new ModuleException(result.Status == 127
            ? "there is no mariadb or mysql client on the host"
            : $"the database refuses: {words ?? $"the client ended with status {result.Status}"}")
        {
            Values = new Templating.ScriptObject { ["rc"] = result.Status },
        };
    }

    /// <summary>The fields of a line of <c>--batch</c> output. A NULL cannot be told from the text NULL there.</summary>
    private static IReadOnlyList<string?> Fields(string line) =>
        [.. line.Split('\t').Select(field => field == "NULL" ? null : Unescape(field))];

    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        var text = new StringBuilder();
        for (var i = 0; i < field.Length; i++)
        {
            text.Append(field[i] == '\\' && i + 1 < field.Length
                ? field[++i] switch { 'n' => '\n', 't' => '\t', '0' => '\0', var c => c }
                : field[i]);
        }

        return text.ToString();
    }
}
