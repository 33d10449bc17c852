using System.Net.Sockets;
using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Brings the schema of Glance's database up to date.</summary>
/// <remarks>
/// The check compares the revisions in the database with those of the installed package, in a few milliseconds. Where that is not
/// possible (another database than MySQL, a login with TLS) it asks <c>glance-manage db check</c>, which takes seconds.
/// </remarks>
[Doc("Bring the schema of Glance's database up to date (glance-manage db_sync).")]
public sealed class GlanceDbSyncModule(TimeProvider time) : IModule<GlanceDbSyncModule.Args, GlanceDbSyncModule.SchemaChange>
{
    private const int AccessDenied = 1045;
    private const int DatabaseAccessDenied = 1044;
    private const int UnknownDatabase = 1049;
    private const int NoSuchTable = 1146;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // glance-manage reads both, and what the second sets counts.
    private static readonly string[] DefaultConfigFiles = ["/etc/glance/glance-api.conf", "/etc/glance/glance-manage.conf"];

    // Debian's packages, then those of RHEL and of pip.
    private static readonly Command Migrations = new()
    {
        Script = "d=glance/db/sqlalchemy/alembic_migrations/versions\n"
            + "for p in /usr/lib/python3/dist-packages /usr/lib/python3*/site-packages /usr/local/lib/python3*/dist-packages /usr/local/lib/python3*/site-packages; do\n"
            + "if [ -d \"$p/$d\" ]; then exec grep -hE '^(revision|down_revision|depends_on)' \"$p/$d\"/*.py; fi\ndone",
    };

    public sealed record Args
    {
        [Doc("The user to run glance-manage as; the task itself runs as root or as this user.")]
        public string User { get; init; } = "glance";

        [Doc("Configuration to use in place of /etc/glance/glance-api.conf and glance-manage.conf.")]
        public string? ConfigFile { get; init; }
    }

    /// <summary>The schema is behind.</summary>
    public sealed record SchemaChange : Change
    {
        public required string User { get; init; }

        public required string? ConfigFile { get; init; }

        /// <summary>Revisions in the database; null: none yet, or not known.</summary>
        public required string? From { get; init; }

        /// <summary>Revisions of the package; null: not known.</summary>
        public required string? To { get; init; }

        public override string Summary => To is null ? "upgrade the schema of glance's database" : $"upgrade the schema of glance's database to {To}";

        public override IReadOnlyList<Difference> Differences =>
            To is null ? [] : [new Difference("schema of glance's database", From is null ? null : From + "\n", To + "\n")];

        public override ScriptObject Values => new() { ["from"] = From, ["to"] = To };
    }

    public string Name => "glance_db_sync";

    public string Example => "- glance_db_sync:";

    public async Task<SchemaChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var paths = args.ConfigFile is { } own ? [own] : DefaultConfigFiles;
        var reads = Task.WhenAll(paths.Select(path => host.ReadAsync(path, cancellationToken)));
        var migrations = host.QueryAsync(Migrations, cancellationToken);
        await Task.WhenAll(reads, migrations);

        var files = await reads;
        if (files.All(file => file is null))
        {
            throw new ModuleException($"there is no {paths[0]}");
        }

        var connection = files.Reverse().Select(file => file is null ? null : OsloOption.Find(file.Text, "database", "connection")).FirstOrDefault(value => value is not null)
            ?? throw new ModuleException($"{paths[0]} sets no connection in [database]");
        if (DatabaseUrl.Parse(connection) is { Dialect: "mysql" or "mariadb", Host.Length: > 0, User.Length: > 0 } url
            && !url.Query.Contains("unix_socket", StringComparison.Ordinal)
            && AlembicHeads.Parse((await migrations).OutputText) is { } heads
            && await TryReadRevisionsAsync(host, url, cancellationToken) is { } current)
        {
            return Compare(args, heads, current);
        }

        return await AskGlanceAsync(args, host, cancellationToken);
    }

    public async Task<ModuleOutput> ApplyAsync(SchemaChange change, IHost host, CancellationToken cancellationToken)
    {
        var result = await host.RunAsync(Manage(change.User, change.ConfigFile, "db_sync"), cancellationToken);
        if (result.Status != 0)
        {
            throw Failure("db_sync", result);
        }

        return new ModuleOutput { Values = new ScriptObject { ["rc"] = 0, ["stdout"] = result.OutputText } };
    }

    private static SchemaChange? Compare(Args args, AlembicHeads heads, IReadOnlyCollection<string> current)
    {
        if (current.FirstOrDefault(revision => !heads.Revisions.Contains(revision)) is { } unknown)
        {
            throw new ModuleException($"glance's database has the schema {unknown}, which the installed glance does not know: it is older than the database");
        }

        return heads.Heads.SetEquals(current)
            ? null
            : new SchemaChange
            {
                User = args.User,
                ConfigFile = args.ConfigFile,
                From = current.Count == 0 ? null : string.Join(", ", current),
                To = string.Join(", ", heads.Heads),
            };
    }

    /// <summary>The revisions in the database, none before the first sync; null when it takes another client to see them.</summary>
    private async Task<IReadOnlyCollection<string>?> TryReadRevisionsAsync(IHostReader host, DatabaseUrl url, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await using var stream = await host.ConnectAsync(url.Host, url.Port ?? 3306, linked.Token);
            var rows = await MySqlProbe.QueryAsync(stream, url, "SELECT version_num FROM alembic_version", linked.Token);
            return [.. rows.Select(row => row[0]).OfType<string>().Order(StringComparer.Ordinal)];
        }
        catch (MySqlServerException e) when (e.Code == NoSuchTable)
        {
            return [];
        }
        catch (MySqlServerException e) when (e.Code is AccessDenied or DatabaseAccessDenied or UnknownDatabase)
        {
            throw new ModuleException($"glance's database ({url}): {e.Message}", e);
        }
        catch (Exception e) when (e is MySqlServerException or NotSupportedException)
        {
            return null; // It may want TLS, or another way to log in: glance's own client knows them.
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new ModuleException($"glance's database ({url}) cannot be reached from the host: {e.Message}", e);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ModuleException($"glance's database ({url}) gave no answer within {Patience.TotalSeconds:0} s");
        }
    }

    private static async Task<SchemaChange?> AskGlanceAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var result = await host.QueryAsync(Manage(args.User, args.ConfigFile, "db", "check"), cancellationToken);
        return result.Status switch
        {
            0 => null,
            3 or 4 or 5 => new SchemaChange { User = args.User, ConfigFile = args.ConfigFile, From = null, To = null },
            _ => throw Failure("db check", result),
        };
    }

    private static Command Manage(string user, string? configFile, params IReadOnlyList<string> words)
    {
        IReadOnlyList<string> options = configFile is null ? [] : ["--config-file", configFile];
        var manage = ShellQuote.Join(["glance-manage", .. options, .. words]);
        return new Command
        {
            Script = $"if [ \"$(id -un)\" = {ShellQuote.Quote(user)} ]; then exec {manage}; fi\n"
                + $"exec su -s /bin/sh {ShellQuote.Quote(user)} -c {ShellQuote.Quote(manage)}",
            Directory = "/",
        };
    }

    private static ModuleException Failure(string what, CommandResult result)
    {
        // The verdict stands at the end; above it are pages of log lines and a traceback.
        var text = result.ErrorText.Trim() is { Length: > 0 } error ? error : result.OutputText.Trim();
        var last = string.Join('\n', text.Split('\n').TakeLast(5));
        return new ModuleException($"glance-manage {what} ended with status {result.Status}: {last}")
        {
            Values = new ScriptObject { ["rc"] = result.Status, ["stdout"] = result.OutputText, ["stderr"] = result.ErrorText },
        };
    }
}
