namespace GlanceOrch.Core.Modules;

/// <summary>Keeps a database of PostgreSQL, with its owner.</summary>
/// <remarks>The encoding of a database that is there cannot be changed: another one wished for is a failure, and nothing is done.</remarks>
[Doc("Create or drop a database of PostgreSQL, and set its owner.")]
public sealed class PostgresqlDbModule : IModule<PostgresqlDbModule.Args, SqlChange<PostgresLogin>>
{
    public sealed record Args : PostgresLogin
    {
        [Doc("The database.")]
        [Alias("db")]
        public required string Name { get; init; }

        [Doc("Encoding of a new database, such as UTF8; the server's own when not given.")]
        public string? Encoding { get; init; }

        [Doc("The user who owns it; left as it is (login_user for a new one) when not given.")]
        public string? Owner { get; init; }

        [Doc("present or absent. absent drops the database with all that is in it.")]
        public PostgresState State { get; init; }
    }

    public string Name => "postgresql_db";

    public string Example => "- postgresql_db: { name: glance, owner: glance, encoding: UTF8 }";

    public async Task<SqlChange<PostgresLogin>?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var rows = await host.QueryAsync(
            args,
            $"SELECT pg_encoding_to_char(encoding), pg_get_userbyid(datdba) FROM pg_database WHERE datname = {PostgresClient.Literal(args.Name)};\n",
            cancellationToken);
        var label = $"postgresql database {args.Name}";
        var name = PostgresClient.Name(args.Name);
        var found = rows is [[var encoding, var owner], ..] ? Text(encoding, owner) : null;
        if (args.State == PostgresState.Absent)
        {
            return found is null ? null : new SqlChange<PostgresLogin>(args, $"DROP DATABASE {name};\n", $"drop {label}", new Difference(label, found, After: null));
        }

        if (found is null)
        {
            // Only template0 lets a database have another encoding than the server's.
            var sql = $"CREATE DATABASE {name}"
                + (args.Owner is { } of ? $" OWNER {PostgresClient.Name(of)}" : "")
                + (args.Encoding is { } set ? $" ENCODING {PostgresClient.Literal(set)} TEMPLATE template0" : "")
                + ";\n";
            return new SqlChange<PostgresLogin>(args, sql, $"create {label}", new Difference(label, Before: null, Text(args.Encoding ?? "-", args.Owner ?? args.LoginUser)));
        }

        if (args.Encoding is { } wanted && Canonical(wanted) != Canonical(rows[0][0]))
        {
            throw new ModuleException($"{label} has the encoding {rows[0][0]}, which cannot be changed to {wanted}");
        }

        return args.Owner is null || args.Owner == rows[0][1]
            ? null
            : new SqlChange<PostgresLogin>(args, $"ALTER DATABASE {name} OWNER TO {PostgresClient.Name(args.Owner)};\n", $"change {label}", new Difference(label, found, Text(rows[0][0], args.Owner)));
    }

    public async Task<ModuleOutput> ApplyAsync(SqlChange<PostgresLogin> change, IHost host, CancellationToken cancellationToken)
    {
        await host.ExecuteAsync(change.Login, change.Sql, cancellationToken);
        return ModuleOutput.None;
    }

    /// <summary>The server takes utf-8, UTF8 and unicode for one.</summary>
    private static string Canonical(string encoding)
    {
        var letters = string.Concat(encoding.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return letters == "UNICODE" ? "UTF8" : letters;
    }

    private static string Text(string encoding, string owner) => $"encoding: {encoding}\nowner: {owner}\n";
}
