using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Modules.Library;

public class OsloConfigCheckModuleTests
{
    private const string Path = "/etc/glance/glance-api.conf";

    // Pieces of the sample that Glance 25.1 ships.
    private const string Sample = """
        [DEFAULT]

        #
        # Limit the request ID length.
        #
        # Possible values:
        #     * Integer value between 0 and 16384
        #
        #  (integer value)
        # Minimum value: 0
        # Maximum value: 16384
        #max_request_id_length = 64

        # Interval, number of seconds, of log rate limiting. (floating point
        # value)
        #interval = 0.5

        # (Optional) Name of log file to send logging output to. This option is ignored if log_config_append is set. (string value)
        # Deprecated group/name - [DEFAULT]/logfile
        #log_file = <None>

        # DEPRECATED: Debug. (boolean value)
        # This option is deprecated for removal since Ussuri.
        # Its value may be silently ignored in the future.
        # Reason:
        # wrapped
        #debug = false

        #  (port value)
        # Minimum value: 0
        # Maximum value: 65535
        #bind_port = <None>

        # The interval type. (string value)
        # Possible values:
        # Seconds - <No description provided>
        # days - <No description provided>
        #log_rotate_interval_type = days

        # Choices whose description was wrapped. (string value)
        # Possible values:
        # one - a long
        # description
        #wrapped = one

        # Backends. (dict value)
        #enabled_backends = <None>

        [database]
        #connection = <None>

        [glance_store]
        #stores = file,http
        [file]
        #  (integer value)
        #filesystem_store_file_perm = 0
        #filesystem_store_datadir = /var/lib/glance/images
        [glance.store.rbd.store]
        #rbd_store_pool = images

        [keystone_authtoken]
        #auth_type = <None>
        # (list value)
        #memcached_servers = <None>
        [oslo_policy]
        #policy_file = policy.yaml
        """;

    private readonly OsloConfigCheckModule _module = new();
    private readonly FakeHost _host = new FakeHost().Directory("/etc/glance").File("/usr/share/sample.conf", Sample);

    private async Task<ModuleOutput> Check(string text, Func<OsloConfigCheckModule.Args, OsloConfigCheckModule.Args>? change = null)
    {
        _host.File(Path, text);
        var args = new OsloConfigCheckModule.Args { Path = Path, Sample = ["/usr/share/none.conf", "/usr/share/sample.conf"] };
        return await _module.Read(change is null ? args : change(args), _host);
    }

    [Fact]
    public async Task A_file_of_what_the_release_knows_gives_no_word()
    {
        var output = await Check("""
            [DEFAULT]
            max-request-id-length = 64
            interval = 1e1
            logfile = /var/log/x
            debug = Yes
            log_rotate_interval_type = seconds
            wrapped = anything
            bind_port =
            enabled_backends = fast:file, cheap:rbd
            [fast]
            filesystem_store_datadir = /srv
            store_description = Fast
            [cheap]
            rbd_store_pool = images
            [os_glance_staging_store]
            filesystem_store_datadir = /srv/staging
            [keystone_authtoken]
            auth_section = login
            username = glance
            system_scope = all
            [login]
            password = x
            """);
        output.Message.ShouldBeNull();
        output.Values["checked"].ShouldBe(true);
        _host.Writes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[DEFAULT]\n# note\nregistry_host = x\n", "/etc/glance/glance-api.conf:3: the installed release does not know [DEFAULT] registry_host")]
    [InlineData("[DEFAULT]\nmax_request_id_lenght = 64\n", "/etc/glance/glance-api.conf:2: the installed release does not know [DEFAULT] max_request_id_lenght; did you mean max_request_id_length?")]
    [InlineData("[DEFAULT]\nconnection = x\n", "/etc/glance/glance-api.conf:2: the installed release does not know [DEFAULT] connection; did you mean [database] connection?")]
    [InlineData("[oslo_polcy]\nenforce_scope_at_all = x\n", "/etc/glance/glance-api.conf:2: the installed release does not know [oslo_polcy] enforce_scope_at_all; did you mean [oslo_policy]?")]
    [InlineData("[oslo_policy]\npassword = x\n", "/etc/glance/glance-api.conf:2: the installed release does not know [oslo_policy] password")]
    [InlineData("[DEFAULT]\nenabled_backends=a:file\n[b]\nfilesystem_store_datadir = x\n", "/etc/glance/glance-api.conf:4: the installed release does not know [b] filesystem_store_datadir; did you mean [file] filesystem_store_datadir?")]
    [InlineData("[keystone_authtoken]\nuser_nam = x\n", "/etc/glance/glance-api.conf:2: the installed release does not know [keystone_authtoken] user_nam; did you mean user_name?")]
    public async Task An_unknown_option_is_told_with_its_line(string text, string message)
    {
        (await Check(text)).Message.ShouldBe(message);
        (await Should.ThrowAsync<ModuleException>(() => Check(text, args => args with { OnUnknown = OsloConfigCheckModule.Finding.Fail }))).Message.ShouldBe(message);
        (await Check(text, args => args with { OnUnknown = OsloConfigCheckModule.Finding.Ignore })).Message.ShouldBeNull();
    }

    [Fact]
    public async Task Findings_are_in_the_result_too()
    {
        var unknown = (await Check("[DEFAULT]\nregistry_host = x\n")).Values["unknown"].ShouldBeOfType<ScriptArray>().ShouldHaveSingleItem().ShouldBeOfType<ScriptObject>();
        (unknown["place"], unknown["section"], unknown["key"]).ShouldBe(("/etc/glance/glance-api.conf:2", "DEFAULT", "registry_host"));
    }

    [Fact]
    public async Task A_store_of_another_file_can_be_named() =>
        (await Check("[ceph]\nrbd_store_pool = x\n", args => args with { StoreSections = ["ceph"] })).Message.ShouldBeNull();

    [Theory]
    [InlineData("max_request_id_length = many", "'many' is not an integer")]
    [InlineData("max_request_id_length = -1", "'-1' is below 0")]
    [InlineData("max_request_id_length = 16385", "'16385' is above 16384")]
    [InlineData("interval = soon", "'soon' is not a number")]
    [InlineData("debug = maybe", "'maybe' is neither true nor false")]
    [InlineData("bind_port = 70000", "'70000' is above 65535")]
    [InlineData("log_rotate_interval_type = years", "'years' is none of Seconds, days")]
    [InlineData("enabled_backends = fast", "'fast' is no list of KEY:VALUE")]
    public async Task A_value_of_the_wrong_type_fails(string line, string problem)
    {
        var message = $"/etc/glance/glance-api.conf:2: [DEFAULT] {line.Split(' ')[0]}: {problem}";
        (await Should.ThrowAsync<ModuleException>(() => Check($"[DEFAULT]\n{line}\n"))).Message.ShouldBe(message);
        (await Check($"[DEFAULT]\n{line}\n", args => args with { OnInvalid = OsloConfigCheckModule.Finding.Warn })).Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("max_request_id_length = $other")]
    [InlineData("max_request_id_length = '64'")]
    public async Task What_cannot_be_told_is_let_pass(string line) => (await Check($"[DEFAULT]\n{line}\n")).Message.ShouldBeNull();

    [Fact]
    public async Task Without_a_sample_nothing_is_checked_and_the_result_says_so()
    {
        var output = await Check("[DEFAULT]\nx = y\n", args => args with { Sample = ["/usr/share/none.conf"] });
        output.Message.ShouldBe("not checked: there is no /usr/share/none.conf");
        output.Values["checked"].ShouldBe(false);
    }
}
