namespace GlanceOrch.Cli.Tests;

/// <summary>Mistakes in the variables of our roles end a run before any host is asked for anything.</summary>
/// <remarks>The host does not exist and the port of its address is closed: a run that got further would end with "unreachable".</remarks>
public sealed class RoleMistakesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("api", "glance_api_authtoken_password: null", "set glance_api_authtoken_password")]
    [InlineData("api", "glance_api_enabled_backends: ['fast:floppy']\nglance_api_default_backend: fast", "'fast:floppy' is not ID:TYPE")]
    [InlineData("api", "glance_api_enabled_backends: [file]\nglance_api_default_backend: file", "'file' is not ID:TYPE")]
    [InlineData("api", "glance_api_enabled_backends: 'fast:file,fast:rbd'\nglance_api_default_backend: fast", "two stores have the same id")]
    [InlineData("api", "glance_api_enabled_backends: ['fast:file']", "glance_api_default_backend must be one of the ids")]
    [InlineData("api", "glance_api_enabled_backends: ['fast:file']\nglance_api_default_backend: slow", "glance_api_default_backend must be one of the ids in glance_api_enabled_backends (fast)")]
    [InlineData("api", "glance_api_enabled_backends: ['a:http', 'b:http']\nglance_api_default_backend: a", "one store of type http")]
    [InlineData("api", "glance_api_stores: [file]\nglance_api_known_stores: [file]", "glance_api_known_stores is the old name of glance_api_stores")]
    [InlineData("api", "glance_api_multi_store: true", "glance_api_multi_store needs")]
    [InlineData("api", "glance_api_pipeline: keystone cachemanagement", "must be words joined by +")]
    [InlineData("api", "glance_api_db_database_connection: mysqll://glance@db/glance", "glance_api_db_database_connection must begin with")]
    [InlineData("api", "glance_api_database_connection: oracle://glance@db/glance", "glance_api_database_connection must begin with")]
    [InlineData("api", "glance_api_authtoken_memcache_security_strategy: MAC", "need glance_api_authtoken_memcache_secret_key")]
    [InlineData("api", "glance_api_authtoken_memcache_security_strategy: ROT13", "must be one of None, MAC, ENCRYPT")]
    [InlineData("api", "glance_wsgi_apache_ssl: true", "glance_wsgi_apache_ssl needs")]
    [InlineData("api", "glance_api_validation_options: { balancer: { timeout: 5 } }", "'balancer' must be a mapping, with a command")]
    [InlineData("api", "glance_api_validation_options: { glance-api: { onlyif: 'true', unless: 'false' } }", "onlyif or unless, not both")]
    [InlineData("api", "glance_api_purge_config: true", "needs the role config_purge")]
    [InlineData("registry", "glance_registry_purge_config: true", "needs the role config_purge")]
    [InlineData("glance", "glance_limit_region_name: one", "glance_limit_* needs glance_limit_password")]
    [InlineData("glance", "glance_limit_password: x\nglance_limit_endpoint_id: 17\nglance_limit_endpoint_service_name: images", "give glance_limit_endpoint_id, or")]
    [InlineData("glance", "glance_key_manager_barbican_service_user_insecure: true", "needs glance_key_manager_barbican_service_user_password")]
    [InlineData("glance", "glance_property_protection_property_protection_rule_format: groups", "must be one of roles, policies")]
    [InlineData("glance", "glance_property_protection_rules: { x/read: { value: admin } }", "glance_property_protection_rules needs")]
    [InlineData("glance", "glance_property_protection_property_protection_rule_format: roles\nglance_property_protection_rules: { x/look: { value: admin } }", "'x/look' must be 'PROPERTY/OPERATION'")]
    [InlineData("glance", "glance_policy_policies: { add: 'role:member' }", "'add' must be a mapping with key and value")]
    [InlineData("glance", "glance_config_api_config: { debug: { value: true } }", "'debug' must be 'SECTION/key'")]
    [InlineData("glance", "glance_config_rootwrap_config: { DEFAULT/use_syslog: true }", "'DEFAULT/use_syslog' must be 'SECTION/key' with a mapping")]
    [InlineData("api", "glance_config_api_config: { DEFAULT/bind_port: { value: 9293 } }", "a role of this play writes 'DEFAULT/bind_port' by its own variable")]
    [InlineData("cache", "glance_config_cache_config: { DEFAULT/log_file: { value: /x } }", "a role of this play writes 'DEFAULT/log_file' by its own variable")]
    [InlineData("registry", "glance_registry_pipeline: key-stone", "glance_registry_pipeline: 'key-stone' must be words")]
    [InlineData("registry", "glance_registry_database_connection: db", "glance_registry_database_connection must begin with")]
    [InlineData("registry", "glance_registry_authtoken_memcache_security_strategy: ENCRYPT", "need glance_registry_authtoken_memcache_secret_key")]
    [InlineData("registry", "glance_config_registry_config: { debug: { value: true } }", "'debug' must be 'SECTION/key'")]
    [InlineData("cache", "glance_cache_pruner_ensure: maybe", "must be one of present, absent")]
    [InlineData("keystone_auth", "glance_keystone_auth_system_scope: project\nglance_keystone_auth_password: x\nkeystone_admin_auth: { auth_url: 'http://k/v3', username: a, password: p }", "must be one of all")]
    public async Task A_mistake_is_found_before_any_host_is_touched(string role, string variables, string message)
    {
        var (code, printed) = await RunAsync(role, variables);
        code.ShouldBe(ExitCodes.WrongInput, printed);
        printed.ShouldContain(message);
        printed.ShouldNotContain("PLAY [");
    }

    [Theory]
    [InlineData("api", "glance_api_enabled_backends: ' fast:file , web:http '\nglance_api_default_backend: web")]
    [InlineData("api", "glance_api_auth_strategy: noauth\nglance_api_authtoken_password: null")]
    [InlineData("api", "glance_api_keystone_password: pa55word\nglance_api_authtoken_password: null\nglance_api_pipeline: ''")]
    [InlineData("api", "glance_api_multi_store: true\nglance_api_default_store: file")]
    [InlineData("glance", "glance_config_api_config: { DEFAULT/bind_port: { value: 9293 } }")]
    [InlineData("api", "glance_api_enabled_backends: ['fast:file']\nglance_api_default_backend: '{{ ansible_hostname }}'")] // only the host knows
    public async Task What_is_right_goes_on_to_the_host(string role, string variables)
    {
        var (code, printed) = await RunAsync(role, variables);
        code.ShouldBe(ExitCodes.Unreachable, printed);
    }

    [Fact]
    public async Task All_mistakes_are_told_in_one_go_with_their_hosts()
    {
        var (_, printed) = await RunAsync("api", "glance_api_pipeline: 'a b'\nglance_api_known_stores: [a]\nglance_api_stores: [b]");
        printed.ShouldContain("must be words joined by +");
        printed.ShouldContain("is the old name of glance_api_stores; set one of them (on nowhere)");
        printed.ShouldContain("roles/api/tasks/validate.yml:");
    }

    private async Task<(int Code, string Printed)> RunAsync(string role, string variables)
    {
        var playbook = _folder.Put("site.yml", $"- hosts: all\n  roles: [{role}]\n");
        var given = _folder.Put("vars.yml", (variables.Contains("authtoken_password", StringComparison.Ordinal) ? "" : "glance_api_authtoken_password: pa55word\n") + variables + "\n");
        var inventory = _folder.Put("hosts.ini", "nowhere ansible_host=127.0.0.1 ansible_port=1\n");
        return await InProcess.RunAsync("play", playbook, "-i", inventory, "-e", $"@{given}");
    }
}
