using System.Text;
using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules.Library;

public class GlanceMetadefsModuleTests
{
    private const string Python = "if [ \"$(id -un)\" = glance ]; then exec python3 -B -c";
    private const string Load = "if [ \"$(id -un)\" = glance ]; then exec glance-manage db_load_metadefs /etc/glance/metadefs; fi\nexec su -s /bin/sh glance -c 'glance-manage db_load_metadefs /etc/glance/metadefs'";

    private readonly FakeMariaDb _database = new();
    private readonly FakeHost _host = new();
    private readonly GlanceMetadefsModule _module = new(TimeProvider.System);

    public GlanceMetadefsModuleTests()
    {
        _host.Connect = (_, _) => _database.Open();
        _host.Directory("/etc/glance");
        _host.AnswerPrefix("exec grep -ohE", "\"namespace\": \"OS::Compute::VMware\"\n\"namespace\" :  \"OS::Cinder::Volumetype\"\n");
        Configure("mysql+pymysql://glance:pw@db/glance");
    }

    private void Configure(string connection) => _host.File("/etc/glance/glance-api.conf", $"[database]\nconnection = {connection}\n");

    [Fact]
    public async Task Nothing_is_to_do_when_the_database_has_all_namespaces_and_more()
    {
        _database.Revisions = ["OS::Cinder::Volumetype", "OS::Compute::VMware", "Mine"];
        (await _module.Check(new(), _host)).ShouldBeNull();
        _database.Query.ShouldBe("SELECT namespace FROM metadef_namespaces");
    }

    [Fact]
    public async Task What_is_missing_is_loaded()
    {
        _database.Revisions = ["OS::Compute::VMware"];
        _host.AnswerWith(Load, prefix: false, _ =>
        {
            _database.Revisions = ["OS::Compute::VMware", "OS::Cinder::Volumetype"];
            return FakeHost.Result();
        });
        var change = (await _module.ConvergeAsync(new(), _host)).ShouldNotBeNull();
        change.Summary.ShouldBe("load 1 of glance's metadata definitions");
        change.Differences.ShouldHaveSingleItem().After.ShouldBe("OS::Cinder::Volumetype\n");
    }

    [Fact]
    public async Task A_load_that_did_nothing_is_a_failure_though_it_says_none()
    {
        _database.Revisions = [];
        _host.Answer(Load);
        var change = (await _module.Check(new(), _host)).ShouldNotBeNull();
        var e = await Should.ThrowAsync<ModuleException>(() => _module.ApplyAsync(change, _host, CancellationToken.None));
        e.Message.ShouldBe("glance-manage db_load_metadefs did not load 2 of the metadata definitions, OS::Cinder::Volumetype among them; its log says why");
    }

    [Theory]
    [InlineData("sqlite:////var/lib/glance/glance.sqlite")]
    [InlineData("postgresql://glance:secret@db/glance")]
    public async Task Other_databases_are_asked_by_the_hosts_Python_which_gets_the_password_by_stdin(string connection)
    {
        Configure(connection);
        _host.AnswerPrefix(Python, "OS::Compute::VMware\nOS::Cinder::Volumetype\n");
        (await _module.Check(new(), _host)).ShouldBeNull();
        var query = _host.Queries.Single(command => command.Script.StartsWith(Python, StringComparison.Ordinal));
        query.Script.ShouldNotContain("secret");
        Encoding.UTF8.GetString(query.Input.Span).ShouldBe(connection + "\n");
    }

    [Theory]
    [InlineData("INFO File /etc/glance/metadefs/a.json loaded to database.\nSkipping namespace B. It already exists in the database.", true)]
    [InlineData("INFO Skipping namespace A. It already exists in the database.", false)]
    [InlineData("", null)]
    public async Task Where_the_database_cannot_be_asked_the_command_runs_and_its_words_count(string said, bool? changed)
    {
        Configure("sqlite:///x");
        _host.AnswerPrefix(Python, status: 1).Answer(Load, error: said);
        var change = (await _module.Check(new(), _host)).ShouldNotBeNull();
        change.IsPredictable.ShouldBeFalse();
        (await _module.ApplyAsync(change, _host, CancellationToken.None)).Changed.ShouldBe(changed);
    }

    [Fact]
    public async Task A_folder_without_definitions_is_told()
    {
        _database.Revisions = [];
        _host.AnswerPrefix("exec grep -ohE", status: 2, error: "No such file");
        (await Should.ThrowAsync<ModuleException>(() => _module.Check(new() { Path = "/srv/defs" }, _host))).Message.ShouldBe("there are no metadata definitions in /srv/defs");
    }
}
