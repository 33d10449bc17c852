using System.Text.Json.Nodes;

namespace GlanceOrch.Cli.Tests;

/// <summary>The variables that the tool sets itself, compared with those of <c>ansible-playbook</c>: in plays with batches, in roles, after a host has failed.</summary>
public sealed class AnsibleMagicVariablesTests : IDisposable
{
    private static readonly string[] Anywhere =
    [
        "inventory_hostname", "inventory_hostname_short", "group_names", "groups", "inventory_dir", "inventory_file", "playbook_dir",
        "play_hosts", "ansible_play_batch", "ansible_play_hosts", "ansible_play_hosts_all", "ansible_play_name", "ansible_role_names", "ansible_play_role_names",
        "ansible_check_mode", "ansible_diff_mode", "ansible_verbosity", "ansible_forks", "ansible_limit", "ansible_run_tags", "ansible_skip_tags",
        "hostvars['b.example'].inventory_hostname", "hostvars[inventory_hostname].group_names", "hostvars['b.example'].kind",
    ];

    // Sets to Ansible.
    private static readonly string[] InAnyOrder = ["ansible_role_names", "ansible_play_role_names"];

    private static readonly string[] InRoles = ["role_path", "role_name", "ansible_role_name"];

    private static readonly string[] BelowRoles = ["ansible_parent_role_names", "ansible_parent_role_paths"];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [AnsibleFact]
    public async Task Each_has_the_value_that_Ansible_gives_it()
    {
        string[] options = ["-e", "out=out", "-f", "3", "-l", "web:b.example", "--tags", "some", "--skip-tags", "never_this", "-v", "--diff"];
        var theirs = Write("theirs", "raw");
        var printed = AnsibleCommand.Run("ansible-playbook", theirs, ["site.yml", "-i", "inventory/hosts", .. options, "-e", $"folder={theirs}"]).Printed;
        var ours = Write("ours", "shell");
        var (_, ourPrinted) = await InProcess.RunAsync(
            ["play", Path.Combine(ours, "site.yml"), "-i", Path.Combine(ours, "inventory", "hosts"), .. options, "-e", $"folder={ours}"]);

        var values = Values(ours);
        values.Count.ShouldBeGreaterThan(8 * Anywhere.Length, $"{ourPrinted}\n{printed}");
        values.ShouldBe(Values(theirs));
    }

    private string Write(string name, string shell)
    {
        var folder = _folder[name];
        Directory.CreateDirectory(Path.Combine(folder, "out"));
        Put("inventory/hosts", """
            [web]
            a.example kind=first
            b.example kind=second
            c.example
            [db]
            b.example
            d
            [site:children]
            web
            [all:vars]
            ansible_connection=local
            """);
        Put("roles/upper/meta/main.yml", "dependencies: [below]\n");
        Put("roles/upper/tasks/main.yml", Tasks("upper", [.. Anywhere, .. InRoles]));
        Put("roles/below/tasks/main.yml", Tasks("below", InRoles));
        Put("roles/imported/tasks/main.yml", Tasks("imported", [.. Anywhere, .. InRoles]) + "- import_role: { name: inner }\n");
        Put("roles/inner/tasks/main.yml", Tasks("inner", [.. InRoles, .. BelowRoles]) + "- import_role: { name: innermost }\n");
        Put("roles/innermost/tasks/main.yml", Tasks("innermost", [.. InRoles, .. BelowRoles]));
        Put("site.yml", $"""
            - name: one
              hosts: all
              gather_facts: false
              roles: [upper]
              tasks:
                - import_role:
                    name: imported
            {Indent(Tasks("play", Anywhere))}
            - hosts: web
              gather_facts: false
              serial: 2
              tasks:
                - {shell}: 'false'
                  when: inventory_hostname == 'a.example'
                  tags: [some]
            {Indent(Tasks("batches", Anywhere))}
            """);
        return folder;

        void Put(string path, string text) => _folder.Put(Path.Combine(name, path), text);

        // One task for all names of a place, which writes a line for each.
        string Tasks(string where, IEnumerable<string> names) =>
            $"- {shell}: |\n{string.Concat(names.Select(name => $"    echo \"{where} {name}\" '{{{{ {name} | to_json }}}}' >> {{{{ folder }}}}/out/{{{{ inventory_hostname }}}}\n"))}  tags: [some]\n";

        static string Indent(string tasks) => string.Concat(tasks.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"    {line}\n"));
    }

    /// <summary>What the tasks wrote, in order: host, place, name and value; paths without the folder of the run.</summary>
    private static List<string> Values(string folder) =>
    [
        .. Directory.GetFiles(Path.Combine(folder, "out")).Order(StringComparer.Ordinal).SelectMany(file => File.ReadAllLines(file).Select(line =>
        {
            var words = line.Replace(folder, "", StringComparison.Ordinal).Split(' ', 3);
            var value = JsonNode.Parse(words[2]);
            return $"{Path.GetFileName(file)} {words[0]} {words[1]} {(InAnyOrder.Contains(words[1]) ? Sorted(value) : value)?.ToJsonString() ?? "null"}";
        })),
    ];

    private static JsonArray Sorted(JsonNode? names) =>
        new([.. (names?.AsArray() ?? []).Select(name => (JsonNode?)name?.GetValue<string>()).OrderBy(name => name?.GetValue<string>(), StringComparer.Ordinal)]);
}
