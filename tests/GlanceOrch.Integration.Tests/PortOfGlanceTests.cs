namespace GlanceOrch.Integration.Tests;

/// <summary>What role glance takes for a hindrance at the port of glance-api before it restarts it, asked of real sockets.</summary>
[Collection("hosts many*")]
public sealed class PortOfGlanceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-port-");

    public void Dispose() => _folder.Delete(recursive: true);

    [LabTheory]
    [InlineData("127.0.0.9:9292", "{127.0.0.9: true, 127.0.0.8: false, 0.0.0.0: true, '::1': false, '2001:db8::5:6': false, glance.example.com: true}")]
    [InlineData("0.0.0.0:9292", "{127.0.0.9: true, 0.0.0.0: true, '::1': false}")]
    [InlineData("[::1]:9292", "{127.0.0.9: false, '::1': true, '::2': false, '::': true}")]
    public async Task A_socket_that_glance_could_not_stand_beside_is_seen_and_no_other(string socket, string seen)
    {
        var playbook = Path.Combine(_folder.FullName, "port.yml");
        await File.WriteAllTextAsync(playbook, $$$"""
            - hosts: many4
              gather_facts: false
              vars_files: ["{{{Lab.Root}}}/roles/glance/vars/main.yml"]
              vars:
                seen: {{{seen}}}
              tasks:
                - command: { argv: [ss, -H, -l, -t, -n, "sport = :9292{{ glance_api_listen_filter }}"] }
                  vars: { glance_api_bind_host: "{{ item.key }}" }
                  register: shown
                  failed_when: shown.rc != 0 || (shown.stdout != "") != item.value
                  loop: "{{ seen | dict_items }}"
            """);
        await Lab.OnAsync("many4", $"systemd-run -q --unit=port-holder /usr/sbin/sshd -D -o ListenAddress={socket}; until ss -Hltn 'sport = :9292' | grep -q .; do sleep 0.1; done");
        try
        {
            var run = await Lab.ToolAsync("play", playbook, "-i", Lab.Inventory);
            run.Status.ShouldBe(0, run.Output + run.Error);
        }
        finally
        {
            await Lab.OnAsync("many4", "systemctl stop port-holder");
        }
    }

    [LabTheory]
    [InlineData("{}", "apache2", false)]
    [InlineData("{}", "glance-api", true)]
    [InlineData("{glance_api_service_name: httpd}", "apache2", true)]
    [InlineData("{glance_api_service_name: httpd}", "haproxy", false)]
    public async Task Apache_is_glances_own_program_only_where_it_serves_glance(string variables, string program, bool isOwn)
    {
        var playbook = Path.Combine(_folder.FullName, "own.yml");
        await File.WriteAllTextAsync(playbook, $$$"""
            - hosts: many4
              gather_facts: false
              vars_files: ["{{{Lab.Root}}}/roles/glance/vars/main.yml"]
              vars: {{{variables}}}
              tasks:
                - assert: { that: "(('users:((\"{{{program}}}\",pid=1,fd=6))' | regex.match glance_api_own_programs | array.size) > 0) == {{{(isOwn ? "true" : "false")}}}" }
            """);
        var run = await Lab.ToolAsync("play", playbook, "-i", Lab.Inventory);
        run.Status.ShouldBe(0, run.Output + run.Error);
    }
}
