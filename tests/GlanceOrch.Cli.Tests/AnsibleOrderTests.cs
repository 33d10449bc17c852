using System.Text.RegularExpressions;

namespace GlanceOrch.Cli.Tests;

/// <summary>Which tasks run on which host, in which order and with which recap: the same playbook by Ansible and by this tool, on this machine.</summary>
/// <remarks>Every task appends its name to a file of its host. Ansible gets <c>raw</c> for <c>shell</c>: it needs no Python on the way, which is quick.</remarks>
public sealed partial class AnsibleOrderTests : IDisposable
{
    private const string Playbook = """
        - name: rescued
          hosts: all
          gather_facts: false
          tasks:
            - block:
                - { name: b1, shell: 'echo b1 >> {{ out }}' }
                - { name: b2, shell: 'echo b2 >> {{ out }}; false', when: inventory_hostname == "a" }
                - { name: b3, shell: 'echo b3 >> {{ out }}' }
              rescue:
                - { name: r1, shell: 'echo r1 {{ ansible_failed_task.name }} >> {{ out }}' }
              always:
                - { name: w1, shell: 'echo w1 >> {{ out }}' }
            - { name: after, shell: 'echo after >> {{ out }}' }

        - name: nested
          hosts: all
          gather_facts: false
          tasks:
            - block:
                - block:
                    - { name: n1, shell: 'echo n1 >> {{ out }}; false' }
                  rescue:
                    - { name: n2, shell: 'echo n2 >> {{ out }}' }
                    - { name: n3, shell: 'echo n3 >> {{ out }}; false', when: inventory_hostname == "b" }
                  always:
                    - { name: n4, shell: 'echo n4 >> {{ out }}' }
                - { name: n5, shell: 'echo n5 >> {{ out }}' }
              rescue:
                - { name: n6, shell: 'echo n6 >> {{ out }}' }
              when: inventory_hostname != "c"
            - { name: n7, shell: 'echo n7 >> {{ out }}; false', ignore_errors: true }

        - name: handlers
          hosts: all
          gather_facts: false
          roles: [one]
          pre_tasks:
            - { name: p1, shell: 'echo p1 >> {{ out }}', notify: same }
          tasks:
            - { name: t1, shell: 'echo t1 >> {{ out }}', notify: [same, 'one : same', chained] }
            - import_role: { name: two }
            - meta: flush_handlers
            - { name: i, include_role: { name: three, tasks_from: part }, when: inventory_hostname != "b" }
            - block:
                - { name: t2, shell: 'echo t2 >> {{ out }}' }
              notify: topic
          post_tasks:
            - { name: q1, shell: 'echo q1 >> {{ out }}', notify: [same, last] }
          handlers:
            - { name: same, shell: 'echo play same >> {{ out }}', listen: topic }
            - { name: chained, shell: 'echo chained >> {{ out }}', notify: last }
            - { name: last, shell: 'echo last >> {{ out }}' }
            - { name: twice, shell: 'echo twice 1 >> {{ out }}' }
            - { name: twice, shell: 'echo twice 2 >> {{ out }}' }

        - name: batches
          hosts: all
          gather_facts: false
          serial: [1, 2]
          order: reverse_sorted
          tasks:
            - { name: s1, shell: 'echo s1 >> {{ out }}; echo {{ inventory_hostname }} >> {{ folder }}/order', throttle: 1, notify: twice }
            - { name: inc, include_tasks: more.yml, loop: [x, y] }
          handlers:
            - { name: twice, shell: 'echo twice >> {{ out }}; echo handler {{ inventory_hostname }} >> {{ folder }}/order', throttle: 1 }

        - name: ends
          hosts: all
          gather_facts: false
          tasks:
            - { name: e1, shell: 'echo e1 >> {{ out }}', notify: eh }
            - block:
                - { meta: end_host, when: inventory_hostname == "b" }
                - { name: e2, shell: 'echo e2 >> {{ out }}' }
              always:
                - { name: e3, shell: 'echo e3 >> {{ out }}' }
            - { name: e4, shell: 'echo e4 >> {{ out }}' }
            - { meta: end_play, when: inventory_hostname == "c" }
            - { name: e5, shell: 'echo e5 >> {{ out }}' }
            - { meta: end_play, when: inventory_hostname == "a" }
            - { name: e6, shell: 'echo e6 >> {{ out }}' }
          handlers:
            - { name: eh, shell: 'echo eh >> {{ out }}' }

        - name: ended batches
          hosts: all
          gather_facts: false
          serial: 1
          tasks:
            - { name: b1, shell: 'echo b1 >> {{ out }}' }
            - { meta: end_batch, when: inventory_hostname == "a" }
            - { name: b2, shell: 'echo b2 >> {{ out }}' }
            - { meta: end_play, when: inventory_hostname == "b" }
            - { name: b3, shell: 'echo b3 >> {{ out }}' }

        - name: lost
          hosts: all
          gather_facts: false
          tasks:
            - { name: l1, shell: 'echo l1 >> {{ out }}', notify: h }
            - block:
                - { name: l2, shell: 'echo l2 >> {{ out }}; false', when: inventory_hostname == "a" }
              always:
                - { name: l3, shell: 'echo l3 >> {{ out }}' }
            - { meta: clear_host_errors, when: inventory_hostname == "b" }
            - { name: l4, shell: 'echo l4 >> {{ out }}' }
          handlers:
            - { name: h, shell: 'echo h >> {{ out }}' }

        - name: too many
          hosts: all
          gather_facts: false
          max_fail_percentage: 20
          tasks:
            - { name: m1, shell: 'echo m1 >> {{ out }}; false', when: inventory_hostname == "b" }
            - { name: m2, shell: 'echo m2 >> {{ out }}' }
        """;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [AnsibleFact]
    public async Task The_same_tasks_run_on_the_same_hosts_in_the_same_order()
    {
        var (theirCode, theirs, _) = Ansible(Write("theirs", Playbook.Replace(" shell:", " raw:", StringComparison.Ordinal)));
        var ours = Write("ours", Playbook);
        var (ourCode, printed) = await InProcess.RunAsync("play", Path.Combine(ours, "site.yml"), "-i", Path.Combine(ours, "hosts.ini"), "-e", $"folder={ours}", "--timeout", "60");

        foreach (var file in new[] { "a", "b", "c", "order" })
        {
            Lines(ours, file).ShouldBe(Lines(_folder["theirs"], file), $"{file}\n{theirs}\n{printed}");
        }

        Recap(printed).ShouldBe(Recap(theirs), $"{theirs}\n{printed}");
        ourCode.ShouldBe(theirCode);
    }

    private string Write(string name, string playbook)
    {
        var folder = _folder[name];
        var shell = name == "ours" ? "shell" : "raw";
        Put("site.yml", playbook);
        Put("more.yml", $"- {{ name: more, {shell}: 'echo more {{{{ item }}}} >> {{{{ out }}}}' }}\n");
        foreach (var role in new[] { "one", "two", "three" })
        {
            var tasks = role == "three" ? "part" : "main";
            Put($"roles/{role}/tasks/{tasks}.yml", $"- {{ name: {role}, {shell}: 'echo {role} >> {{{{ out }}}}', notify: [topic, '{role} : same'] }}\n");
            Put($"roles/{role}/handlers/main.yml", $"- {{ name: same, {shell}: 'echo {role} same >> {{{{ out }}}}' }}\n- {{ name: own, {shell}: 'echo {role} own >> {{{{ out }}}}', listen: topic }}\n");
        }

        Put("hosts.ini", "a\nb\nc\n[all:vars]\nansible_connection=local\nout={{ folder }}/{{ inventory_hostname }}\n");
        return folder;

        void Put(string path, string text) => _folder.Put(Path.Combine(name, path), text);
    }

    private static (int Code, string Printed, string Errors) Ansible(string folder) =>
        AnsibleCommand.Run("ansible-playbook", folder, ["site.yml", "-i", "hosts.ini", "-e", $"folder={folder}"]);

    private static string[] Lines(string folder, string file) => File.ReadAllLines(Path.Combine(folder, file));

    /// <summary>The counts of each host from <c>unreachable</c> on.</summary>
    /// <remarks>Which tasks ran is in the files. Ansible counts an ignored failure as changed, and a loop of includes for one of the hosts more than once.</remarks>
    private static List<string> Recap(string printed) => [.. Count().Matches(printed).Select(match => Spaces().Replace($"{match.Groups["host"]} {match.Groups["counts"]}", " "))];

    [GeneratedRegex(@"^(?<host>[abc]) +: ok=.*(?<counts>unreachable=.*ignored=\d+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Count();

    [GeneratedRegex(" +", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Spaces();
}
