using System.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps a user (login role) of PostgreSQL, with password and privileges on databases.</summary>
/// <remarks>
/// One query tells all. The password is compared with what the server keeps of it (SCRAM-SHA-256 or md5), and set in that form: the
/// server never sees it, and so cannot log it. Privileges beside the wanted ones are left alone.
/// </remarks>
[Doc("Create, change or drop a user of PostgreSQL, with password and privileges on databases.")]
public sealed class PostgresqlUserModule : IModule<PostgresqlUserModule.Args, SqlChange<PostgresLogin>>
{
    // All there are on a database.
    private static readonly string[] All = ["CONNECT", "CREATE", "TEMPORARY"];

    public sealed record Args : PostgresLogin
    {
        [Doc("The user.")]
        [Alias("user")]
        public required string Name { get; init; }

        [Doc("The password; left as it is when not given. A new user without one cannot log in by password.")]
        [Secret]
        public string? Password { get; init; }

        [Doc("always sets a password that differs, on_create only that of a new user.")]
        public UpdatePassword UpdatePassword { get; init; }

        [Doc("A database, which must be there, to give the user privileges on.")]
        public string? Db { get; init; }

        [Doc("The privileges on db: ALL, or some of CONNECT, CREATE and TEMPORARY. Others the user has are left alone.")]
        public IReadOnlyList<string> Priv { get; init; } = ["ALL"];

        [Doc("present or absent. A user who owns something cannot be dropped.")]
        public PostgresState State { get; init; }
    }

    public string Name => "postgresql_user";

    public string Example => "- postgresql_user: { name: glance, password: '{{ glance_db_password }}', db: glance }";

    public async Task<SqlChange<PostgresLogin>?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var wanted = args.Db is null ? [] : Privileges(args.Priv);
        var state = ServerState.Of(await host.QueryAsync(args, Query(args.Name), cancellationToken));
        var label = $"postgresql user {args.Name}";
        var name = PostgresClient.Name(args.Name);
        if (args.State == PostgresState.Absent)
        {
            return state.Kept is null ? null : new SqlChange<PostgresLogin>(args, $"DROP ROLE {name};\n", $"drop {label}", new Difference(label, "login\n", After: null));
        }

        var sql = new StringBuilder();
        var before = new StringBuilder();
        var after = new StringBuilder();
        var verifier = args.Password is { } password
            && (state.Kept is null || (args.UpdatePassword == UpdatePassword.Always && !PostgresPassword.Matches(state.Kept, args.Name, password)))
                ? PostgresPassword.Verifier(args.Name, password, state.Encryption)
                : null;
        if (state.Kept is null || !state.CanLogIn || verifier is not null)
        {
            sql.Append($"{(state.Kept is null ? "CREATE" : "ALTER")} ROLE {name} LOGIN{(verifier is null ? "" : $" PASSWORD {PostgresClient.Literal(verifier)}")};\n");
            before.Append(verifier is not null && state.Kept is not null ? "password: (another)\n" : state.Kept is not null ? "no login\n" : "");
            after.Append(verifier is not null ? "password: (hidden)\n" : "login\n");
        }

        var missing = wanted.Where(privilege => !state.Grants.Contains((args.Db ?? "", privilege))).ToList();
        if (missing.Count > 0)
        {
            sql.Append($"GRANT {string.Join(", ", missing)} ON DATABASE {PostgresClient.Name(args.Db ?? "")} TO {name};\n");
            after.Append($"on {args.Db}: {string.Join(", ", missing)}\n");
        }

        return sql.Length == 0
            ? null
            : new SqlChange<PostgresLogin>(args, sql.ToString(), $"{(state.Kept is null ? "create" : "change")} {label}", new Difference(label, state.Kept is null ? null : before.ToString(), after.ToString()));
    }

    public async Task<ModuleOutput> ApplyAsync(SqlChange<PostgresLogin> change, IHost host, CancellationToken cancellationToken)
    {
        await host.ExecuteAsync(change.Login, change.Sql, cancellationToken);
        return ModuleOutput.None;
    }

    // A database that never saw a GRANT has no list of them: acldefault is what holds then, the owner's own rights among it.
    private static string Query(string user) => $"""
        SELECT 'encryption', current_setting('password_encryption');
        SELECT 'role', rolcanlogin, coalesce(rolpassword, '') FROM pg_authid WHERE rolname = {PostgresClient.Literal(user)};
        SELECT 'grant', datname, privilege_type FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE grantee = (SELECT oid FROM pg_authid WHERE rolname = {PostgresClient.Literal(user)});

        """;

    private static IReadOnlyList<string> Privileges(IReadOnlyList<string> words) =>
    [
        .. words.SelectMany(word => word.ToUpperInvariant() switch
        {
            "ALL" or "ALL PRIVILEGES" => All,
            "TEMP" => ["TEMPORARY"],
            var one when All.Contains(one, StringComparer.Ordinal) => [one],
            _ => throw new ModuleException($"priv: a database has no privilege '{word}'; there are ALL, {string.Join(", ", All)}"),
        }).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>What the check's query told.</summary>
    /// <param name="Kept">What the server keeps of the password, which may be nothing; null: there is no such role.</param>
    private sealed record ServerState(string Encryption, bool CanLogIn, string? Kept, IReadOnlySet<(string Database, string Privilege)> Grants)
    {
        public static ServerState Of(IReadOnlyList<IReadOnlyList<string>> rows)
        {
            var encryption = "";
            var canLogIn = false;
            string? kept = null;
            var grants = new HashSet<(string, string)>();
            foreach (var row in rows)
            {
                switch (row)
                {
                    case ["encryption", var method]:
                        encryption = method;
                        break;
                    case ["role", var login, var password]:
                        (canLogIn, kept) = (login == "t", password);
                        break;
                    case ["grant", var database, var privilege]:
                        grants.Add((database, privilege));
                        break;
                }
            }

            return encryption.Length == 0 ? throw new ModuleException("postgresql gave no answer") : new ServerState(encryption, canLogIn, kept, grants);
        }
    }
}
