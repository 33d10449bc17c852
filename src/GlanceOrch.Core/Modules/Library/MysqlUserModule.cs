using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps an account of MariaDB or MySQL, for one or several hosts, with its password and privileges.</summary>
/// <remarks>
/// One query tells all. The password is compared by its hash, which the server keeps and this module computes.
/// Only <c>mysql_native_password</c> can be compared so: on MySQL 8 with another plugin use <c>update_password: on_create</c>.
/// </remarks>
[Doc("Create, change or drop a user of MariaDB or MySQL, with password and privileges.")]
public sealed class MysqlUserModule : IModule<MysqlUserModule.Args, SqlChange<MySqlLogin>>
{
    private const string Native = "mysql_native_password";

    public sealed record Args : MySqlLogin
    {
        [Doc("The user.")]
        [Alias("user")]
        public required string Name { get; init; }

        [Doc("From which hosts: a name, an address or a pattern such as '%'; several as a list.")]
        public IReadOnlyList<string> Host { get; init; } = ["localhost"];

        [Doc("The password; left as it is when not given. A new user needs one.")]
        [Secret]
        public string? Password { get; init; }

        [Doc("always sets a password that differs, on_create only that of a new user.")]
        public UpdatePassword UpdatePassword { get; init; }

        [Doc("Privileges: 'glance.*:ALL', several levels with '/'; or a mapping of level to privileges. Left as they are when not given.")]
        public object? Priv { get; init; }

        [Doc("Keep privileges the user has beside these; else they are revoked.")]
        public bool AppendPrivs { get; init; }

        [Doc("present or absent.")]
        public MySqlState State { get; init; }
    }

    public string Name => "mysql_user";

    public string Example => "- mysql_user: { name: glance, host: [localhost, '%'], password: '{{ glance_db_password }}', priv: 'glance.*:ALL' }";

    public async Task<SqlChange<MySqlLogin>?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        if (args.Host.Count == 0)
        {
            throw new ModuleException("mysql_user needs at least one host");
        }

        var wanted = args.Priv is { } priv ? MySqlGrants.Parse(PrivText(priv)) : null;
        var rows = await host.QueryAsync(args, CheckSql(args), cancellationToken);
        var state = ServerState.Of(rows);
        var sql = new List<string>();
        var differences = new List<Difference>();
        foreach (var from in args.Host)
        {
            Compare(args, wanted, state, from, sql, differences);
        }

        if (sql.Count == 0)
        {
            return null;
        }

        var verb = args.State == MySqlState.Absent ? "drop" : differences.Exists(difference => difference.Before is null) ? "create" : "change";
        return new SqlChange<MySqlLogin>(args, string.Concat(sql), $"{verb} {string.Join(", ", differences.Select(difference => difference.Name))}", differences);
    }

    public async Task<ModuleOutput> ApplyAsync(SqlChange<MySqlLogin> change, IHost host, CancellationToken cancellationToken)
    {
        await host.ExecuteAsync(change.Login, change.Sql, cancellationToken);
        return ModuleOutput.None;
    }

    private static void Compare(Args args, MySqlGrants? wanted, ServerState state, string from, List<string> sql, List<Difference> differences)
    {
        var label = $"database user '{args.Name}'@'{from}'";
        var account = Account(args.Name, from);
        var found = state.Accounts.GetValueOrDefault(from);
        if (args.State == MySqlState.Absent)
        {
            if (found is not null)
            {
                sql.Add($"DROP USER {account};\n");
                differences.Add(new Difference(label, found.Grants.ToString(), After: null));
            }

            return;
        }

        var statements = new List<string>();
        var before = "";
        var after = "";
        if (found is null)
        {
            statements.Add(args.Password is { } password
                ? $"CREATE USER {account} IDENTIFIED BY {MySqlClient.Literal(password)};\n"
                : throw new ModuleException($"{label} does not exist, and a new one needs a password: without it anybody could log in"));
        }
        else if (IsPasswordWrong(args, state, found))
        {
            statements.Add($"ALTER USER {account} IDENTIFIED BY {MySqlClient.Literal(args.Password ?? "")};\n");
            before = "password: (another)\n";
            after = "password: (hidden)\n";
        }

        var has = found?.Grants ?? new MySqlGrants();
        if (wanted?.StatementsFrom(has, account, args.AppendPrivs) is { Count: > 0 } grants)
        {
            statements.AddRange(grants);
            before += has.ToString();
            after += wanted.ToString();
        }

        if (statements.Count > 0)
        {
            sql.AddRange(statements);
            differences.Add(new Difference(label, found is null ? null : before, after));
        }
    }

    private static bool IsPasswordWrong(Args args, ServerState state, AccountState found)
    {
        if (args.Password is null || args.UpdatePassword == UpdatePassword.OnCreate)
        {
            return false;
        }

        if (found.Plugin != Native && !state.Version.Contains("MariaDB", StringComparison.Ordinal))
        {
            // Setting it would go through the same plugin again, and so at each run.
            throw new ModuleException(
                $"the server keeps the password of '{args.Name}' with {found.Plugin}, which cannot be compared; set update_password: on_create");
        }

        return found.Plugin != Native || found.Hash != MySqlClient.NativeHash(args.Password);
    }

    private static string CheckSql(Args args)
    {
        var user = MySqlClient.Literal(args.Name);
        var hosts = string.Join(", ", args.Host.Select(MySqlClient.Literal));
        return $"SELECT 'version', VERSION();\n"
            + $"SELECT 'account', Host, plugin, authentication_string FROM mysql.user WHERE User = {user} AND Host IN ({hosts});\n"
            + string.Concat(args.Host.Select(from =>
                $"SELECT 'grants', {MySqlClient.Literal(from)};\nSHOW GRANTS FOR {Account(args.Name, from)};\n"));
    }

    private static string Account(string name, string host) => $"{MySqlClient.Literal(name)}@{MySqlClient.Literal(host)}";

    private static string PrivText(object priv) => priv switch
    {
        string text => text,
        ScriptObject levels => string.Join('/', levels.Select(level => $"{level.Key}:{level.Value as string
            ?? (level.Value is ScriptArray list ? string.Join(',', list) : throw new ModuleException($"priv: '{level.Key}' takes privileges as text"))}")),
        ScriptArray items when items.All(item => item is string) => string.Join('/', items),
        _ => throw new ModuleException($"priv takes a text such as 'glance.*:ALL' or a mapping, not {ValueText.Describe(priv)}"),
    };

    private sealed record AccountState(string Plugin, string Hash, MySqlGrants Grants);

    /// <summary>What the check's query told.</summary>
    private sealed record ServerState(string Version, IReadOnlyDictionary<string, AccountState> Accounts)
    {
        public static ServerState Of(IReadOnlyList<IReadOnlyList<string?>> rows)
        {
            var version = "";
            var accounts = new Dictionary<string, (string Plugin, string Hash)>(StringComparer.OrdinalIgnoreCase);
            var grants = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
            List<string> lines = [];
            foreach (var row in rows)
            {
                switch (row)
                {
                    case ["version", { } number]:
                        version = number;
                        break;
                    case ["account", { } host, var plugin, var hash]:
                        accounts[host] = (plugin ?? "", hash ?? "");
                        break;
                    case ["grants", { } host]:
                        grants[host] = lines = [];
                        break;
                    case [{ } line]:
                        lines.Add(line);
                        break;
                }
            }

            return version.Length == 0
                ? throw new ModuleException("the database gave no answer")
                : new ServerState(version, accounts.ToDictionary(
                    account => account.Key,
                    account => new AccountState(account.Value.Plugin, account.Value.Hash, MySqlGrants.FromServer(grants.GetValueOrDefault(account.Key) ?? [])),
                    StringComparer.OrdinalIgnoreCase));
        }
    }
}
