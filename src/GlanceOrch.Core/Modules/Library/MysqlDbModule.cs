namespace GlanceOrch.Core.Modules;

/// <summary>Keeps a database of MariaDB or MySQL, with its default character set.</summary>
/// <remarks>A changed character set holds for tables to come; those there keep theirs.</remarks>
[Doc("Create, change or drop a database of MariaDB or MySQL.")]
public sealed class MysqlDbModule : IModule<MysqlDbModule.Args, SqlChange<MySqlLogin>>
{
    public sealed record Args : MySqlLogin
    {
        [Doc("The database.")]
        [Alias("db")]
        public required string Name { get; init; }

        [Doc("Default character set; utf8 is utf8mb3. Left as it is (the server's for a new one) when not given.")]
        [Alias("charset")]
        public string? Encoding { get; init; }

        [Doc("Default collation; left as it is when not given.")]
        public string? Collation { get; init; }

        [Doc("present or absent. absent drops the database with all that is in it.")]
        public MySqlState State { get; init; }
    }

    public string Name => "mysql_db";

    public string Example => "- mysql_db: { name: glance, encoding: utf8, collation: utf8_general_ci }";

    public async Task<SqlChange<MySqlLogin>?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var rows = await host.QueryAsync(
            args,
            $"SELECT default_character_set_name, default_collation_name FROM information_schema.schemata WHERE schema_name = {MySqlClient.Literal(args.Name)};\n",
            cancellationToken);
        var found = rows is [[{ } encoding, { } collation], ..] ? Text(encoding, collation) : null;
        var label = $"database {args.Name}";
        if (args.State == MySqlState.Absent)
        {
            return found is null
                ? null
                : new SqlChange<MySqlLogin>(args, $"DROP DATABASE {MySqlClient.Name(args.Name)};\n", $"drop {label}", new Difference(label, found, After: null));
        }

        if (found is not null && Same(args.Encoding, rows[0][0]) && Same(args.Collation, rows[0][1]))
        {
            return null;
        }

        var verb = found is null ? "create" : "change";
        var sql = $"{(found is null ? "CREATE" : "ALTER")} DATABASE {MySqlClient.Name(args.Name)}"
            + (args.Encoding is { } set ? $" CHARACTER SET {MySqlClient.Literal(set)}" : "")
            + (args.Collation is { } order ? $" COLLATE {MySqlClient.Literal(order)}" : "")
            + ";\n";
        return new SqlChange<MySqlLogin>(args, sql, $"{verb} {label}", new Difference(label, found, Text(args.Encoding ?? "-", args.Collation ?? "-")));
    }

    public async Task<ModuleOutput> ApplyAsync(SqlChange<MySqlLogin> change, IHost host, CancellationToken cancellationToken)
    {
        await host.ExecuteAsync(change.Login, change.Sql, cancellationToken);
        return ModuleOutput.None;
    }

    /// <summary>utf8 is an alias which servers since MariaDB 10.6 and MySQL 8 report as utf8mb3, alone and in names of collations.</summary>
    private static bool Same(string? wanted, string? actual) => wanted is null || Canonical(wanted) == Canonical(actual ?? "");

    private static string Canonical(string name)
    {
        var lower = name.ToLowerInvariant();
        return lower == "utf8" ? "utf8mb3"
            : lower.StartsWith("utf8_", StringComparison.Ordinal) ? "utf8mb3_" + lower[5..]
            : lower;
    }

    private static string Text(string encoding, string collation) => $"encoding: {Canonical(encoding)}\ncollation: {Canonical(collation)}\n";
}
