using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules.Library;

public class GlanceDbSyncModuleTests
{
    private const string Python = "if [ \"$(id -un)\" = glance ]; then exec python3 -B -c";
    private const string Migrations = """
        revision = 'ussuri_contract01'
        down_revision = 'train_contract01'
        depends_on = 'ussuri_expand01'
        revision = 'ussuri_expand01'
        down_revision = 'train_expand01'
        depends_on = None
        revision = 'wallaby_contract01'
        down_revision = 'ussuri_contract01'
        depends_on = 'wallaby_expand01'
        revision = 'wallaby_expand01'
        down_revision = 'ussuri_expand01'
        depends_on = None
        """;

    private readonly FakeMariaDb _database = new() { Password = "p@ss/w%rd" };
    private readonly FakeHost _host = new();
    private readonly GlanceDbSyncModule _module = new(TimeProvider.System);

    public GlanceDbSyncModuleTests()
    {
        _host.Connect = (target, port) => target == "db.example.com" && port == 3306 ? _database.Open() : throw new IOException($"{target}:{port} refused");
        _host.AnswerPrefix("d=glance/db", Migrations);
        _host.Directory("/etc/glance");
        Configure("connection = mysql+pymysql://glance:p%40ss%2Fw%25rd@db.example.com/glance?charset=utf8");
    }

    private void Configure(string line) => _host.File("/etc/glance/glance-api.conf", $"[DEFAULT]\nconnection = sqlite://\n[database]\n# connection = old\n{line}\nmax_retries = -1\n[other]\nconnection = x\n");

    [Fact]
    public async Task Nothing_is_to_do_when_the_database_has_the_newest_revision()
    {
        _database.Revisions = ["wallaby_contract01"];
        (await _module.Check(new(), _host)).ShouldBeNull();
        _database.Query.ShouldBe("SELECT version_num FROM alembic_version");
        _database.Database.ShouldBe("glance");
        _host.Queries.Count.ShouldBe(1, "glance-manage takes seconds to start and is not asked");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("ussuri_contract01", "ussuri_contract01")]
    [InlineData("ussuri_contract01,wallaby_expand01", "ussuri_contract01, wallaby_expand01")]
    public async Task A_schema_that_is_behind_is_upgraded(string? revisions, string? from)
    {
        _database.Revisions = revisions?.Split(',', StringSplitOptions.RemoveEmptyEntries);
        _host.AnswerWith("if [ \"$(id -un)\" = glance ]; then exec glance-manage db_sync; fi\nexec su -s /bin/sh glance -c 'glance-manage db_sync'", prefix: false, _ =>
        {
            _database.Revisions = ["wallaby_contract01"];
            return FakeHost.Result("Upgraded database");
        });

        var change = (await _module.ConvergeAsync(new(), _host)).ShouldNotBeNull();

        change.From.ShouldBe(from);
        change.Summary.ShouldBe("upgrade the schema of glance's database to wallaby_contract01");
    }

    [Fact]
    public async Task A_server_may_ask_for_the_native_login_once_more()
    {
        _database.SwitchTo = "mysql_native_password";
        _database.Revisions = ["wallaby_contract01"];
        (await _module.Check(new(), _host)).ShouldBeNull();
    }

    [Theory]
    [InlineData("wallaby_contract01\n", true, null)]
    [InlineData("ussuri_contract01\n", false, "ussuri_contract01")]
    [InlineData("", false, null)]
    public async Task Other_databases_are_asked_by_the_hosts_Python(string printed, bool isNewest, string? from)
    {
        Configure("connection = postgresql+psycopg2://glance:secret@db.example.com/glance");
        _host.AnswerPrefix(Python, printed);
        var change = await _module.Check(new(), _host);
        (change?.From).ShouldBe(from);
        (change?.To).ShouldBe(isNewest ? null : "wallaby_contract01");
        _host.Queries[1].Script.ShouldContain(" alembic_version version_num");
    }

    [Fact]
    public async Task Parameters_of_the_connection_go_with_it()
    {
        Configure("connection = postgresql://glance:x@db.example.com/glance?client_encoding=utf8\nconnection_parameters = sslmode=require&connect_timeout=5");
        _host.AnswerPrefix(Python, "wallaby_contract01\n");
        (await _module.Check(new(), _host)).ShouldBeNull();
        System.Text.Encoding.UTF8.GetString(_host.Queries[1].Input.Span).ShouldBe("postgresql://glance:x@db.example.com/glance?client_encoding=utf8&sslmode=require&connect_timeout=5\n");
    }

    [Fact]
    public async Task What_Python_says_of_the_database_is_told()
    {
        Configure("connection = postgresql://glance:secret@db.example.com/glance");
        _host.AnswerPrefix(Python, status: 3, error: "connection to server at \"db.example.com\" failed\n");
        (await Should.ThrowAsync<ModuleException>(() => _module.Check(new(), _host))).Message.ShouldBe(
            "glance's database (postgresql://glance@db.example.com/glance): connection to server at \"db.example.com\" failed");
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    public async Task Glance_itself_is_asked_where_there_is_no_other_way_and_writes_no_log(int status, bool isBehind)
    {
        _database.SwitchTo = "caching_sha2_password";
        _host.AnswerPrefix(Python, status: 1, error: "ModuleNotFoundError: No module named 'sqlalchemy'");
        _host.AnswerPrefix(
            "if [ \"$(id -un)\" = glance ]; then exec glance-manage '--log-config-append=' '--log-file=' '--log-dir=' --nouse-syslog --nouse-journal db check; fi", status: status);
        ((await _module.Check(new(), _host)) is not null).ShouldBe(isBehind);
    }

    [Theory]
    [InlineData(1142)]
    [InlineData(1143)]
    public async Task A_lost_privilege_is_told_at_once(int code)
    {
        _database.Refuses = code;
        (await Should.ThrowAsync<ModuleException>(() => _module.Check(new(), _host))).Message.ShouldBe(
            $"glance's database (mysql://glance@db.example.com/glance): SELECT command denied ({code})");
        _host.Queries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_it()
    {
        _database.Password = "another";
        var e = await Should.ThrowAsync<ModuleException>(() => _module.Check(new(), _host));
        e.Message.ShouldBe("glance's database (mysql://glance@db.example.com/glance): Access denied for user 'glance'@'host1' (using password: YES) (1045)");
    }

    [Fact]
    public async Task An_older_glance_than_its_database_is_told()
    {
        _database.Revisions = ["zed_contract01"];
        (await Should.ThrowAsync<ModuleException>(() => _module.Check(new(), _host))).Message.ShouldContain("zed_contract01, which the installed glance does not know");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_told()
    {
        Configure("connection = mysql+pymysql://glance:x@elsewhere:3307/glance");
        (await Should.ThrowAsync<ModuleException>(() => _module.Check(new(), _host))).Message.ShouldBe(
            "glance's database (mysql://glance@elsewhere/glance) cannot be reached from the host: elsewhere:3307 refused");
    }

    [Fact]
    public async Task No_connection_set_is_told()
    {
        Configure("");
        (await Should.ThrowAsync<ModuleException>(() => _module.Check(new(), _host))).Message.ShouldBe("/etc/glance/glance-api.conf sets no connection in [database]");
    }

    [Fact]
    public async Task A_failed_sync_shows_its_last_words()
    {
        _database.Revisions = null;
        _host.AnswerPrefix("if [", status: 1, error: "a\nb\nc\nd\ne\nf\ng: it broke\n");
        var change = (await _module.Check(new() { Delay = TimeSpan.Zero }, _host)).ShouldNotBeNull();
        var e = await Should.ThrowAsync<ModuleException>(() => _module.ApplyAsync(change, _host, CancellationToken.None));
        e.Message.ShouldBe("glance-manage db_sync ended with status 1: c\nd\ne\nf\ng: it broke");
        _host.Runs.Count.ShouldBe(11);
        _host.Runs[0].Timeout.ShouldBe(TimeSpan.FromSeconds(300));
    }

    [Fact]
    public async Task A_sync_that_fails_is_tried_again()
    {
        _database.Revisions = null;
        var tries = 0;
        _host.AnswerWith("if [", prefix: true, _ => FakeHost.Result(status: ++tries < 3 ? 1 : 0));
        var change = (await _module.Check(new() { Delay = TimeSpan.Zero, Retries = 2 }, _host)).ShouldNotBeNull();
        await _module.ApplyAsync(change, _host, CancellationToken.None);
        tries.ShouldBe(3);
    }

    [Fact]
    public async Task A_sync_that_was_ended_after_its_time_is_not_tried_again()
    {
        _database.Revisions = null;
        _host.AnswerWith("if [", prefix: true, command => FakeHost.Result(status: 143) with { Duration = command.Timeout.ShouldNotBeNull(), Note = "killed: it had not ended after 300 s" });
        var change = (await _module.Check(new(), _host)).ShouldNotBeNull();
        var e = await Should.ThrowAsync<ModuleException>(() => _module.ApplyAsync(change, _host, CancellationToken.None));
        e.Message.ShouldBe("glance-manage db_sync ended with status 143 (killed: it had not ended after 300 s): ");
        _host.Runs.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("--config-file /etc/glance/glance-registry.conf", "--config-file /etc/glance/glance-registry.conf ")]
    [InlineData("--debug '--config-file=/etc/glance/glance-registry.conf'", "--debug '--config-file=/etc/glance/glance-registry.conf' ")]
    public async Task Further_words_go_before_the_command_and_their_file_is_the_one_that_is_read(string extra, string words)
    {
        _host.File("/etc/glance/glance-registry.conf", "[database]\nconnection = mysql://glance:p%40ss%2Fw%25rd@db.example.com/registry\n");
        _database.Revisions = null;
        _host.AnswerPrefix("if [");
        var change = (await _module.Check(new() { ExtraParams = extra }, _host)).ShouldNotBeNull();
        await _module.ApplyAsync(change, _host, CancellationToken.None);
        _database.Database.ShouldBe("registry");
        _host.Runs.ShouldHaveSingleItem().Script.ShouldContain($"exec glance-manage {words}db_sync;");
    }

    [Theory]
    [InlineData("mysql+pymysql://glance:p%40ss@[::1]:3307/glance?charset=utf8", "mysql", "glance", "p@ss", "::1", 3307, "glance")]
    [InlineData("mysql://u@db/x", "mysql", "u", "", "db", null, "x")]
    [InlineData("sqlite:////var/lib/glance/glance.sqlite", "sqlite", "", "", "", null, "//var/lib/glance/glance.sqlite")]
    public void A_connection_is_taken_apart(string text, string dialect, string user, string password, string host, int? port, string database)
    {
        var url = DatabaseUrl.Parse(text).ShouldNotBeNull();
        (url.Dialect, url.User, url.Password, url.Host, url.Port).ShouldBe((dialect, user, password, host, port));
        url.Database.TrimStart('/').ShouldBe(database.TrimStart('/'));
    }

    [Fact]
    public void What_is_no_connection_is_none() => DatabaseUrl.Parse("glance").ShouldBeNull();
}
