using System.Text;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Modules.Library;

public class RabbitmqUserModuleTests
{
    // As RabbitMQ 3.10 exports it; the password is p\w "x
    private const string WithGlance = """
        {"permissions":[{"configure":".*","read":".*","user":"glance","vhost":"/","write":".*"}],
         "users":[{"hashing_algorithm":"rabbit_password_hashing_sha256","limits":{},"name":"glance","password_hash":"snWog5EQEDrZwVt/14u7HlDal7n6cVEYkgKWAzngLqJAKSD6","tags":[]},
                  {"hashing_algorithm":"rabbit_password_hashing_sha256","limits":{},"name":"guest","password_hash":"Z4k7Fj5iHqA3Zs53l5ydSOjMedQjgkt1HbbgCj1WQIneIrEt","tags":["administrator"]}],
         "vhosts":[{"name":"/"}]}
        """;

    private const string Empty = """{"permissions":[],"users":[],"vhosts":[{"name":"/"}]}""";

    private static readonly RabbitmqUserModule.Args Glance = new() { User = "glance", Password = "p\\w \"x", ConfigurePriv = ".*", WritePriv = ".*", ReadPriv = ".*" };

    private readonly RabbitmqUserModule _module = new();

    private static FakeHost Broker(string definitions) => new FakeHost().Answer("rabbitmqctl -q export_definitions -", definitions).AnswerPrefix("set -e");

    [Fact]
    public async Task A_user_as_wanted_is_left_alone() => (await _module.Check(Glance, Broker(WithGlance))).ShouldBeNull();

    [Fact]
    public async Task A_new_user_gets_its_password_by_stdin()
    {
        var host = Broker(Empty);
        var change = (await _module.Check(Glance with { Tags = ["monitoring"] }, host)).ShouldNotBeNull();
        await _module.ApplyAsync(change, host, CancellationToken.None);
        var run = host.Runs.ShouldHaveSingleItem();
        run.Script.ShouldBe("""
            set -e
            rabbitmqctl -q add_user glance
            rabbitmqctl -q set_user_tags glance monitoring
            rabbitmqctl -q set_permissions -p / glance '.*' '.*' '.*'

            """);
        Encoding.UTF8.GetString(run.Input.Span).ShouldBe("p\\w \"x\n");
        change.Summary.ShouldBe("create rabbitmq user glance");
    }

    [Fact]
    public async Task Another_password_is_set_and_nothing_else()
    {
        var change = (await _module.Check(Glance with { Password = "other" }, Broker(WithGlance))).ShouldNotBeNull();
        change.Command.Script.ShouldBe("set -e\nrabbitmqctl -q change_password glance\n");
        change.ToString().ShouldNotContain("other");
        (await _module.Check(Glance with { Password = "other", UpdatePassword = UpdatePassword.OnCreate }, Broker(WithGlance))).ShouldBeNull();
    }

    [Fact]
    public async Task Tags_are_compared_as_sets_and_left_when_not_given()
    {
        (await _module.Check(new() { User = "guest", Tags = ["administrator"] }, Broker(WithGlance))).ShouldBeNull();
        (await _module.Check(new() { User = "guest" }, Broker(WithGlance))).ShouldBeNull();
        (await _module.Check(new() { User = "guest", Tags = [] }, Broker(WithGlance))).ShouldNotBeNull().Command.Script.ShouldEndWith("rabbitmqctl -q set_user_tags guest\n");
    }

    // What puppet-glance's quick start asks for, and what may have become of it.
    [Theory]
    [InlineData("""{"permissions":[],"users":[],"vhosts":[{"name":"/"}]}""", "add_user glance|set_user_tags glance administrator|set_permissions -p / glance '.*' '.*' '.*'", "create")]
    [InlineData("""{"permissions":[],"users":[USER],"vhosts":[{"name":"/"}]}""", "set_permissions -p / glance '.*' '.*' '.*'", "change")]
    [InlineData("""{"permissions":[{"configure":".*","read":"^$","user":"glance","vhost":"/","write":".*"}],"users":[USER],"vhosts":[{"name":"/"}]}""", "set_permissions -p / glance '.*' '.*' '.*'", "change")]
    [InlineData("""{"permissions":[{"configure":".*","read":".*","user":"glance","vhost":"/other","write":".*"}],"users":[USER],"vhosts":[{"name":"/"},{"name":"/other"}]}""", "set_permissions -p / glance '.*' '.*' '.*'", "change")]
    public async Task The_quick_starts_user_is_repaired_whatever_is_missing(string definitions, string commands, string verb)
    {
        var user = WithGlance.Split('\n')[1].Split('[', 2)[1].TrimEnd(',', '\r').Replace("\"tags\":[]", "\"tags\":[\"administrator\"]", StringComparison.Ordinal);
        var change = (await _module.Check(Glance with { Tags = ["administrator"] }, Broker(definitions.Replace("USER", user, StringComparison.Ordinal)))).ShouldNotBeNull();
        change.Command.Script.ShouldBe($"set -e\nrabbitmqctl -q {commands.Replace("|", "\nrabbitmqctl -q ", StringComparison.Ordinal)}\n");
        change.Summary.ShouldBe($"{verb} rabbitmq user glance");
    }

    [Fact]
    public async Task A_lost_tag_comes_back() =>
        (await _module.Check(Glance with { Tags = ["administrator"] }, Broker(WithGlance))).ShouldNotBeNull()
            .Command.Script.ShouldBe("set -e\nrabbitmqctl -q set_user_tags glance administrator\n");

    [Fact]
    public async Task Permissions_may_be_a_list()
    {
        var list = new ScriptArray([new ScriptObject { ["vhost"] = "/", ["read_priv"] = ".*" }]);
        var change = (await _module.Check(Glance with { Permissions = list }, Broker(WithGlance))).ShouldNotBeNull();
        change.Command.Script.ShouldEndWith("rabbitmqctl -q set_permissions -p / glance '^$' '^$' '.*'\n");
        change.Differences[0].Before.ShouldBe("on /: configure .*, write .*, read .*\n");
    }

    [Fact]
    public async Task An_unwanted_user_is_deleted()
    {
        (await _module.Check(new() { User = "guest", State = RabbitmqUserModule.RabbitmqState.Absent }, Broker(WithGlance)))
            .ShouldNotBeNull().Command.Script.ShouldBe("rabbitmqctl -q delete_user guest");
        (await _module.Check(new() { User = "guest", State = RabbitmqUserModule.RabbitmqState.Absent }, Broker(Empty))).ShouldBeNull();
    }

    [Fact]
    public async Task A_virtual_host_that_does_not_exist_is_told() =>
        (await Should.ThrowAsync<ModuleException>(() => _module.Check(Glance with { Vhost = "/nope" }, Broker(WithGlance)))).Message.ShouldBe("there is no rabbitmq virtual host '/nope'");

    [Fact]
    public async Task A_broker_that_is_down_is_told() =>
        (await Should.ThrowAsync<ModuleException>(() => _module.Check(Glance, new FakeHost().Answer("rabbitmqctl -q export_definitions -", status: 69, error: "Error: unable to perform an operation on node 'rabbit@h'.\n"))))
            .Message.ShouldBe("rabbitmqctl ended with status 69: Error: unable to perform an operation on node 'rabbit@h'.");
}
