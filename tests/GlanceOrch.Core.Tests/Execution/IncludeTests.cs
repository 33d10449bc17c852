using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Tests.Modules;
using TaskStatus = GlanceOrch.Core.Execution.TaskStatus;

namespace GlanceOrch.Core.Tests.Execution;

/// <summary>Includes, which are read when their turn comes, and imports, which are part of the plan.</summary>
public sealed class IncludeTests : IDisposable
{
    private readonly TestRun _run = new() { NewHost = () => new FakeHost().AnswerPrefix("") };

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task An_include_is_named_by_a_variable_of_each_host()
    {
        _run.File("a.yml", "- { name: for a, debug: { msg: x } }\n").File("b.yml", "- { name: for b, debug: { msg: x } }\n");
        await _run.RunAsync(Play("- include_tasks: '{{ inventory_hostname }}.yml'\n- { name: behind, debug: { msg: x } }"));
        _run.Story("a").ShouldBe(["include_tasks: ok", "for a: ok", "behind: ok"]);
        _run.Story("b").ShouldBe(["include_tasks: ok", "for b: ok", "behind: ok"]);
    }

    [Fact]
    public async Task Hosts_that_include_the_same_go_through_it_together()
    {
        _run.File("more.yml", "- { name: one, debug: { msg: x } }\n- { name: two, debug: { msg: x } }\n");
        await _run.RunAsync(Play("- include_tasks: more.yml"));
        _run.Events.OfType<TaskStarted>().Select(task => task.Title).ShouldBe(["include_tasks", "one", "two"]);
    }

    [Fact]
    public async Task A_loop_includes_once_for_each_item_and_the_tasks_see_it()
    {
        _run.File("more.yml", "- { name: write, debug: { msg: '{{ item }} {{ n }} {{ extra }}' } }\n");
        await _run.RunAsync(Play("""
            - include_tasks: { file: more.yml }
              loop: '{{ items }}'
              loop_control: { index_var: n }
              vars: { extra: x }
            """), "a items='[1, 2]'\nb items='[2]'\n");
        Messages("a").ShouldBe(["1 0 x", "2 1 x"]);
        Messages("b").ShouldBe(["2 0 x"]);
    }

    [Fact]
    public async Task Keywords_of_an_include_are_for_itself_and_apply_is_for_the_tasks()
    {
        _run.File("more.yml", "- { name: inner, set_fact: { go: false } }\n- { name: still, debug: { msg: x } }\n- { name: fails, fail: { msg: x } }\n");
        await _run.RunAsync(Play("""
            - { name: outer, include_tasks: { file: more.yml, apply: { ignore_errors: true } }, when: go, vars: { go: true } }
            """));
        _run.Story("a").ShouldBe(["outer: ok", "inner: ok", "still: ok", "fails: failed"]);
        _run.Result("a", "fails").Ignored.ShouldBeTrue();
    }

    [Fact]
    public async Task Tags_choose_the_include_and_then_the_tasks_inside()
    {
        _run.File("more.yml", "- { name: tagged, debug: { msg: x }, tags: t }\n- { name: plain, debug: { msg: x } }\n");
        _run.PlanOptions = new PlanOptions { Tags = ["t"] };
        await _run.RunAsync(Play("""
            - { name: not chosen, include_tasks: more.yml }
            - { name: chosen, include_tasks: more.yml, tags: t }
            - { name: applied, include_tasks: { file: more.yml, apply: { tags: t } }, tags: t }
            """));
        _run.Story("a").ShouldBe(["chosen: ok", "tagged: ok", "applied: ok", "tagged: ok", "plain: ok"]);
    }

    [Fact]
    public void A_file_with_a_plain_name_is_read_before_the_run()
    {
        _run.File("more.yml", "- debgu: { msg: x }\n");
        _run.Compile(Play("- include_tasks: more.yml\n- include_tasks: absent.yml"));
        _run.Diagnostics.Select(finding => finding.Message)
            .ShouldBe(["'debgu' is neither a module nor a keyword of a task", "'absent.yml' is not there"]);
    }

    [Fact]
    public async Task A_mistake_in_a_file_that_only_a_host_names_fails_that_host_and_can_be_rescued()
    {
        _run.File("a.yml", "- debgu: { msg: x }\n").File("b.yml", "- { name: fine, debug: { msg: x } }\n");
        await _run.RunAsync(Play("""
            - block:
                - { name: include, include_tasks: '{{ inventory_hostname }}.yml' }
              rescue:
                - { name: mend, debug: { msg: x } }
            """));
        _run.Story("a").ShouldBe(["include: failed", "mend: ok"]);
        _run.Result("a", "include").Message.ShouldNotBeNull().ShouldContain("a.yml:1:3: error GO3006");
        _run.Story("b").ShouldBe(["include: ok", "fine: ok"]);
    }

    [Fact]
    public async Task A_file_may_include_itself_until_a_condition_ends_it()
    {
        _run.File("count.yml", """
            - { name: count, set_fact: { n: '{{ n + 1 }}' } }
            - { name: again, include_tasks: count.yml, when: n < 3 }
            """);
        await _run.RunAsync(Play("- { set_fact: { n: 0 }, name: start }\n- { name: first, include_tasks: count.yml }"));
        _run.Story("a").ShouldBe(["start: ok", "first: ok", "count: ok", "again: ok", "count: ok", "again: ok", "count: ok", "again: skipped"]);
    }

    [Fact]
    public async Task Endless_includes_end_with_a_failure()
    {
        _run.File("again.yml", "- { name: again, include_tasks: again.yml }\n");
        await _run.RunAsync(Play("- include_tasks: again.yml"));
        _run.Result("a", "again").Status.ShouldBe(TaskStatus.Failed);
        _run.Result("a", "again").Message.ShouldNotBeNull().ShouldContain("they go in a circle");
    }

    [Fact]
    public async Task A_handler_can_include_tasks()
    {
        _run.File("restart.yml", "- { name: stop, debug: { msg: x } }\n- { name: start, debug: { msg: x } }\n");
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - { name: write, copy: { dest: /etc/x, content: x }, notify: restart }
              handlers:
                - { name: restart, include_tasks: restart.yml }
            """);
        _run.Story("a").ShouldBe(["write: changed", "restart: ok", "stop: ok", "start: ok"]);
    }

    [Fact]
    public async Task Import_role_takes_a_file_of_tasks_and_passes_its_keywords_on()
    {
        _run.File("roles/web/tasks/main.yml", "- { name: main, debug: { msg: x } }\n")
            .File("roles/web/tasks/install.yml", "- { name: install, debug: { msg: '{{ v }} {{ d }} {{ role_name }}' } }\n- import_tasks: part.yml\n")
            .File("roles/web/tasks/part.yml", "- { name: part, debug: { msg: x } }\n")
            .File("roles/web/defaults/main.yml", "d: default\nv: lost\n");
        await _run.RunAsync(Play("""
            - { import_role: { name: web, tasks_from: install.yml }, vars: { v: given }, when: inventory_hostname == "a", tags: t }
            - { name: outside, debug: { msg: '{{ d }}' } }
            """));
        _run.Story("a").ShouldBe(["web : install: ok", "web : part: ok", "outside: ok"]);
        Messages("a").ShouldBe(["given default web", "x", "default"]);
        _run.Story("b").ShouldBe(["web : install: skipped", "web : part: skipped", "outside: ok"]);
    }

    [Fact]
    public async Task An_included_role_keeps_its_variables_to_itself_unless_public()
    {
        _run.File("roles/one/tasks/main.yml", "- { name: in, debug: { msg: '{{ d }}' } }\n").File("roles/one/defaults/main.yml", "d: one\n");
        await _run.RunAsync(Play("""
            - include_role: { name: one }
            - { name: before, debug: { msg: "{{ d ?? 'not seen' }}" } }
            - include_role: { name: one, public: true }
            - { name: after, debug: { msg: "{{ d ?? 'not seen' }}" } }
            """), "a\n");
        Messages("a").ShouldBe(["one", "not seen", "one", "one"]);
    }

    [Fact]
    public async Task Handlers_of_an_included_role_can_be_notified_and_run_behind_the_others()
    {
        _run.File("roles/web/tasks/main.yml", "- { name: write, copy: { dest: /etc/x, content: x }, notify: [restart web, last] }\n")
            .File("roles/web/handlers/main.yml", "- { name: restart web, debug: { msg: x } }\n");
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - { name: role, include_role: { name: web }, loop: [1] }
                - { name: outside, copy: { dest: /etc/y, content: x }, notify: 'web : restart web' }
              handlers:
                - { name: last, debug: { msg: x } }
            """);
        _run.Story("a").ShouldBe(["role: ok", "web : write: changed", "outside: changed", "last: ok", "web : restart web: ok"]);
    }

    [Fact]
    public async Task An_included_role_is_held_to_its_argument_specs()
    {
        _run.File("roles/web/tasks/main.yml", "- { name: in, debug: { msg: x } }\n")
            .File("roles/web/meta/argument_specs.yml", "argument_specs: { main: { options: { port: { type: int, required: true } } } }\n");
        await _run.RunAsync(Play("""
            - { name: include, include_role: { name: web }, vars: { port: "{{ given }}" } }
            """), "a given=x\nb given=1\n");
        _run.Result("a", "include").Message.ShouldBe("role 'web': 'port' must be an integer, not the string \"x\"");
        _run.Story("b").ShouldBe(["include: ok", "web : in: ok"]);
    }

    [Fact]
    public void An_imported_role_is_held_to_its_argument_specs_before_the_run()
    {
        _run.File("roles/web/tasks/main.yml", "- { name: in, debug: { msg: x } }\n")
            .File("roles/web/meta/argument_specs.yml", "argument_specs: { main: { options: { port: { type: int, required: true } } } }\n");
        _run.Compile(Play("- import_role: { name: web }"));
        _run.Diagnostics.ShouldHaveSingleItem().Message.ShouldBe("role 'web' needs the variable 'port', which is not set for a, b");
    }

    [Theory]
    [InlineData("import_role: { name: web, tasks_form: x }", "module 'import_role' has no argument 'tasks_form'")]
    [InlineData("import_role: { name: '{{ r }}' }", "'import_role' needs a name without {{ }}: it is read before any host is asked")]
    [InlineData("import_role: { name: web, tasks_from: absent }", "'tasks/absent' is not there")]
    [InlineData("include_role: { name: absent }", "role 'absent' is not there")]
    [InlineData("include_role: { tasks_from: x }", "module 'include_role' needs the argument 'name'")]
    [InlineData("include_vars: {}", "module 'include_vars' needs the argument 'file' or 'dir'")]
    public void Mistakes_in_their_arguments_are_findings(string task, string message)
    {
        _run.File("roles/web/tasks/main.yml", "- { name: in, debug: { msg: x } }\n");
        _run.Compile(Play($"- {task}"));
        _run.Diagnostics.ShouldHaveSingleItem().Message.ShouldBe(message);
    }

    [Fact]
    public void A_role_that_imports_itself_is_a_circle()
    {
        _run.File("roles/web/tasks/main.yml", "- import_role: { name: web }\n");
        _run.Compile(Play("- import_role: { name: web }"));
        _run.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("GO3012");
    }

    [Fact]
    public async Task Include_vars_wins_over_variables_of_the_role_and_loses_to_facts_set_by_tasks()
    {
        _run.File("roles/web/tasks/main.yml", """
            - { name: set, set_fact: { s: fact } }
            - { name: vars, include_vars: '{{ inventory_hostname }}.yml' }
            - { name: show, debug: { msg: '{{ v }} {{ s }} {{ t }}' } }
            """)
            .File("roles/web/vars/main.yml", "v: role\n").File("roles/web/vars/a.yml", "v: file\ns: file\nt: '{{ v }}!'\n");
        await _run.RunAsync("- hosts: a\n  gather_facts: false\n  roles: [web]\n");
        Messages("a").ShouldBe(["file fact file!"]);
    }

    [Fact]
    public async Task Include_vars_takes_folders_and_names()
    {
        _run.File("vars/x/one.yml", "one: 1\n").File("vars/x/two.yaml", "two: 2\n").File("vars/x/three.txt", "three: 3\n");
        await _run.RunAsync(Play("""
            - { include_vars: { dir: x, name: all }, register: got }
            - { debug: { msg: '{{ all.one }} {{ all.two }} {{ all.three ?? 0 }} {{ got.ansible_included_var_files.size }}' } }
            """), "a\n");
        Messages("a").ShouldBe(["1 2 0 2"]);
    }

    [Fact]
    public async Task Include_vars_fails_where_there_is_no_file()
    {
        await _run.RunAsync(Play("- { name: vars, include_vars: absent.yml }"), "a\n");
        _run.Result("a", "vars").Message.ShouldNotBeNull().ShouldContain("'absent.yml' is not there");
    }

    [Fact]
    public async Task Module_defaults_fill_in_what_tasks_leave_out()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars: { m: '0600' }
              module_defaults:
                ansible.builtin.copy: { mode: '{{ m }}', content: default }
              tasks:
                - copy: { dest: /etc/x }
                - copy: { dest: /etc/y, content: own, mode: '0644' }
            """);
        (_run.Host("a").Text("/etc/x"), _run.Host("a").Stat("/etc/x").Mode).ShouldBe(("default", 0x180));
        (_run.Host("a").Text("/etc/y"), _run.Host("a").Stat("/etc/y").Mode).ShouldBe(("own", 0x1A4));
    }

    [Fact]
    public async Task Import_playbook_brings_plays_with_conditions_tags_and_variables()
    {
        _run.File("sub/inner.yml", """
            - name: inner
              hosts: all
              gather_facts: false
              vars: { own: play }
              tasks:
                - { name: show, debug: { msg: '{{ v }} {{ own }} {{ playbook_dir | string.ends_with "sub" }}' } }
            """)
            .File("middle.yml", "- import_playbook: sub/inner.yml\n  vars: { v: near, own: lost }\n");
        await _run.RunAsync("""
            - import_playbook: middle.yml
              when: inventory_hostname == "a"
              tags: t
              vars: { v: far }
            """);
        Messages("a").ShouldBe(["far lost true"]);
        _run.Story("b").ShouldBe(["show: skipped"]);
    }

    [Theory]
    [InlineData("- import_playbook: absent.yml\n", "'absent.yml' is not there")]
    [InlineData("- import_playbook: site.yml\n", "'site.yml' includes itself")]
    [InlineData("- import_playbook: site.yml\n  hosts: all\n", "'hosts' is no keyword of a playbook import")]
    public void Mistakes_of_import_playbook_are_findings(string playbook, string message)
    {
        _run.Compile(playbook);
        _run.Diagnostics.Select(finding => finding.Message).ShouldContain(message);
    }

    private static string Play(string tasks) =>
        $"- hosts: all\n  gather_facts: false\n  tasks:\n{string.Join('\n', tasks.Split('\n').Select(line => "    " + line))}\n";

    private List<string?> Messages(string host) =>
        [.. _run.Events.OfType<TaskFinished>().Where(task => task.Host.Name == host && task.Task.ModuleName == "debug" && task.Result.Status == TaskStatus.Ok).Select(task => task.Result.Message)];
}
