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
            - hosts: many8:many9
              gather_facts: false
              tasks:
                - name: On the controller
                  copy: { dest: "{{ out }}/{{ inventory_hostname }}", content: "{{ inventory_hostname }}\n" }
                  delegate_to: localhost
                - name: On the other host
                  command: cat /etc/hostname
                  delegate_to: '{{ inventory_hostname == "many8" ? "many9" : "many8" }}'
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
                  delegate_to: many8
                  register: lines
                  changed_when: false
                - assert:
                    that:
                      - '(other.stdout == "many9") == (inventory_hostname == "many8")'
                      - (once.stdout | string.ends_with "many8")
                      - lines.stdout == "1 /root/" + (out | basename)

            - hosts: many8:many9
              connection: local
              gather_facts: false
              tasks:
                - copy: { dest: "{{ out }}/local-{{ inventory_hostname }}", content: "x\n" }
            """);
        ended.Status.ShouldBe(0, ended.Output + ended.Error);
        ended.Output.ShouldContain("changed: [many8 -> localhost]");
        ended.Output.ShouldContain("ok: [many9 -> many8]");
        _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal).ShouldBe(["local-many8", "local-many9", "many8", "many9", "once", "play.yml"]);
        (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "many9"))).ShouldBe("many9\n");
        (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "once"))).ShouldBe("x\n");
    }

    [LabFact]
    public async Task A_host_that_goes_down_in_the_middle_is_unreachable_and_the_others_are_done()
    {
        var ended = await PlayAsync("""
            - hosts: many8:many10
              gather_facts: false
              tasks:
                - name: Before
                  command: "true"
                - name: Down
                  shell: "kill -KILL $(pgrep -f 'sshd: root')"
                  when: inventory_hostname == "many10"
                - name: Behind
                  command: "true"
            """);
        ended.Status.ShouldBe(3, ended.Output + ended.Error);
        ended.Output.ShouldMatch(@"unreachable: \[many10\] => .*whether the task was carried out is not known");
        Lab.Recap(ended.Output, "many10", "unreachable").ShouldBe(1);
        Lab.Recap(ended.Output, "many10", "ok").ShouldBe(1);
        Lab.Recap(ended.Output, "many8", "ok").ShouldBe(2);
    }

    [LabFact]
    public async Task A_host_whose_network_is_lost_silently_is_unreachable_when_its_time_is_up()
    {
        var address = (await Lab.OnAsync("many10", "hostname -I")).Trim();
        var link = "v" + address[(address.LastIndexOf('.') + 1)..]; // the lab's names, and this is its network namespace
        try
        {
            var ended = await PlayAsync($"""
                - hosts: many8:many10
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
            ended.Output.ShouldContain("unreachable: [many10] => ");
            Lab.Recap(ended.Output, "many10", "ok").ShouldBe(1);
            Lab.Recap(ended.Output, "many8", "ok").ShouldBe(3);
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
