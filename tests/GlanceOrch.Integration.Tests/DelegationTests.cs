namespace GlanceOrch.Integration.Tests;

/// <summary>Tasks that work elsewhere than on their host.</summary>
[Collection("hosts many*")]
public sealed class DelegationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-delegation-");

    public void Dispose() => _folder.Delete(recursive: true);

    [LabFact]
    public async Task Tasks_work_on_the_controller_on_another_host_and_once_for_all()
    {
        var ended = await PlayAsync("""
            - hosts: many1:many2
              gather_facts: false
              tasks:
                - name: On the controller
                  copy: { dest: "{{ out }}/{{ inventory_hostname }}", content: "{{ inventory_hostname }}\n" }
                  delegate_to: localhost
                - name: On the other host
                  command: cat /etc/hostname
                  delegate_to: '{{ inventory_hostname == "many1" ? "many2" : "many1" }}'
                  register: other
                  changed_when: false
                - name: Once
                  shell: echo $HOSTNAME$$ $(cat /etc/hostname) | tee -a /root/{{ out | basename }}
                  run_once: true
                  register: once
                - name: Once, on the controller
                  shell: echo x >> {{ out | quote }}/once
                  delegate_to: localhost
                  run_once: true
                - name: Once there, known here
                  command: wc -l /root/{{ out | basename }}
                  delegate_to: many1
                  register: lines
                  changed_when: false
                - assert:
                    that:
                      - '(other.stdout == "many2") == (inventory_hostname == "many1")'
                      - (once.stdout | string.ends_with "many1")
                      - lines.stdout == "1 /root/" + (out | basename)

            - hosts: many1:many2
              connection: local
              gather_facts: false
              tasks:
                - copy: { dest: "{{ out }}/local-{{ inventory_hostname }}", content: "x\n" }
            """);
        ended.Status.ShouldBe(0, ended.Output + ended.Error);
        ended.Output.ShouldContain("changed: [many1 -> localhost]");
        ended.Output.ShouldContain("ok: [many2 -> many1]");
        _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal).ShouldBe(["local-many1", "local-many2", "many1", "many2", "once", "play.yml"]);
        (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "many2"))).ShouldBe("many2\n");
        (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "once"))).ShouldBe("x\n");
    }

    [LabFact]
    public async Task A_host_that_goes_down_in_the_middle_is_unreachable_and_the_others_are_done()
    {
        var ended = await PlayAsync("""
            - hosts: many1:many4
              gather_facts: false
              tasks:
                - name: Before
                  command: "true"
                - name: Down
                  shell: "kill -KILL $(pgrep -f 'sshd: root')"
                  when: inventory_hostname == "many4"
                - name: Behind
                  command: "true"
            """);
        ended.Status.ShouldBe(3, ended.Output + ended.Error);
        ended.Output.ShouldMatch(@"unreachable: \[many4\] => .*whether the task was carried out is not known");
        Lab.Recap(ended.Output, "many4", "unreachable").ShouldBe(1);
        Lab.Recap(ended.Output, "many4", "ok").ShouldBe(1);
        Lab.Recap(ended.Output, "many1", "ok").ShouldBe(2);
    }

    [LabFact]
    public async Task A_host_whose_network_is_lost_silently_is_unreachable_when_its_time_is_up()
    {
        var address = (await Lab.OnAsync("many4", "hostname -I")).Trim();
        var link = "v" + address[(address.LastIndexOf('.') + 1)..]; // the lab's names, and this is its network namespace
        try
        {
            var ended = await PlayAsync($"""
                - hosts: many1:many4
                  gather_facts: false
                  tasks:
                    - name: Before
                      command: "true"
                    - name: Cut
                      command: ip link set {link} down
                      delegate_to: localhost
                      run_once: true
                    - name: Behind
                      command: "true"
                """);
            ended.Status.ShouldBe(3, ended.Output + ended.Error);
            ended.Output.ShouldContain("unreachable: [many4] => ");
            Lab.Recap(ended.Output, "many4", "ok").ShouldBe(1);
            Lab.Recap(ended.Output, "many1", "ok").ShouldBe(3);
        }
        finally
        {
            await Lab.RunAsync("ip", ["link", "set", link, "up"], input: "");
        }
    }

    private async Task<Lab.Ended> PlayAsync(string playbook)
    {
        var path = Path.Combine(_folder.FullName, "play.yml");
        await File.WriteAllTextAsync(path, playbook);
        return await Lab.ToolAsync("play", path, "-i", Lab.Inventory, "-e", $"out={_folder.FullName}");
    }
}
