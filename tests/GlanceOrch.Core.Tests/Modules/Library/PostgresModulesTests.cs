using System.Text;
using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules.Library;

public class PostgresModulesTests
{
    private readonly FakeHost _host = new();
    private readonly List<string> _sql = [];

    private FakeHost Server(params string[][] rows) => _host.AnswerWith("if [ \"$(id -un)\" = postgres ]; then exec psql ", prefix: true, command =>
    {
        var sql = Encoding.UTF8.GetString(command.Input.Span);
        if (sql.Contains("SELECT", StringComparison.Ordinal))
        {
            return FakeHost.Result(string.Concat(rows.Select(row => string.Join('\0', row) + "\n")));
        }

        _sql.Add(sql.Split("SET client_min_messages = warning;\n")[1]);
        return FakeHost.Result();
    });

    private async Task<TChange?> Run<TArgs, TChange>(IModule<TArgs, TChange> module, TArgs args)
        where TArgs : class
        where TChange : Change
    {
        var change = await module.Check(args, _host);
        if (change is not null)
        {
            await module.ApplyAsync(change, _host, CancellationToken.None);
        }

        return change;
    }

    [Fact]
    public async Task A_database_is_created_with_encoding_and_owner()
    {
        Server();
        var change = await Run(new PostgresqlDbModule(), new PostgresqlDbModule.Args { Name = "gla\"nce", Owner = "glance", Encoding = "UTF8" });
        change.ShouldNotBeNull().Summary.ShouldBe("create postgresql database gla\"nce");
        _sql.ShouldBe(["CREATE DATABASE \"gla\"\"nce\" OWNER \"glance\" ENCODING 'UTF8' TEMPLATE template0;\n"]);
        _host.Runs[0].Script.ShouldStartWith("if [ \"$(id -un)\" = postgres ]; then exec psql --no-psqlrc ");
        _host.Runs[0].Script.ShouldContain("\nexec su -s /bin/sh postgres -c 'psql ");
    }

    [Fact]
    public async Task A_database_as_wanted_is_left_alone_and_gets_its_owner_back()
    {
        Server(["UTF8", "glance"]);
        var module = new PostgresqlDbModule();
        (await Run(module, new PostgresqlDbModule.Args { Name = "glance", Owner = "glance", Encoding = "utf-8" })).ShouldBeNull();
        (await Run(module, new PostgresqlDbModule.Args { Name = "glance" })).ShouldBeNull();
        (await Run(module, new PostgresqlDbModule.Args { Name = "glance", Owner = "other" })).ShouldNotBeNull();
        _sql.ShouldBe(["ALTER DATABASE \"glance\" OWNER TO \"other\";\n"]);
        (await Should.ThrowAsync<ModuleException>(() => module.Check(new() { Name = "glance", Encoding = "LATIN1" }, _host))).Message.ShouldBe(
            "postgresql database glance has the encoding UTF8, which cannot be changed to LATIN1");
    }

    [Fact]
    public async Task A_new_user_gets_a_verifier_and_never_the_password()
    {
        Server(["encryption", "scram-sha-256"]);
        var change = await Run(new PostgresqlUserModule(), new PostgresqlUserModule.Args
        {
            Name = "glance", Password = "hunter2", Db = "glance",
        });
        change.ShouldNotBeNull().Differences.ShouldHaveSingleItem().After.ShouldBe("password: (hidden)\non glance: CONNECT, CREATE, TEMPORARY\n");
        var sql = _sql.ShouldHaveSingleItem();
        sql.ShouldNotContain("hunter2");
        var lines = sql.Split('\n');
        lines[0].ShouldMatch(@"^CREATE ROLE ""glance"" LOGIN PASSWORD 'SCRAM-SHA-256\$4096:[A-Za-z0-9+/=]{24}\$[A-Za-z0-9+/=]{44}:[A-Za-z0-9+/=]{44}';$");
        lines[1].ShouldBe("GRANT CONNECT, CREATE, TEMPORARY ON DATABASE \"glance\" TO \"glance\";");
        PostgresPassword.Matches(lines[0].Split('\'')[1], "glance", "hunter2").ShouldBeTrue();
        PostgresPassword.Matches(lines[0].Split('\'')[1], "glance", "hunter3").ShouldBeFalse();
    }

    [Theory]
    [InlineData("md5cf1c9ad42a6d7ab7fd9b9cf0a5ea5b41", "secret", false)]
    [InlineData("", "secret", false)]
    [InlineData("SCRAM-SHA-256$4096:!!$x:y", "secret", false)]
    public void What_is_kept_of_another_password_does_not_match(string kept, string password, bool matches) =>
        PostgresPassword.Matches(kept, "glance", password).ShouldBe(matches);

    // RFC 7677, section 3: user "user", password "pencil".
    [Fact]
    public void The_example_of_the_RFC_gives_its_proof()
    {
        const string Kept = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
        PostgresPassword.Matches(Kept, "user", "pencil").ShouldBeTrue();
        PostgresPassword.Matches(Kept, "user", "pencils").ShouldBeFalse();
    }

    [Fact]
    public async Task A_user_as_wanted_is_left_alone_and_drift_is_repaired()
    {
        var kept = PostgresPassword.Verifier("glance", "secret", "md5");
        kept.ShouldBe("md5" + Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData("secretglance"u8)));
        Server(["encryption", "md5"], ["role", "t", kept], ["grant", "glance", "CONNECT"], ["grant", "glance", "TEMPORARY"], ["grant", "glance", "CREATE"]);
        var module = new PostgresqlUserModule();
        var args = new PostgresqlUserModule.Args { Name = "glance", Password = "secret", Db = "glance" };
        (await Run(module, args)).ShouldBeNull();
        (await Run(module, args with { Password = "other", UpdatePassword = UpdatePassword.OnCreate })).ShouldBeNull();
        (await Run(module, args with { Password = "other" })).ShouldNotBeNull().Differences[0].Before.ShouldBe("password: (another)\n");
        (await Run(module, args with { Db = "more", Priv = ["create", "TEMP"] })).ShouldNotBeNull();
        _sql.ShouldBe(
        [
            $"ALTER ROLE \"glance\" LOGIN PASSWORD '{PostgresPassword.Verifier("glance", "other", "md5")}';\n",
            "GRANT CREATE, TEMPORARY ON DATABASE \"more\" TO \"glance\";\n",
        ]);
    }

    [Fact]
    public async Task A_user_who_may_not_log_in_may_again_and_an_unwanted_one_goes()
    {
        Server(["encryption", "scram-sha-256"], ["role", "f", ""]);
        var module = new PostgresqlUserModule();
        (await Run(module, new PostgresqlUserModule.Args { Name = "glance" })).ShouldNotBeNull().Differences[0].ShouldBe(new Difference("postgresql user glance", "no login\n", "login\n"));
        (await Run(module, new PostgresqlUserModule.Args { Name = "glance", State = PostgresState.Absent })).ShouldNotBeNull();
        _sql.ShouldBe(["ALTER ROLE \"glance\" LOGIN;\n", "DROP ROLE \"glance\";\n"]);
    }

    [Theory]
    [InlineData(127, "sh: psql: not found", "there is no psql on the host")]
    [InlineData(2, "psql: error: connection to server on socket failed: FATAL:  role \"root\" does not exist\n", "postgresql refuses: FATAL:  role \"root\" does not exist")]
    [InlineData(3, "psql:<stdin>:4: ERROR:  database \"x\" does not exist\nLINE 1: secret\n", "postgresql refuses: ERROR:  database \"x\" does not exist")]
    public async Task A_refusal_is_told_in_the_servers_words(int status, string error, string message)
    {
        _host.AnswerPrefix("if [", status: status, error: error);
        (await Should.ThrowAsync<ModuleException>(() => new PostgresqlUserModule().Check(new() { Name = "x" }, _host))).Message.ShouldBe(message);
    }

    [Fact]
    public async Task A_privilege_that_no_database_has_is_refused() =>
        (await Should.ThrowAsync<ModuleException>(() => new PostgresqlUserModule().Check(new() { Name = "x", Db = "d", Priv = ["SELECT"] }, _host)))
            .Message.ShouldBe("priv: a database has no privilege 'SELECT'; there are ALL, CONNECT, CREATE, TEMPORARY");
}
