namespace GlanceOrch.Cli.Tests;

/// <summary>What the roles of stores and notifications refuse, with what words.</summary>
public sealed class StoreRolesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public StoreRolesTests()
    {
        // The roles' own checks come first; what all roles share is not of interest, nor on this machine.
        _folder.Put("roles/glance/tasks/main.yml", "[]");
        _folder.Put("roles/glance/handlers/main.yml", "- { name: Restart, debug: { msg: restart }, listen: [restart glance-api, restart glance-registry] }");
        _folder.Put("hosts", "one ansible_connection=local\ntwo ansible_connection=local\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("backend_file", "glance_backend_multistore_file: [{name: a, filesystem_store_datadir: /a, filesystem_store_datadirs: ['/b:1']}]", "give filesystem_store_datadir or filesystem_store_datadirs")]
    [InlineData("backend_file", "glance_api_enabled_backends: 'a:file, b:rbd, c:file', glance_backend_multistore_file: [{name: a, filesystem_store_datadir: /a}]", "c:file has no entry in glance_backend_multistore_file")]
    [InlineData("backend_rbd", "glance_backend_rbd_ceph_clusters: [{conf: {fsid: x}, content: x}]", "give conf or content")]
    [InlineData("backend_swift", "glance_backend_multistore_swift: [{name: a, swift_store_user: u, swift_store_key: k}, {name: b, swift_store_user: u, swift_store_key: k, default_swift_reference: ref1}]", "two stores have the same default_swift_reference")]
    [InlineData("backend_swift", "glance_backend_swift_store_user: services:glance", "needs swift_store_user and swift_store_key")]
    [InlineData("backend_swift", "glance_api_enabled_backends: ['a:swift']", "a:swift has no entry in glance_backend_multistore_swift")]
    [InlineData("backend_s3", "glance_backend_s3_host: s3.example.org", "needs host, access key, secret key and bucket")]
    [InlineData("backend_vsphere", "glance_backend_vsphere_vcenter_host: vcenter.example.org", "set glance_backend_vsphere_vcenter_host, _vcenter_user")]
    [InlineData("backend_http", "glance_backend_multistore_http: [{name: a}, {name: b}]", "there can be one http store only")]
    [InlineData("notify_rabbitmq", "glance_notify_rabbitmq_default_transport_url: 'amqp://a'", "must begin with rabbit:// or fake://")]
    [InlineData("notify_rabbitmq", "glance_notify_rabbitmq_notification_transport_url: 'kafka://a'", "must begin with rabbit:// or fake://")]
    [InlineData("notify_rabbitmq", "glance_notify_rabbitmq_kombu_ssl_ca_certs: /ca", "needs glance_notify_rabbitmq_rabbit_use_ssl to be true")]
    [InlineData("notify_rabbitmq", "glance_notify_rabbitmq_rabbit_use_ssl: true, glance_notify_rabbitmq_kombu_ssl_keyfile: /key", "give both of")]
    [InlineData("notify_rabbitmq", "glance_rabbitmq_user: glance", "glance_rabbitmq_user needs glance_rabbitmq_password")]
    public async Task What_does_not_fit_together_is_refused(string role, string variables, string message)
    {
        var (code, printed) = await PlayAsync(role, "one", variables);
        code.ShouldBe(ExitCodes.WrongInput, printed);
        printed.ShouldContain(message);
    }

    [Fact]
    public async Task Files_are_refused_on_several_hosts_that_do_not_share_them()
    {
        var (code, printed) = await PlayAsync("backend_file", "all", "a: 1");
        code.ShouldBe(ExitCodes.WrongInput, printed);
        printed.ShouldContain("set glance_file_store_shared to true where they are");
        printed.ShouldNotContain("Make the directories");
    }

    [Fact]
    public async Task An_unknown_compression_is_wrong_input()
    {
        var (code, printed) = await PlayAsync("notify_rabbitmq", "one", "glance_notify_rabbitmq_kombu_compression: zip");
        code.ShouldBe(ExitCodes.WrongInput, printed);
        printed.ShouldContain("must be one of gzip, bz2");
    }

    [Theory]
    [InlineData("backend_file", "glance_backend_file_directories", "glance_backend_multistore_file: [{name: a, filesystem_store_datadirs: ['/b:200', '/c']}, {name: d, filesystem_store_datadir: /d}]", """["/d","/b","/c"]""")]
    [InlineData("backend_file", "glance_backend_file_directories", "a: 1", """["/var/lib/glance/images/"]""")]
    [InlineData("backend_swift", "glance_backend_swift_buffers", "glance_backend_multistore_swift: [{name: a, swift_store_user: u, swift_store_key: k}, {name: b, swift_store_user: u, swift_store_key: k, swift_upload_buffer_dir: /b}], glance_backend_defaults_swift_upload_buffer_dir: /c", """["/b","/c"]""")]
    [InlineData("backend_swift", "glance_backend_swift_addresses", "glance_backend_multistore_swift: [{name: a, swift_store_user: u, swift_store_key: k}, {name: b, swift_store_user: u, swift_store_key: k, swift_store_auth_address: 'https://[::1]/v3'}]", """[{"host":"127.0.0.1","port":5000},{"host":"::1","port":443}]""")]
    [InlineData("backend_rbd", "glance_backend_rbd_probes | array.first", "glance_backend_multistore_rbd: [{name: a, rbd_store_user: u}], glance_backend_defaults_rbd_store_pool: p", """["timeout","60","runuser","-u","glance","--","rbd","ls","--id","u","--pool","p"]""")]
    [InlineData("backend_rbd", "glance_backend_rbd_package_states", "glance_backend_multistore_rbd: [{name: a}, {name: b, package_ensure: latest}, {name: c, manage_packages: false}]", """["present","latest"]""")]
    [InlineData("notify_rabbitmq", "glance_notify_rabbitmq_ha_queues", "glance_notify_rabbitmq_rabbit_hosts: [a, b]", "true")]
    public async Task What_the_roles_make_of_their_variables(string role, string expression, string variables, string value)
    {
        var (code, printed) = await PlayAsync(role, "one", variables, $"- debug: {{ msg: '<{{{{ {expression} | to_json }}}}>' }}", "--tags", "show");
        code.ShouldBe(ExitCodes.Success, printed);
        printed.ShouldContain($"<{value}>");
    }

    private async Task<(int Code, string Printed)> PlayAsync(string role, string hosts, string variables, string task = "", params IReadOnlyList<string> options)
    {
        var tasks = task.Length == 0 ? "" : $"  tasks:\n    {task}\n      tags: [show]\n";
        var playbook = _folder.Put("play.yml", $"- hosts: {hosts}\n  gather_facts: false\n  roles: [{role}]\n{tasks}");
        return await InProcess.RunAsync(["play", playbook, "-i", _folder["hosts"], "--check", "-e", $"{{{variables}}}", .. options]);
    }
}
