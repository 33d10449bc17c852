using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Brings the schema of Glance's database up to date.</summary>
/// <remarks>
/// The check compares the revisions in the database with those of the installed package. Where the package's are not found, or there is
/// no way to ask the database, it asks <c>glance-manage db check</c>, which takes seconds and knows MySQL and SQLite only.
/// </remarks>
[Doc("Bring the schema of Glance's database up to date (glance-manage db_sync).")]
public sealed class GlanceDbSyncModule(TimeProvider time) : IModule<GlanceDbSyncModule.Args, GlanceDbSyncModule.SchemaChange>
{
    // Debian's packages, then those of RHEL and of pip.
    private static readonly Command Migrations = new()
    {
        Script = "d=glance/db/sqlalchemy/alembic_migrations/versions\n"
            + "for p in /usr/lib/python3/dist-packages /usr/lib/python3*/site-packages /usr/local/lib/python3*/dist-packages /usr/local/lib/python3*/site-packages; do\n"
            + "if [ -d \"$p/$d\" ]; then exec grep -hE '^(revision|down_revision|depends_on)' \"$p/$d\"/*.py; fi\ndone",
    };

    public sealed record Args : GlanceManageArgs;

    /// <summary>The schema is behind.</summary>
    public sealed record SchemaChange : Change
    {
        internal SchemaChange(GlanceManage manage, string? from, string? to)
        {
            Manage = manage;
            From = from;
            To = to;
        }

        internal GlanceManage Manage { get; }

        /// <summary>Revisions in the database; null: none yet, or not known.</summary>
        public string? From { get; }

        /// <summary>Revisions of the package; null: not known.</summary>
        public string? To { get; }

        public override string Summary => To is null ? "upgrade the schema of glance's database" : $"upgrade the schema of glance's database to {To}";

        public override IReadOnlyList<Difference> Differences =>
            To is null ? [] : [new Difference("schema of glance's database", From is null ? null : From + "\n", To + "\n")];

        public override ScriptObject Values => new() { ["from"] = From, ["to"] = To };
    }

    public string Name => "glance_db_sync";

    public string Example => "- glance_db_sync:";

    public async Task<SchemaChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var manage = new GlanceManage(args);
        var connection = manage.ConnectionAsync(host, cancellationToken);
        var migrations = host.QueryAsync(Migrations, cancellationToken);
        await Task.WhenAll(connection, migrations);
        return AlembicHeads.Parse((await migrations).OutputText) is { } heads
            && await manage.ColumnAsync(host, time, await connection, "alembic_version", "version_num", cancellationToken) is { } current
                ? Compare(manage, heads, current)
                : await AskGlanceAsync(manage, host, cancellationToken);
    }

    public async Task<ModuleOutput> ApplyAsync(SchemaChange change, IHost host, CancellationToken cancellationToken)
    {
        var result = await change.Manage.RunAsync(host, time, ["db_sync"], cancellationToken);
        return new ModuleOutput { Values = new ScriptObject { ["rc"] = 0, ["stdout"] = result.OutputText } };
    }

    private static SchemaChange? Compare(GlanceManage manage, AlembicHeads heads, IReadOnlyCollection<string> current)
    {
        if (current.FirstOrDefault(revision => !heads.Revisions.Contains(revision)) is { } unknown)
        {
            throw new ModuleException($"glance's database has the schema {unknown}, which the installed glance does not know: it is older than the database");
        }

        return heads.Heads.SetEquals(current)
            ? null
            : new SchemaChange(manage, current.Count == 0 ? null : string.Join(", ", current), string.Join(", ", heads.Heads));
    }

    private static async Task<SchemaChange?> AskGlanceAsync(GlanceManage manage, IHostReader host, CancellationToken cancellationToken)
    {
        var result = await manage.AskAsync(host, ["db", "check"], cancellationToken);
        return result.Status switch
        {
            0 => null,
            3 or 4 or 5 => new SchemaChange(manage, from: null, to: null),
            _ => throw GlanceManage.Failure("db check", result),
        };
    }
}
