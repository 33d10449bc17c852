using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Execution;
using TaskStatus = GlanceOrch.Core.Execution.TaskStatus;

namespace GlanceOrch.Core.Tests.Execution;

public sealed class RunnerTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_play_writes_files_and_its_second_run_changes_nothing()
    {
        const string Playbook = """
            - hosts: all
              gather_facts: false
              vars: { port: 9292 }
              tasks:
                - name: write
                  copy: { dest: /etc/port, content: "{{ port }}\n" }
            """;
        await _run.RunAsync(Playbook);
        _run.Host("a").Text("/etc/port").ShouldBe("9292\n");
        _run.Story("b").ShouldBe(["write: changed"]);
        _run.Events.Clear();
        await _run.RunAsync(Playbook);
        _run.Story("b").ShouldBe(["write: ok"]);
    }

    [Fact]
    public async Task Check_mode_writes_nothing_and_shows_the_difference()
    {
        _run.Options = new RunOptions { Check = true };
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: write
                  copy: { dest: /etc/port, content: "1\n" }
            """);
        _run.Host("a").Exists("/etc/port").ShouldBeFalse();
        _run.Result("a", "write").Differences.ShouldHaveSingleItem().After.ShouldBe("1\n");
    }

    [Fact]
    public async Task In_check_mode_a_second_task_sees_what_the_first_would_have_written()
    {
        _run.Options = new RunOptions { Check = true };
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - copy: { dest: /etc/port, content: "1\n" }
                - name: add
                  lineinfile: { path: /etc/port, line: "2" }
            """);
        _run.Result("a", "add").Differences.ShouldHaveSingleItem().After.ShouldBe("1\n2\n");
    }

    [Theory]
    [InlineData("copy: { dest: /srv/no/f, content: x }", "cannot write /srv/no/f: its directory does not exist")]
    [InlineData("file: { path: /srv/no/f, state: touch }", "cannot write /srv/no/f: its directory does not exist")]
    [InlineData("copy: { dest: /etc/f, content: x, owner: 4711, group: none }", "cannot set owner or mode of /etc/f: find: 'none' is not the name of an existing group")]
    [InlineData("oslo_config: { path: /srv/no/f, content: '[a]', create: false }", "/srv/no/f does not exist, and create is false")]
    [InlineData("copy: { src: /srv/no/f, remote_src: true, dest: /tmp/f }", "/srv/no/f does not exist on the host")]
    [InlineData("file: { path: /srv/no/f, mode: '0600' }", "/srv/no/f does not exist; state: touch makes an empty file, state: directory a directory")]
    [InlineData("lineinfile: { path: /srv/no/f, line: x }", "/srv/no/f does not exist; create: true makes it")]
    public async Task A_dry_run_fails_where_the_play_would(string task, string message)
    {
        _run.Options = new RunOptions { Check = true };
        _run.Host("a").Answer("find / -prune -user 4711 -group none", status: 1, error: "find: 'none' is not the name of an existing group\n");
        await _run.RunAsync($"""
            - hosts: a
              gather_facts: false
              tasks:
                - name: write
                  {task}
            """);
        _run.Result("a", "write").Message.ShouldBe(message);
        _run.Story("a").ShouldBe(["write: failed"]);
    }

    [Theory]
    [InlineData(127, "find: not found")]
    [InlineData(1, "find: unrecognized: -prune")]
    public async Task A_host_without_the_right_find_says_nothing_of_owners(int status, string error)
    {
        _run.Options = new RunOptions { Check = true };
        _run.Host("a").Answer("find / -prune -user root", status: status, error: error);
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: write
                  copy: { dest: /etc/f, content: x, owner: root }
            """);
        _run.Story("a").ShouldBe(["write: changed"]);
    }

    [Fact]
    public async Task A_task_that_only_looks_in_a_real_run_does_not_fail_for_what_the_one_before_it_did_not_do()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: both
                  check_mode: true
                  block:
                    - { name: folder, file: { path: /srv/no, state: directory } }
                    - { name: write, copy: { dest: /srv/no/f, content: x } }
            """);
        _run.Story("a").ShouldBe(["folder: changed", "write: changed"]);
    }

    [Fact]
    public async Task What_would_change_on_another_host_does_not_hide_what_stands_in_the_way()
    {
        _run.Options = new RunOptions { Check = true };
        await _run.RunAsync("""
            - hosts: b:a
              gather_facts: false
              order: inventory
              strategy: free
              tasks:
                - { name: first, copy: { dest: /etc/f, content: x }, when: inventory_hostname == "b" }
                - { name: write, copy: { dest: "{{ inventory_hostname == 'b' ? '/etc' : '/srv/no' }}/g", content: x } }
            """);
        _run.Story("b").ShouldBe(["first: changed", "write: changed"]);
        _run.Story("a").ShouldBe(["first: skipped", "write: failed"]);
    }

    [Theory]
    [InlineData("file: { path: /srv/no, state: directory }")]
    [InlineData("group: { name: no }")]
    public async Task A_dry_run_goes_on_where_an_earlier_task_may_make_the_folder(string first)
    {
        _run.Options = new RunOptions { Check = true };
        _run.Host("a").AnswerPrefix("getent group", status: 2);
        await _run.RunAsync($$"""
            - hosts: a
              gather_facts: false
              tasks:
                - {{first}}
                - name: write
                  copy: { dest: /srv/no/f, content: x }
                - name: again
                  copy: { dest: /srv/no/f, content: x }
            """);
        _run.Result("a", "write").Differences.ShouldHaveSingleItem().After.ShouldBe("x");
        _run.Result("a", "again").Status.ShouldBe(TaskStatus.Ok);
    }

    [Fact]
    public async Task What_a_dry_run_cannot_know_is_said_and_does_not_fail()
    {
        _run.Options = new RunOptions { Check = true };
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - command: make-token
                  register: token
                - name: use
                  copy: { dest: /etc/token, content: "{{ token.stdout }}" }
            """);
        var result = _run.Result("a", "use");
        result.IsUnknown.ShouldBeTrue();
        result.Status.ShouldBe(TaskStatus.Skipped);
        result.Message.ShouldNotBeNull().ShouldContain("cannot be known in check mode");
        _run.Finished.ShouldNotBeNull().Recap.ShouldHaveSingleItem().Failed.ShouldBe(0);
    }

    [Fact]
    public async Task A_handler_runs_once_at_the_end_however_often_it_is_notified()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: one
                  copy: { dest: /etc/one, content: x }
                  notify: restart
                - name: two
                  copy: { dest: /etc/two, content: x }
                  notify: restart
              handlers:
                - name: restart
                  copy: { dest: /etc/restarted, content: x }
            """);
        _run.Story("a").ShouldBe(["one: changed", "two: changed", "restart: changed"]);
    }

    [Fact]
    public async Task A_failed_host_leaves_the_play_and_the_others_go_on()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - name: refuse
                  fail: { msg: no }
                  when: inventory_hostname == "a"
                - name: after
                  copy: { dest: /etc/after, content: x }
            """);
        _run.Story("a").ShouldBe(["refuse: failed"]);
        _run.Story("b").ShouldBe(["refuse: skipped", "after: changed"]);
    }

    [Fact]
    public async Task An_unreachable_host_is_told_apart_from_a_failed_one()
    {
        _run.Down.Add("a");
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - name: write
                  copy: { dest: /etc/x, content: x }
            """);
        _run.Story("a").ShouldBe(["write: unreachable"]);
        _run.Result("a", "write").Message.ShouldBe("no route to host");
        _run.Story("b").ShouldBe(["write: changed"]);
    }

    [Fact]
    public async Task Text_from_a_host_is_never_evaluated_as_a_template()
    {
        _run.Host("a").Answer("show", "{{ 1 + 1 }}");
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - command: show
                  register: shown
                - set_fact: { kept: "{{ shown.stdout }}" }
                - copy: { dest: /etc/kept, content: "{{ kept }}" }
            """);
        _run.Host("a").Text("/etc/kept").ShouldBe("{{ 1 + 1 }}");
    }

    [Fact]
    public async Task A_loop_gives_each_item_and_registers_all_results()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: files
                  copy: { dest: "/etc/{{ item.name }}", content: "{{ item.text }}" }
                  loop:
                    - { name: one, text: "1" }
                    - { name: two, text: "2" }
                  register: files
                - copy: { dest: /etc/count, content: "{{ files.results | array.size }}" }
            """);
        _run.Host("a").Text("/etc/two").ShouldBe("2");
        _run.Host("a").Text("/etc/count").ShouldBe("2");
        _run.Result("a", "files").Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Changed_when_and_failed_when_judge_the_registered_result()
    {
        _run.Host("a").Answer("probe", "state=old", status: 3);
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: probe
                  command: probe
                  register: probe
                  changed_when: probe.stdout | string.contains "new"
                  failed_when: probe.rc > 3
            """);
        _run.Result("a", "probe").Status.ShouldBe(TaskStatus.Ok);
    }

    [Fact]
    public async Task A_condition_that_is_no_truth_value_fails_at_its_place()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars: { enabled: "false" }
              tasks:
                - name: guarded
                  copy: { dest: /etc/x, content: x }
                  when: enabled
            """);
        var result = _run.Result("a", "guarded");
        result.Status.ShouldBe(TaskStatus.Failed);
        result.Message.ShouldNotBeNull().ShouldContain("site.yml:7:13: a condition must be true, false or null, not the string \"false\"");
    }

    [Fact]
    public async Task Precedence_follows_Ansible()
    {
        _run.File("group_vars/all.yml", "who: group\nonly_group: group\n").File("roles/r/defaults/main.yml", "who: default\nonly_default: default\n")
            .File("roles/r/vars/main.yml", "role_var: role\n").File("roles/r/tasks/main.yml", """
                - copy: { dest: /etc/who, content: "{{ who }} {{ only_group }} {{ only_default }} {{ role_var }} {{ fact }} {{ extra }}" }
                  vars: { who: task }
                """);
        _run.Options = new RunOptions { ExtraVars = new() { ["extra"] = "extra" } };
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars: { who: play, role_var: play, extra: play }
              pre_tasks:
                - set_fact: { fact: set }
              roles: [r]
            """);
        _run.Host("a").Text("/etc/who").ShouldBe("task group default role set extra");
    }

    [Fact]
    public async Task Run_once_runs_on_the_first_host_and_all_have_its_result()
    {
        _run.Host("a").Answer("who", "first");
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - name: once
                  command: who
                  register: who
                  run_once: true
                - copy: { dest: /etc/who, content: "{{ who.stdout }}" }
            """);
        _run.Story("b").ShouldBe(["copy: changed"]);
        _run.Host("b").Text("/etc/who").ShouldBe("first");
    }

    [Fact]
    public async Task Facts_gathered_once_are_those_of_all_hosts()
    {
        _run.Host("a").AnswerPrefix("s() {", "\n@@node\nweb1\n");
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - setup: { gather_subset: [min] }
                  run_once: true
                - name: both
                  assert: { that: ansible_facts.nodename == "web1" }
            """);
        _run.Result("b", "both").Status.ShouldBe(TaskStatus.Ok);
    }

    [Fact]
    public async Task The_address_of_a_host_is_a_variable_only_where_it_is_set()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - copy: { dest: /etc/at, content: "{{ ansible_host ?? inventory_hostname }}" }
            """, "a\nb ansible_host=192.0.2.1\n");
        _run.Host("a").Text("/etc/at").ShouldBe("a");
        _run.Host("b").Text("/etc/at").ShouldBe("192.0.2.1");
    }

    [Fact]
    public async Task A_result_says_how_many_attempts_it_took()
    {
        _run.Host("a").Answer("try", "no");
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - command: try
                  register: tried
                  until: tried.attempts == 3
                  retries: 5
                  delay: 0
                - name: three
                  assert: { that: tried.attempts == 3 }
            """);
        _run.Result("a", "three").Status.ShouldBe(TaskStatus.Ok);
    }

    [Theory]
    [InlineData("changed_when")]
    [InlineData("failed_when")]
    public async Task What_a_task_gave_is_kept_when_its_condition_fails(string keyword)
    {
        _run.Host("a").Answer("who", "me");
        await _run.RunAsync($$"""
            - hosts: a
              gather_facts: false
              tasks:
                - name: ask
                  command: who
                  register: answer
                  {{keyword}}: answer.nope
                  ignore_errors: true
                - name: kept
                  assert: { that: "answer.failed && answer.stdout == 'me' && (answer.msg | string.contains 'nope')" }
            """);
        _run.Story("a").ShouldBe(["ask: failed", "kept: ok"]);
    }

    [Fact]
    public async Task A_dry_run_does_not_guess_whether_a_command_would_fail()
    {
        _run.Options = new RunOptions { Check = true };
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - { command: probe, register: one }
                - { command: probe, register: both, loop: [1, 2] }
                - { name: failed, debug: { msg: x }, when: one.failed }
                - { name: well, debug: { msg: x }, when: "!one.failed" }
                - { name: loop, debug: { msg: x }, when: both.failed }
                - { name: item, debug: { msg: x }, when: "both.results[1].failed" }
                - { name: changed, debug: { msg: x }, when: one.changed && both.changed }
            """);
        foreach (var title in new[] { "failed", "well", "loop", "item" })
        {
            _run.Result("a", title).IsUnknown.ShouldBeTrue(title);
        }

        _run.Result("a", "changed").Status.ShouldBe(TaskStatus.Ok);
    }

    [Fact]
    public async Task A_delegated_task_works_elsewhere_with_the_hosts_own_variables()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - copy: { dest: /etc/from, content: "{{ inventory_hostname }}" }
                  delegate_to: b
            """);
        _run.Host("b").Text("/etc/from").ShouldBe("a");
        _run.Host("a").Exists("/etc/from").ShouldBeFalse();
    }

    [Fact]
    public async Task Hostvars_show_other_hosts_variables_and_registers()
    {
        await _run.RunAsync(
            """
            - hosts: db
              gather_facts: false
              tasks:
                - set_fact: { port: 3306 }
            - hosts: web
              gather_facts: false
              tasks:
                - copy: { dest: /etc/db, content: "{{ hostvars[groups.db[0]].address }}:{{ hostvars.b.port }}" }
            """,
            "[web]\na\n[db]\nb address=10.0.0.2\n");
        _run.Host("a").Text("/etc/db").ShouldBe("10.0.0.2:3306");
    }

    [Fact]
    public async Task A_check_made_ahead_is_made_again_when_a_task_before_it_has_changed_the_file()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - copy: { dest: /etc/list, content: "one\n" }
                - lineinfile: { path: /etc/list, line: two }
                - lineinfile: { path: /etc/list, line: three }
            """);
        _run.Host("a").Text("/etc/list").ShouldBe("one\ntwo\nthree\n");
    }

    [Fact]
    public async Task Secrets_are_known_to_the_masker_when_they_are_first_used()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars: { db_password: s3cret!x }
              tasks:
                - copy: { dest: /etc/x, content: "{{ db_password }}" }
            """);
        _run.Secrets.Apply("mysql://u:s3cret!x@h and s3cret%21x").ShouldBe("mysql://u:********@h and ********");
    }

    [Fact]
    public async Task Notified_handlers_of_a_failed_host_are_named_in_the_recap()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - copy: { dest: /etc/x, content: x }
                  notify: restart
                - fail: { msg: no }
              handlers:
                - name: restart
                  copy: { dest: /etc/restarted, content: x }
            """);
        _run.Host("a").Exists("/etc/restarted").ShouldBeFalse();
        _run.Finished.ShouldNotBeNull().Recap.ShouldHaveSingleItem().Pending.ShouldBe(["restart"]);
    }

    [Fact]
    public async Task Modules_know_of_check_mode_and_of_how_much_to_say()
    {
        _run.Options = new RunOptions { Check = true, Verbosity = 1 };
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: wait
                  wait_for: { timeout: 3600 }
                - name: said
                  debug: { msg: said, verbosity: 1 }
                - name: unsaid
                  debug: { msg: unsaid, verbosity: 2 }
            """);
        _run.Result("a", "wait").Status.ShouldBe(TaskStatus.Ok);
        _run.Result("a", "said").Message.ShouldBe("said");
        _run.Result("a", "unsaid").Message.ShouldBeNull();
    }

    [Fact]
    public async Task A_play_that_goes_another_way_to_a_host_opens_it_anew_and_others_share_the_connection()
    {
        await _run.RunAsync("""
            - { hosts: a, gather_facts: false, tasks: [{ stat: { path: /x } }] }
            - { hosts: a, gather_facts: false, tasks: [{ stat: { path: /x } }] }
            - { hosts: a, gather_facts: false, connection: local, tasks: [{ stat: { path: /x } }] }
            - { hosts: a, gather_facts: false, remote_user: other, tasks: [{ stat: { path: /x } }] }
            """, "a ansible_ssh_common_args='-o Compression=yes'");
        _run.Opened.Select(options => (options.Kind, options.User)).ShouldBe(
            [(ConnectionKind.Ssh, null), (ConnectionKind.Local, null), (ConnectionKind.Ssh, "other")]);
    }

    [Fact]
    public async Task A_fault_of_ours_fails_the_task_on_its_host_and_the_others_go_on()
    {
        using var run = new TestRun();
        run.Host("a").AnswerWith("true", prefix: false, _ => throw new InvalidOperationException("a fault"));
        run.Host("b").Answer("true");
        await run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - name: ask
                  command: "true"
                - name: after
                  debug: { msg: so }
            """);
        run.Story("a").ShouldBe(["ask: failed"]);
        run.Result("a", "ask").Message.ShouldNotBeNull().ShouldStartWith("internal error, please report it: System.InvalidOperationException: a fault");
        run.Story("b").ShouldBe(["ask: changed", "after: ok"]);
        run.Finished.ShouldNotBeNull().Recap.Single(host => host.Host == "a").Failed.ShouldBe(1);
    }

    [Fact]
    public async Task An_item_that_cannot_be_made_is_named_by_its_label_only()
    {
        using var run = new TestRun();
        await run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: keys
                  copy: { dest: "/etc/{{ item.name }}", content: "{{ nothing_there }}" }
                  loop: [{ name: one, key: AQBgeheim }]
                  loop_control: { label: "{{ item.name }}" }
                  ignore_errors: true
                - name: label
                  debug: { msg: x }
                  loop: [{ name: one, key: AQBgeheim }]
                  loop_control: { label: "{{ item.nam.e }}" }
                  ignore_errors: true
            """);
        run.Result("a", "keys").Items.ShouldHaveSingleItem().Label.ShouldBe("one");
        run.Result("a", "label").Items.ShouldHaveSingleItem().Label.ShouldBe("item 1");
    }

    [Fact]
    public async Task A_way_to_a_host_that_could_not_be_told_at_first_is_found_later()
    {
        using var run = new TestRun();
        run.Host("localhost").Answer("where", "10.0.0.1");
        await run.RunAsync(
            """
            - hosts: a
              gather_facts: false
              tasks:
                - name: not yet
                  file: { path: /etc/x, state: touch }
                  when: false
                - name: where
                  command: where
                  delegate_to: localhost
                  register: address
                - name: write
                  copy: { dest: /etc/x, content: x }
            """,
            "a ansible_host='{{ address.stdout }}'\n");
        run.Story("a").ShouldBe(["not yet: skipped", "where: changed", "write: changed"]);
        run.Opened[^1].Address.ShouldBe("10.0.0.1");
    }

    [Fact]
    public async Task Facts_are_gathered_once_and_again_when_they_were_cleared()
    {
        using var run = new TestRun();
        var host = run.Host("a").AnswerPrefix("s() {", "\n@@node\nweb1\n");
        await run.RunAsync("""
            - hosts: a
            - hosts: a
              tasks:
                - debug: { msg: "{{ ansible_nodename }}" }
                - meta: clear_facts
            - hosts: a
            """);
        host.Queries.Count(query => query.Script.StartsWith("s() {", StringComparison.Ordinal)).ShouldBe(2);
    }
}
