using System.Text;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Modules.Library;

public class MySqlModulesTests
{
    private readonly FakeHost _host = new();

    private string Sent => Encoding.UTF8.GetString(_host.Runs[^1].Input.Span);

    private void Server(string rows, string error = "") => _host.AnswerPrefix("if command -v mariadb", rows, error: error);

    [Fact]
    public async Task A_missing_database_is_created()
    {
        Server("");
        var change = (await new MysqlDbModule().Check(new() { Name = "glance", Encoding = "utf8", Collation = "utf8_general_ci" }, _host)).ShouldNotBeNull();
        await new MysqlDbModule().ApplyAsync(change, _host, CancellationToken.None);
        change.Summary.ShouldBe("create database glance");
        Sent.ShouldEndWith("CREATE DATABASE `glance` CHARACTER SET 'utf8' COLLATE 'utf8_general_ci';\n");
    }

    [Theory]
    [InlineData("utf8", "utf8_general_ci", false)]
    [InlineData("utf8mb3", null, false)]
    [InlineData(null, null, false)]
    [InlineData("utf8mb4", null, true)]
    public async Task An_existing_one_is_changed_only_where_it_differs(string? encoding, string? collation, bool differs)
    {
        Server("utf8mb3\tutf8mb3_general_ci\n");
        var change = await new MysqlDbModule().Check(new() { Name = "glance", Encoding = encoding, Collation = collation }, _host);
        (change is not null).ShouldBe(differs);
    }

    private static readonly MysqlUserModule.Args User = new() { Name = "glance", Host = ["localhost", "%"], Password = "it's", Priv = "glance.*:ALL" };

    private const string Grants = "GRANT USAGE ON *.* TO `glance`@`%` IDENTIFIED BY PASSWORD '*X'\nGRANT ALL PRIVILEGES ON `glance`.* TO `glance`@`%`\n";

    private static string Rows(string hash, string grants) =>
        $"version\t10.11.19-MariaDB\naccount\t%\tmysql_native_password\t{hash}\naccount\tlocalhost\tmysql_native_password\t{hash}\ngrants\tlocalhost\n{grants}grants\t%\n{grants}";

    [Fact]
    public async Task A_user_as_wanted_needs_one_query_and_no_password_in_it()
    {
        Server(Rows(MySqlClient.NativeHash("it's"), Grants));
        (await new MysqlUserModule().Check(User, _host)).ShouldBeNull();
        var query = _host.Queries.ShouldHaveSingleItem();
        Encoding.UTF8.GetString(query.Input.Span).ShouldNotContain("it's");
    }

    [Fact]
    public async Task A_new_user_is_created_for_each_host()
    {
        Server("version\t10.11.19-MariaDB\ngrants\tlocalhost\ngrants\t%\n", "ERROR 1141 (42000) at line 5: There is no such grant\n");
        var change = (await new MysqlUserModule().Check(User, _host)).ShouldNotBeNull();
        await new MysqlUserModule().ApplyAsync(change, _host, CancellationToken.None);
        Sent.ShouldEndWith("""
            CREATE USER 'glance'@'localhost' IDENTIFIED BY 'it''s';
            GRANT ALL PRIVILEGES ON `glance`.* TO 'glance'@'localhost';
            CREATE USER 'glance'@'%' IDENTIFIED BY 'it''s';
            GRANT ALL PRIVILEGES ON `glance`.* TO 'glance'@'%';

            """);
        _host.Runs.ShouldAllBe(run => !run.Script.Contains("it", StringComparison.Ordinal) || !run.Script.Contains("it's", StringComparison.Ordinal));
        change.ToString().ShouldNotContain("it's");
    }

    [Fact]
    public async Task A_wrong_password_is_set_and_grants_left()
    {
        Server(Rows("*OTHER", Grants));
        var change = (await new MysqlUserModule().Check(User, _host)).ShouldNotBeNull();
        change.Sql.ShouldBe("ALTER USER 'glance'@'localhost' IDENTIFIED BY 'it''s';\nALTER USER 'glance'@'%' IDENTIFIED BY 'it''s';\n");
        (await new MysqlUserModule().Check(User with { UpdatePassword = UpdatePassword.OnCreate }, _host)).ShouldBeNull();
    }

    [Theory]
    [InlineData("db.*:SELECT,INSERT", "GRANT SELECT, INSERT ON `db`.* TO `u`@`%`", false, "")]
    [InlineData("db.*:select,insert", "GRANT SELECT ON `db`.* TO `u`@`%`", false, "GRANT INSERT ON `db`.* TO A;\n")]
    [InlineData("db.*:SELECT", "GRANT SELECT, INSERT ON `db`.* TO `u`@`%`", false, "REVOKE INSERT ON `db`.* FROM A;\n")]
    [InlineData("db.*:SELECT", "GRANT SELECT, INSERT ON `db`.* TO `u`@`%`", true, "")]
    [InlineData("db.*:SELECT", "GRANT ALL PRIVILEGES ON `db`.* TO `u`@`%` WITH GRANT OPTION", false, "REVOKE GRANT OPTION ON `db`.* FROM A;\nREVOKE ALL PRIVILEGES ON `db`.* FROM A;\nGRANT SELECT ON `db`.* TO A;\n")]
    [InlineData("db.*:SELECT", "GRANT ALL PRIVILEGES ON `db`.* TO `u`@`%`", false, "REVOKE ALL PRIVILEGES ON `db`.* FROM A;\nGRANT SELECT ON `db`.* TO A;\n")]
    [InlineData("db.*:ALL", "GRANT SELECT ON `db`.* TO `u`@`%`", false, "GRANT ALL PRIVILEGES ON `db`.* TO A;\n")]
    [InlineData("db.*:ALL,GRANT", "GRANT ALL PRIVILEGES ON `db`.* TO `u`@`%` WITH GRANT OPTION", false, "")]
    [InlineData("db.*:ALL,GRANT", "GRANT ALL PRIVILEGES ON `db`.* TO `u`@`%`", false, "GRANT USAGE ON `db`.* TO A WITH GRANT OPTION;\n")]
    [InlineData("a.*:ALL/b.t:SELECT", "GRANT ALL PRIVILEGES ON `a`.* TO `u`@`%`", false, "GRANT SELECT ON `b`.`t` TO A;\n")]
    [InlineData("a.*:ALL", "GRANT SELECT ON `old`.* TO `u`@`%`", false, "GRANT ALL PRIVILEGES ON `a`.* TO A;\nREVOKE SELECT ON `old`.* FROM A;\n")]
    [InlineData("*.*:USAGE", "GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*0'", false, "")]
    [InlineData("d.t:SELECT (a, b)", "GRANT SELECT (a, b) ON `d`.`t` TO `u`@`%`", false, "")]
    public void Grants_are_compared_level_by_level(string wanted, string shown, bool append, string sql) =>
        string.Concat(MySqlGrants.Parse(wanted).StatementsFrom(MySqlGrants.FromServer([shown]), "A", append)).ShouldBe(sql);

    [Theory]
    [InlineData("glance")]
    [InlineData("glance.*")]
    [InlineData("glance:ALL")]
    [InlineData("glance.*:SELECT; DROP DATABASE x")]
    public void Wrong_privileges_are_told(string priv) => Should.Throw<ModuleException>(() => MySqlGrants.Parse(priv));

    [Fact]
    public async Task Privileges_may_be_a_mapping()
    {
        Server(Rows(MySqlClient.NativeHash("it's"), Grants));
        (await new MysqlUserModule().Check(User with { Priv = new ScriptObject { ["glance.*"] = "ALL" } }, _host)).ShouldBeNull();
    }

    [Fact]
    public async Task An_error_of_the_server_is_told_without_the_statement()
    {
        Server("version\t10.11\n", "--------------\nCREATE USER x IDENTIFIED BY 'secret'\n--------------\nERROR 1064 (42000) at line 2: You have an error in your SQL syntax near 'IDENTIFIED BY 'secret''\n");
        (await Should.ThrowAsync<ModuleException>(() => new MysqlUserModule().Check(User, _host))).Message.ShouldBe(
            "the database refuses: ERROR 1064 (42000) at line 2: You have an error in your SQL syntax");
    }

    [Fact]
    public async Task The_login_password_is_no_argument()
    {
        Server("utf8mb4\tutf8mb4_general_ci\n");
        await new MysqlDbModule().Check(new() { Name = "x", LoginUser = "root", LoginPassword = "s3cret", LoginHost = "db" }, _host);
        var query = _host.Queries.ShouldHaveSingleItem();
        query.Script.ShouldContain("'--host=db' '--user=root'");
        query.Script.ShouldNotContain("s3cret");
        query.Environment["MYSQL_PWD"].ShouldBe("s3cret");
    }

    [Fact]
    public async Task A_password_kept_in_another_way_is_not_set_for_ever()
    {
        Server("version\t8.0.36\naccount\tlocalhost\tcaching_sha2_password\t$A$005$x\ngrants\tlocalhost\n");
        (await Should.ThrowAsync<ModuleException>(() => new MysqlUserModule().Check(User with { Host = ["localhost"] }, _host)))
            .Message.ShouldEndWith("set update_password: on_create");
    }

    [Fact]
    public void The_native_hash_is_the_servers() => // SELECT PASSWORD('mypass'), from MariaDB's documentation
        MySqlClient.NativeHash("mypass").ShouldBe("*6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4");
}
