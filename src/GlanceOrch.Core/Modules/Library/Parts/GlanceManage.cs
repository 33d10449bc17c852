using System.Globalization;
using System.Net.Sockets;
using System.Text;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>What the modules share that work with <c>glance-manage</c>.</summary>
public abstract record GlanceManageArgs
{
    [Doc("The user to run glance-manage as; the task itself runs as root or as this user.")]
    public string User { get; init; } = "glance";

    [Doc("Configuration to use in place of /etc/glance/glance-api.conf and glance-manage.conf.")]
    public string? ConfigFile { get; init; }

    [Doc("Further words for glance-manage, before its command: '--config-file /etc/glance/glance-registry.conf'.")]
    public string ExtraParams { get; init; } = "";

    [Doc("Seconds after which a run of glance-manage is ended.")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(300);

    [Doc("How often a run that failed is tried again. One that was ended after the timeout is not.")]
    public int Retries { get; init; } = 10;

    [Doc("Seconds between tries.")]
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Glance's own tool and the database it works on, as a task's arguments describe them.</summary>
internal sealed class GlanceManage
{
    private const int AccessDenied = 1045;
    private const int DatabaseAccessDenied = 1044;
    private const int UnknownDatabase = 1049;
    private const int TableAccessDenied = 1142;
    private const int ColumnAccessDenied = 1143;
    private const int NoSuchTable = 1146;
    private const int Refused = 3;

    // What the database says goes to stderr; a connection that is none, and may hold a password all the same, is not repeated.
    // Opening a database of SQLite would make it: then there is none yet.
    private const string Python = """
        import os, sys, sqlalchemy
        table, column = sys.argv[1:]
        url = sqlalchemy.engine.make_url(sys.stdin.readline().strip())
        if url.drivername.startswith("sqlite") and not os.path.exists(url.database or ""):
            sys.exit(0)
        try:
            with sqlalchemy.create_engine(url).connect() as connection:
                if table in sqlalchemy.inspect(connection).get_table_names():
                    for row in connection.execute(sqlalchemy.text("SELECT %s FROM %s" % (column, table))):
                        print(row[0])
        except sqlalchemy.exc.DBAPIError as error:
            print(error.orig, file=sys.stderr)
            sys.exit(3)
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // A query changes nothing: what the configuration says of logging would make files, with the names it has before a play corrects it.
    private static readonly string[] LogNowhere = ["--log-config-append=", "--log-file=", "--log-dir=", "--nouse-syslog", "--nouse-journal"];

    // glance-manage reads both, and what the second sets counts.
    private static readonly string[] DefaultConfigFiles = ["/etc/glance/glance-api.conf", "/etc/glance/glance-manage.conf"];

    private readonly GlanceManageArgs _args;
    private readonly IReadOnlyList<string> _options;

    /// <exception cref="ModuleException">extra_params is no command line.</exception>
    public GlanceManage(GlanceManageArgs args)
    {
        _args = args;
        _options = [.. args.ConfigFile is { } file ? ["--config-file", file] : Array.Empty<string>(), .. WordSplitter.Split(args.ExtraParams)];
    }

    /// <summary>What <c>[database] connection</c> says in the configuration glance-manage reads, with <c>connection_parameters</c> behind it.</summary>
    /// <exception cref="ModuleException">There is no such file, or it sets none.</exception>
    public async Task<string> ConnectionAsync(IHostReader host, CancellationToken cancellationToken)
    {
        var own = ConfigFiles().ToList();
        var paths = own.Count > 0 ? own : [.. DefaultConfigFiles];
        var files = await Task.WhenAll(paths.Select(path => host.ReadAsync(path, cancellationToken)));
        if (files.All(file => file is null))
        {
            throw new ModuleException($"there is no {paths[0]}");
        }

        string? Find(string key) => files.Reverse().Select(file => file is null ? null : OsloOption.Find(file.Text, "database", key)).FirstOrDefault(value => value is not null);
        var connection = Find("connection") ?? throw new ModuleException($"{paths[0]} sets no connection in [database]");
        return Find("connection_parameters") is { Length: > 0 } parameters ? $"{connection}{(connection.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameters}" : connection;
    }

    /// <summary>Asks glance-manage, which writes no log then: what it has to say is on its stderr.</summary>
    public Task<CommandResult> AskAsync(IHostReader host, IReadOnlyList<string> words, CancellationToken cancellationToken) =>
        host.QueryAsync(Command([.. LogNowhere, .. words]), cancellationToken);

    /// <summary>Runs glance-manage until it succeeds.</summary>
    /// <exception cref="ModuleException">It failed as often as it may.</exception>
    public async Task<CommandResult> RunAsync(IHost host, TimeProvider time, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        for (var left = _args.Retries; ; left--)
        {
            var result = await host.RunAsync(Command(words), cancellationToken);
            if (result.Status == 0)
            {
                return result;
            }

            if (left <= 0 || result.Duration >= _args.Timeout)
            {
                throw Failure(string.Join(' ', words), result);
            }

            await Task.Delay(_args.Delay, time, cancellationToken);
        }
    }

    public static ModuleException Failure(string what, CommandResult result)
    {
        // The verdict stands at the end; above it are pages of log lines and a traceback.
        var text = result.ErrorText.Trim() is { Length: > 0 } error ? error : result.OutputText.Trim();
        var last = string.Join('\n', text.Split('\n').TakeLast(5));
        var note = result.Note is null ? "" : $" ({result.Note})";
        return new ModuleException(string.Create(CultureInfo.InvariantCulture, $"glance-manage {what} ended with status {result.Status}{note}: {last}"))
        {
            Values = new ScriptObject { ["rc"] = result.Status, ["stdout"] = result.OutputText, ["stderr"] = result.ErrorText },
        };
    }

    /// <summary>A column of a table of Glance's database: in a few milliseconds over MySQL's own protocol, where that is possible, else by the
    /// host's Python and SQLAlchemy, which Glance needs anyway.</summary>
    /// <returns>Empty as well when there is no such table yet; null when there is no way to ask.</returns>
    /// <exception cref="ModuleException">The database refuses, or does not answer.</exception>
    public async Task<IReadOnlyList<string>?> ColumnAsync(
        IHostReader host, TimeProvider time, string connection, string table, string column, CancellationToken cancellationToken)
    {
        if (await TryQueryAsync(host, time, connection, $"SELECT {column} FROM {table}", cancellationToken) is { } values)
        {
            return values;
        }

        var command = AsUser(["python3", "-B", "-c", Python, table, column]) with { Input = Encoding.UTF8.GetBytes(connection + "\n") };
        var result = await host.QueryAsync(command, cancellationToken);
        return result.Status switch
        {
            0 => result.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Refused => throw new ModuleException($"glance's database ({DatabaseUrl.Parse(connection)}): {result.ErrorText.Trim()}"),
            _ => null,
        };
    }

    /// <returns>Null when it takes another client (no MySQL, a login with TLS).</returns>
    private static async Task<IReadOnlyList<string>?> TryQueryAsync(
        IHostReader host, TimeProvider time, string connection, string sql, CancellationToken cancellationToken)
    {
        if (DatabaseUrl.Parse(connection) is not { Dialect: "mysql" or "mariadb", Host.Length: > 0, User.Length: > 0 } url
            || url.Query.Contains("unix_socket", StringComparison.Ordinal))
        {
            return null;
        }

        using var limit = new CancellationTokenSource(Patience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await using var stream = await host.ConnectAsync(url.Host, url.Port ?? 3306, linked.Token);
            var rows = await MySqlProbe.QueryAsync(stream, url, sql, linked.Token);
            return [.. rows.Select(row => row[0]).OfType<string>().Order(StringComparer.Ordinal)];
        }
        catch (MySqlServerException e) when (e.Code == NoSuchTable)
        {
            return [];
        }
        catch (MySqlServerException e) when (e.Code is AccessDenied or DatabaseAccessDenied or TableAccessDenied or ColumnAccessDenied or UnknownDatabase)
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

    private Command Command(IReadOnlyList<string> words) => AsUser(["glance-manage", .. _options, .. words]);

    private Command AsUser(IReadOnlyList<string> words)
    {
        var script = ShellQuote.Join(words);
        return new()
        {
            Script = $"if [ \"$(id -un)\" = {ShellQuote.Quote(_args.User)} ]; then exec {script}; fi\n"
                + $"exec su -s /bin/sh {ShellQuote.Quote(_args.User)} -c {ShellQuote.Quote(script)}",
            Directory = "/",
            Timeout = _args.Timeout,
        };
    }

    /// <summary>The files named on the command line, in their order.</summary>
    private IEnumerable<string> ConfigFiles()
    {
        const string Option = "--config-file";
        for (var i = 0; i < _options.Count; i++)
        {
            if (_options[i] == Option && i + 1 < _options.Count)
            {
                yield return _options[++i];
            }
            else if (_options[i].StartsWith(Option + "=", StringComparison.Ordinal))
            {
                yield return _options[i][(Option.Length + 1)..];
            }
        }
    }
}
