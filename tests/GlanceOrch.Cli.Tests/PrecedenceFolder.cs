using System.Globalization;

namespace GlanceOrch.Cli.Tests;

/// <summary>A playbook, an inventory and roles in which two places set each variable, and tasks that print which one holds.</summary>
internal static class PrecedenceFolder
{
    /// <summary>Ansible's ladder ("Understanding variable precedence"), the lowest rung first. The variable of two neighbours is set on both rungs and nowhere else.</summary>
    public static readonly IReadOnlyList<string> Ladder =
    [
        "command line values", "role defaults", "inventory file group vars", "inventory group_vars/all", "playbook group_vars/all",
        "inventory group_vars/*", "playbook group_vars/*", "inventory file host vars", "inventory host_vars/*", "playbook host_vars/*", "host facts",
        "play vars", "vars_prompt", "vars_files", "role vars", "block vars", "task vars", "include_vars", "set_fact and register", "role params",
        "include params", "extra vars",
    ];

    /// <summary>What the ladder leaves open.</summary>
    public static readonly IReadOnlyList<(string Variable, string Winner)> Orders =
    [
        ("deeper_group", "child"), ("later_letter", "zeta"), ("priority", "alpha"), ("priority_of_parent", "child"), ("all_in_inventory", "group"),
        ("file_before_all", "group_vars_all"), ("later_vars_file", "second"), ("inner_block", "inner"), ("registered_last", "registered"),
        ("set_last", "set"), ("import_tasks_vars", "set"), ("include_tasks_vars", "include"), ("inner_include", "inner"), ("include_role_vars", "include"),
        ("include_role_defaults", "include"), ("include_role_set", "include"), ("own_default", "subject"), ("own_var", "subject"), ("dependency_default", "dependency"),
        ("dependency_var", "dependency"), ("loop_over_set", "loop"), ("import_playbook_vars", "import"), ("nested_import_vars", "outer"), ("last_extra", "second"), ("play_sees_default", "subject"),
        ("play_sees_var", "subject"), ("included_is_private", "hidden"), ("lazy", "late"), ("prompt_without_answer", "default"), ("prompt_on_command_line", "extra"),
    ];

    public static IEnumerable<string> ExtraVars => [$"{VariableOf("extra vars")}={ValueAt("extra vars")}", "last_extra=first", "last_extra=second", "prompt_on_command_line=extra"];

    /// <summary>The variable of a rung and the one below it. Facts and the command line have names of their own.</summary>
    public static string VariableOf(string upper) => upper switch
    {
        "role defaults" => "ansible_user",
        "host facts" => "ansible_system",
        "play vars" => "ansible_os_family",
        _ => string.Create(CultureInfo.InvariantCulture, $"rung_{Index(upper)}"),
    };

    public static string ValueAt(string rung) => rung == "host facts" ? "Linux" : rung.Replace(' ', '-');

    public static void Write(TestFolder folder, string name, bool ansible)
    {
        string Text(string variable) => ansible ? $"{{{{ {variable}.stdout | default({variable}) }}}}" : $"{{{{ ({variable} | object.typeof) == 'object' ? {variable}.stdout : {variable} }}}}";
        string Show(params IEnumerable<string> variables) => string.Concat(variables.Select(variable => $"<{variable}={Text(variable)}>"));
        var all = string.Concat(Ladder.Skip(1).Select(VariableOf).Select(variable => $"<{variable}={Text(variable)}>"));
        var or = ansible ? "| default('hidden')" : "?? 'hidden'";

        Put("site.yml", $$$"""
            - hosts: h
              vars: {{{Map("play vars", "lazy: '{{ behind }}'")}}}
              vars_prompt:
                - { name: {{{VariableOf("vars_prompt")}}}, default: {{{ValueAt("vars_prompt")}}} }
                - { name: {{{VariableOf("vars_files")}}}, default: {{{ValueAt("vars_prompt")}}}, private: false }
                - { name: prompt_without_answer, default: default }
                - { name: prompt_on_command_line }
              vars_files: [one.yml, two.yml]
              roles:
                - { role: subject, {{{Map("role params")[1..^1]}}} }
              tasks:
                - debug: { msg: "{{{Show("play_sees_default", "play_sees_var", "deeper_group", "later_letter", "priority", "priority_of_parent", "all_in_inventory", "file_before_all", "later_vars_file", "last_extra", "prompt_without_answer", "prompt_on_command_line")}}}" }
                - block:
                    - block:
                        - debug: { msg: "{{{Show("inner_block")}}}" }
                      vars: { inner_block: inner }
                  vars: { inner_block: outer }
                - command: echo registered
                  register: set_last
                - set_fact: { registered_last: set, set_last: set, include_tasks_vars: set, import_tasks_vars: set, loop_over_set: set, behind: late, inner_include: set }
                - command: echo registered
                  register: registered_last
                - debug: { msg: "{{{Show("registered_last", "set_last", "lazy")}}}" }
                - import_tasks: imported.yml
                  vars: { import_tasks_vars: import }
                - include_tasks: outer.yml
                  vars: { include_tasks_vars: include, inner_include: outer }
                - include_role: { name: included }
                  vars: { include_role_vars: include, include_role_defaults: include, include_role_set: include }
                - debug: { msg: "<included_is_private={{ included_is_private {{{or}}} }}>" }
                - debug: { msg: "{{{Show("loop_over_set")}}}" }
                  loop: [loop]
                  loop_control: { loop_var: loop_over_set }
            - import_playbook: importing.yml
              vars: { import_playbook_vars: import, nested_import_vars: outer }
            """);
        Put("importing.yml", "- import_playbook: imported_play.yml\n  vars: { nested_import_vars: inner }\n");
        Put("imported_play.yml", $$"""
            - hosts: h
              gather_facts: false
              vars: { import_playbook_vars: play }
              tasks:
                - debug: { msg: "{{Show("import_playbook_vars", "nested_import_vars")}}" }
            """);
        Put("one.yml", $"later_vars_file: first\n{Lines("vars_files")}");
        Put("two.yml", "later_vars_file: second\n");
        Put("imported.yml", $$"""- debug: { msg: "{{Show("import_tasks_vars")}}" }""");
        Put("outer.yml", "- include_tasks: inner.yml\n  vars: { inner_include: inner }\n");
        Put("inner.yml", $$"""
            - debug: { msg: "{{Show("include_tasks_vars", "inner_include")}}" }
              vars: { include_tasks_vars: task }
            """);

        Put("inventory/hosts", $"""
            [g]
            h ansible_connection=local {string.Join(' ', Set("inventory file host vars").Select(pair => $"{pair.Variable}={pair.Value}"))}
            [g:vars]
            {string.Join('\n', Set("inventory file group vars").Select(pair => $"{pair.Variable}={pair.Value}"))}
            all_in_inventory=group
            file_before_all=group
            deeper_group=parent
            priority_of_parent=parent
            ansible_group_priority=50
            [g:children]
            child
            [child]
            h
            [child:vars]
            deeper_group=child
            priority_of_parent=child
            [alpha]
            h
            [alpha:vars]
            priority=alpha
            ansible_group_priority=10
            [beta]
            h
            [beta:vars]
            later_letter=beta
            [zeta]
            h
            [zeta:vars]
            later_letter=zeta
            priority=zeta
            [all:vars]
            all_in_inventory=all
            """);
        Put("inventory/group_vars/all.yml", Lines("inventory group_vars/all") + "file_before_all: group_vars_all\n");
        Put("group_vars/all.yml", Lines("playbook group_vars/all"));
        Put("inventory/group_vars/g.yml", Lines("inventory group_vars/*"));
        Put("group_vars/g.yml", Lines("playbook group_vars/*"));
        Put("inventory/host_vars/h.yml", Lines("inventory host_vars/*"));
        Put("host_vars/h.yml", Lines("playbook host_vars/*"));

        Put("roles/subject/meta/main.yml", "dependencies: [dependency]\n");
        Put("roles/subject/defaults/main.yml", Lines("role defaults") + "own_default: subject\nplay_sees_default: subject\n");
        Put("roles/subject/vars/main.yml", Lines("role vars") + "own_var: subject\nplay_sees_var: subject\n");
        Put("roles/subject/vars/included.yml", Lines("include_vars"));
        Put("roles/subject/tasks/main.yml", $$"""
            - include_vars: included.yml
            - set_fact: {{Map("set_fact and register")}}
            - command: echo {{ValueAt("set_fact and register")}}
              register: {{VariableOf("set_fact and register")}}
            - include_tasks: reading.yml
              vars: {{Map("include params")}}
            """);
        Put("roles/subject/tasks/reading.yml", $$"""
            - block:
                - debug: { msg: "{{all}}{{Show("own_default", "own_var", "dependency_default", "dependency_var")}}" }
                  vars: {{Map("task vars")}}
              vars: {{Map("block vars")}}
            """);
        Put("roles/dependency/tasks/main.yml", "[]\n");
        Put("roles/dependency/defaults/main.yml", "own_default: dependency\ndependency_default: dependency\n");
        Put("roles/dependency/vars/main.yml", "own_var: dependency\ndependency_var: dependency\n");
        Put("roles/included/defaults/main.yml", "include_role_defaults: role\nincluded_is_private: seen\n");
        Put("roles/included/vars/main.yml", "include_role_vars: role\n");
        Put("roles/included/tasks/main.yml", $$"""
            - set_fact: { include_role_set: set }
            - debug: { msg: "{{Show("include_role_vars", "include_role_defaults", "include_role_set")}}" }
            """);

        void Put(string path, string text) => folder.Put(Path.Combine(name, path), text);
    }

    private static int Index(string rung) => Ladder.ToList().IndexOf(rung);

    /// <summary>The variables that a rung sets: that with the rung below, and that with the one above.</summary>
    private static IEnumerable<(string Variable, string Value)> Set(string rung)
    {
        var index = Index(rung);
        return Ladder.Skip(index).Take(2).Select(upper => (VariableOf(upper), ValueAt(rung)));
    }

    private static string Lines(string rung) => string.Concat(Set(rung).Select(pair => $"{pair.Variable}: {pair.Value}\n"));

    private static string Map(string rung, string more = "") =>
        $"{{ {string.Join(", ", Set(rung).Select(pair => $"{pair.Variable}: {pair.Value}").Append(more).Where(text => text.Length > 0))} }}";
}
