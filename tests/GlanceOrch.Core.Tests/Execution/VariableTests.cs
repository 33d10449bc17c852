using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Tests.Modules;

namespace GlanceOrch.Core.Tests.Execution;

/// <summary>Who sees which variable, when it is filled in, and what the tool sets itself.</summary>
public sealed class VariableTests : IDisposable
{
    private readonly TestRun _run = new() { NewHost = () => new FakeHost().AnswerPrefix("") };

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Variables_of_a_role_are_seen_by_those_who_name_it_and_by_no_other_role()
    {
        Role("one", "o: one\n");
        Role("two", "t: two\n");
        Role("base", "b: base\n");
        _run.File("roles/two/meta/main.yml", "dependencies: [base]\n");
        await _run.RunAsync($"""
            - hosts: a
              gather_facts: false
              roles: [one, two]
              tasks: [{Show("play")}]
            - hosts: a
              gather_facts: false
              tasks: [{Show("later play")}]
            """);
        Messages("a").ShouldBe(["one: one - -", "base: - - base", "two: - two base", "play: one two base", "later play: - - -"]);
    }

    [Fact]
    public async Task An_imported_role_is_seen_by_the_role_that_imports_it()
    {
        Role("one", "o: one\n");
        Role("two", "t: two\n");
        _run.File("roles/one/tasks/main.yml", $"- import_role: {{ name: two }}\n- {Show("one")}\n");
        await _run.RunAsync("- hosts: a\n  gather_facts: false\n  roles: [one]\n");
        Messages("a").ShouldBe(["two: - two -", "one: one two -"]);
    }

    [Fact]
    public async Task What_a_role_makes_public_is_seen_by_other_roles_and_handlers_of_others()
    {
        Role("one", "o: one\nt: hidden\n");
        Role("two", "");
        _run.File("roles/one/meta/main.yml", "public: [o]\n");
        await _run.RunAsync("- hosts: a\n  gather_facts: false\n  roles: [two, one]\n");
        Messages("a").ShouldBe(["two: one - -", "one: one hidden -"]);
    }

    [Fact]
    public void A_misspelt_public_variable_is_reported_where_it_stands()
    {
        Role("one", "port: 1\n");
        _run.File("roles/one/meta/main.yml", "public: [prot]\n");
        _run.Compile("- hosts: a\n  roles: [one]\n");
        var finding = _run.Diagnostics.ShouldHaveSingleItem();
        finding.Code.ShouldBe("GO3022");
        finding.Span.ToString().ShouldEndWith("meta/main.yml:1:10");
        finding.Hint.ShouldBe("did you mean 'port'?");
    }

    [Fact]
    public async Task An_import_with_public_is_seen_by_all()
    {
        Role("one", "o: one\n");
        Role("two", "");
        await _run.RunAsync("- hosts: a\n  gather_facts: false\n  pre_tasks:\n    - import_role: { name: one, public: true }\n  roles: [two]\n");
        Messages("a").ShouldBe(["one: one - -", "two: one - -"]);
    }

    [Fact]
    public async Task A_circle_of_variables_is_named_whole_with_the_place_of_each()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars:
                x: "{{ a }}"
                a: "{{ b }}"
                b: { deep: ["{{ c }}"] }
                c: "{{ a }}"
              tasks:
                - { name: show, debug: { msg: "{{ x }}" } }
            """, "a\n");
        var site = Path.Combine(_run.Folder, "site.yml");
        _run.Result("a", "show").Message.ShouldBe($"{site}:5:8: the variable needs itself: a ({site}:5:8) -> b ({site}:6:8) -> c ({site}:7:8) -> a ({site}:5:8)");
    }

    [Fact]
    public async Task A_circle_may_lead_over_another_host()
    {
        await _run.RunAsync("- hosts: a\n  gather_facts: false\n  tasks:\n    - { name: show, debug: { msg: '{{ v }}' } }\n", "a v='{{ hostvars.b.v }}'\nb v='{{ hostvars.a.v }}'\n");
        var message = _run.Result("a", "show").Message.ShouldNotBeNull();
        message.ShouldContain("the variable needs itself: hostvars.b.v (");
        message.ShouldContain(" -> hostvars.a.v (");
    }

    [Fact]
    public async Task A_chain_without_end_in_sight_is_an_error()
    {
        var vars = string.Concat(Enumerable.Range(0, 150).Select(n => $"    v{n}: '{{{{ v{n + 1} }}}}'\n"));
        await _run.RunAsync($"- hosts: a\n  gather_facts: false\n  vars:\n{vars}    v150: end\n  tasks:\n    - {{ name: long, debug: {{ msg: '{{{{ v0 }}}}' }}, ignore_errors: true }}\n    - {{ name: short, debug: {{ msg: '{{{{ v60 }}}}' }} }}\n", "a\n");
        _run.Result("a", "long").Message.ShouldNotBeNull().ShouldContain("more than 100 variables need each other: v0 -> ... -> v100");
        _run.Result("a", "short").Message.ShouldBe("end");
    }

    [Fact]
    public async Task Variables_are_filled_in_when_they_are_used_with_what_is_known_then()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars: { url: "http://{{ name }}:{{ ports[kind] }}/", ports: { api: "{{ base + 1 }}" }, wrong: "{{ nowhere }}" }
              tasks:
                - set_fact: { name: glance, base: 9291 }
                - { debug: { msg: "{{ url }}" }, vars: { kind: api } }
                - { debug: { msg: "{{ url }}" }, vars: { kind: "{{ kinds[0] }}", kinds: [api] } }
            """, "a\n");
        Messages("a").ShouldBe(["http://glance:9292/", "http://glance:9292/"]);
    }

    [Theory]
    [InlineData("{{ inventory_hostname }} {{ inventory_hostname_short }}", "a.example a")]
    [InlineData("{{ group_names | array.join ',' }} {{ groups.web | array.join ',' }}", "site,web a.example,b")]
    [InlineData("{{ inventory_file | string.split '/' | array.last }} {{ inventory_dir == playbook_dir }}", "hosts.ini true")]
    [InlineData("{{ ansible_play_name }} {{ ansible_play_hosts | array.join ',' }} {{ ansible_play_hosts_all | array.join ',' }} {{ ansible_play_batch | array.join ',' }}", "magic a.example a.example a.example")]
    [InlineData("{{ ansible_check_mode }} {{ ansible_diff_mode }} {{ ansible_verbosity }} {{ ansible_forks }} {{ ansible_limit }} {{ ansible_config_file == null }}", "false true 2 7 a.* true")]
    [InlineData("{{ ansible_run_tags | array.join ',' }} {{ ansible_skip_tags | array.join ',' }}", "all slow")]
    [InlineData("{{ hostvars.b.x }} {{ hostvars['b'].inventory_hostname }} {{ hostvars.b.group_names | array.join ',' }}", "x of b b site,web")]
    public async Task The_tool_sets_these_itself(string template, string expected)
    {
        _run.Options = new RunOptions { Diff = true, Verbosity = 2, Forks = 7, Limit = "a.*", SkipTags = ["slow"] };
        await _run.RunAsync($"- name: magic\n  hosts: a.example\n  gather_facts: false\n  tasks:\n    - debug: {{ msg: \"{template}\" }}\n",
            "[web]\na.example\nb x='x of {{ inventory_hostname }}'\n[site:children]\nweb\n");
        Messages("a.example").ShouldBe([expected]);
    }

    [Fact]
    public async Task Hostvars_show_facts_and_results_of_other_hosts_and_of_hosts_outside_the_play()
    {
        await _run.RunAsync("""
            - hosts: b
              gather_facts: false
              tasks:
                - { set_fact: { s: set }, register: r }
            - hosts: a
              gather_facts: false
              tasks:
                - { debug: { msg: "{{ hostvars.b.s }} {{ hostvars.b.r.changed }}" } }
            """);
        Messages("a").ShouldBe(["set false"]);
    }

    [Fact]
    public async Task Tasks_of_roles_know_their_role_and_those_around_it()
    {
        _run.File("roles/outer/tasks/main.yml", "- include_role: { name: inner }\n")
            .File("roles/inner/tasks/main.yml", "- debug: { msg: \"{{ role_name }} {{ ansible_role_name }} {{ ansible_parent_role_names | array.join ',' }} {{ ansible_role_names | array.join ',' }} {{ ansible_play_role_names | array.join ',' }} {{ role_path | string.ends_with 'roles/inner' }}\" }\n");
        await _run.RunAsync("- hosts: a\n  gather_facts: false\n  roles: [outer]\n", "a\n");
        Messages("a").ShouldBe(["inner inner outer outer outer true"]);
    }

    [Fact]
    public async Task A_mapping_replaces_a_mapping_and_combine_merges()
    {
        _run.File("group_vars/all.yml", "m: { a: 1, b: 1 }\n").File("more.yml", "n: { a: 1 }\n");
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars: { m: { b: 2 } }
              tasks:
                - debug: { msg: "{{ m | object.keys | array.join ',' }} {{ { a: 1, b: 1 } | combine m | object.keys | array.join ',' }}" }
            """, "a\n");
        Messages("a").ShouldBe(["b a,b"]);
    }

    [Fact]
    public async Task Variables_of_a_task_do_not_change_how_its_host_is_reached()
    {
        await _run.RunAsync("- hosts: a\n  gather_facts: false\n  tasks:\n    - { debug: { msg: '{{ ansible_host }}' }, vars: { ansible_host: elsewhere, ansible_connection: nonsense } }\n", "a\n");
        Messages("a").ShouldBe(["elsewhere"]);
    }

    [Fact]
    public async Task An_extended_loop_says_where_it_is()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - debug: { msg: "{{ ansible_loop.index }}/{{ ansible_loop.length }} {{ ansible_loop.index0 }} {{ ansible_loop.revindex }} {{ ansible_loop.revindex0 }} {{ ansible_loop.first }} {{ ansible_loop.last }} {{ ansible_loop.previtem ?? '-' }} {{ ansible_loop.nextitem ?? '-' }} {{ ansible_loop_var }} {{ ansible_loop.allitems | array.join ',' }}" }
                  loop: [x, y]
                  loop_control: { extended: true, loop_var: one }
            """, "a\n");
        ((ScriptArray)((ScriptObject)_run.Result("a", "debug").Value)["results"].ShouldNotBeNull())
            .Select(result => ((ScriptObject)result.ShouldNotBeNull())["msg"])
            .ShouldBe(["1/2 0 2 1 true false - y one x,y", "2/2 1 1 0 false true x - one x,y"]);
    }

    [Theory]
    [InlineData("vars: { inventory_hostname: x }", "site.yml:2:11")]
    [InlineData("tasks: [{ set_fact: { groups: x } }]", "site.yml:2:25")]
    [InlineData("tasks: [{ debug: { msg: x }, register: hostvars }]", "site.yml:2:11")]
    public void A_name_the_tool_sets_itself_is_reported_where_it_is_set(string line, string place)
    {
        _run.Compile($"- hosts: a\n  {line}\n");
        var finding = _run.Diagnostics.ShouldHaveSingleItem();
        finding.Code.ShouldBe("GO3015");
        finding.Span.ToString().ShouldEndWith(place);
    }

    [Fact]
    public async Task The_answer_to_a_prompt_wins_over_play_vars_loses_to_files_and_is_no_template()
    {
        var asked = new List<VariablePrompt>();
        _run.PlanOptions = new() { Ask = prompt => { asked.Add(prompt); return prompt.Name == "empty" ? "" : "{{ typed }}"; }, ExtraVars = new() { ["given"] = "given" } };
        _run.Options = new RunOptions { ExtraVars = _run.PlanOptions.ExtraVars };
        _run.File("file.yml", "filed: file\n");
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars: { typed: play }
              vars_files: [file.yml]
              vars_prompt:
                - { name: typed, prompt: Which one, private: false, confirm: true }
                - { name: filed }
                - { name: given }
                - { name: empty, default: 7 }
              tasks:
                - debug: { msg: "{{ typed }} {{ filed }} {{ given }} {{ empty + 1 }}" }
            """, "a\n");
        Messages("a").ShouldBe(["{{ typed }} file given 8"]);
        asked.Select(prompt => $"{prompt.Name} {prompt.Question} {prompt.Private} {prompt.Confirm}").ShouldBe(["typed Which one False True", "filed filed True False", "empty empty True False"]);
    }

    [Fact]
    public async Task An_answer_may_choose_the_hosts()
    {
        _run.PlanOptions = new() { Ask = _ => "b" };
        await _run.RunAsync("- hosts: '{{ where }}'\n  gather_facts: false\n  vars_prompt: [{ name: where }]\n  tasks: [{ name: there, debug: { msg: x } }]\n");
        _run.Story("a").ShouldBeEmpty();
        _run.Story("b").ShouldBe(["there: ok"]);
    }

    [Theory]
    [InlineData("{ name: x }", "GO4060", "no terminal")]
    [InlineData("{ name: x, encrypt: sha512_crypt, default: y }", "GO3023", "'encrypt' of vars_prompt is not supported")]
    [InlineData("{ name: x, defualt: y, default: z }", "GO3001", "'defualt' is no keyword of a vars_prompt")]
    [InlineData("{ prompt: y }", "GO3003", "without")]
    [InlineData("x", "GO3003", "vars_prompt")]
    public void A_prompt_that_cannot_be_asked_is_reported(string prompt, string code, string words)
    {
        _run.PlanOptions = new() { Ask = _ => null };
        _run.Compile($"- hosts: a\n  vars_prompt: [{prompt}]\n");
        var finding = _run.Diagnostics.ShouldHaveSingleItem();
        finding.Code.ShouldBe(code);
        finding.Message.ShouldContain(words);
        finding.Span.Line.ShouldBe(2);
    }

    private static string Show(string who) => $"{{ debug: {{ msg: \"{who}: {{{{ o ?? '-' }}}} {{{{ t ?? '-' }}}} {{{{ b ?? '-' }}}}\" }} }}";

    private void Role(string name, string defaults) =>
        _run.File($"roles/{name}/tasks/main.yml", $"- {Show(name)}\n").File($"roles/{name}/defaults/main.yml", defaults);

    private IReadOnlyList<string?> Messages(string host) =>
        [.. _run.Events.OfType<TaskFinished>().Where(finished => finished.Host.Name == host && finished.Task.ModuleName == "debug").Select(finished => finished.Result.Message)];

    [Fact]
    public async Task A_role_s_own_files_are_read_before_those_of_the_playbook()
    {
        using var run = new TestRun();
        run.File("files/motd", "of the playbook").File("roles/web/files/motd", "of the role").File("roles/web/tasks/main.yml", "- name: role\n  debug: { msg: \"{{ file 'motd' }}\" }\n");
        await run.RunAsync("""
            - hosts: a
              gather_facts: false
              roles: [web]
              tasks:
                - name: play
                  debug: { msg: "{{ lookup('file', 'motd') }}" }
            """);
        (run.Result("a", "web : role").Message, run.Result("a", "play").Message).ShouldBe(("of the role", "of the playbook"));
    }
}
