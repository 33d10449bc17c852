using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Tests.Modules;
using TaskStatus = GlanceOrch.Core.Execution.TaskStatus;

namespace GlanceOrch.Core.Tests.Execution;

/// <summary>Cases in which parts of a run meet that seldom do.</summary>
public sealed class HardCasesTests : IDisposable
{
    private readonly TestRun _run = new() { NewHost = () => new FakeHost().AnswerPrefix("") };

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_circle_of_variables_over_hostvars_is_a_failure_and_not_the_end_of_the_process()
    {
        await _run.RunAsync(
            """
            - hosts: a
              gather_facts: false
              tasks:
                - name: use
                  debug: { msg: "{{ round }}" }
            """,
            "[all]\na\nb\n[all:vars]\nround=\"{{ hostvars.a.round }}\"\n");
        // Text of an INI inventory may hold templates or not: neither may bring the process down.
        _run.Story("a").Count.ShouldBe(1);
        _run.Events.Clear();
        _run.File("group_vars/all.yml", "around: \"{{ hostvars.b.around }}\"\n");
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: use
                  debug: { msg: "{{ around }}" }
            """);
        _run.Result("a", "use").Message.ShouldNotBeNull().ShouldMatch(@"needs itself: hostvars\.b\.around \(.*all\.yml:1:9\) -> hostvars\.b\.around \(");
    }

    [Theory]
    [InlineData("retries: 2", "delay: \"{{ 0 - 1 }}\"", "'delay' must be a number from 0 to 4000000, not the number -1")]
    [InlineData("retries: 1", "delay: \"{{ 1.0e300 }}\"", "'delay' must be a number")]
    [InlineData("retries: \"{{ 'x' }}\"", "delay: 0", "'retries' must be a number")]
    [InlineData("retries: 0", "timeout: \"{{ 0 - 5 }}\"", "'timeout' must be a number")]
    public async Task Numbers_beyond_reason_fail_the_task(string first, string second, string message)
    {
        await _run.RunAsync($"""
            - hosts: a
              gather_facts: false
              tasks:
                - name: try
                  command: "true"
                  until: false
                  {first}
                  {second}
            """);
        _run.Result("a", "try").Message.ShouldNotBeNull().ShouldContain(message);
    }

    [Fact]
    public async Task A_task_that_only_checks_in_a_true_run_leaves_the_tasks_behind_it_the_host_as_it_is()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: look
                  copy: { dest: /etc/x, content: x }
                  check_mode: true
                - name: write
                  copy: { dest: /etc/x, content: x }
            """);
        _run.Story("a").ShouldBe(["look: changed", "write: changed"]);
        _run.Host("a").Text("/etc/x").ShouldBe("x");
    }

    [Fact]
    public async Task A_task_carried_out_in_a_dry_run_meets_the_host_as_it_is()
    {
        _run.Options = new RunOptions { Check = true };
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: look
                  copy: { dest: /etc/x, content: "1\n" }
                - name: write
                  lineinfile: { path: /etc/x, line: "2", create: true }
                  check_mode: false
            """);
        _run.Story("a").ShouldBe(["look: changed", "write: changed"]);
        _run.Host("a").Text("/etc/x").ShouldBe("2\n");
    }

    [Fact]
    public async Task Each_play_connects_as_it_says()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              remote_user: root
              tasks: [ { command: "true" } ]
            - hosts: a
              gather_facts: false
              remote_user: root
              tasks: [ { command: "true" } ]
            - hosts: a
              gather_facts: false
              vars: { ansible_user: debian, ansible_connection: local }
              tasks: [ { command: "true" } ]
            """);
        _run.Opened.Select(options => (options.User, options.Kind)).ShouldBe([("root", ConnectionKind.Ssh), ("debian", ConnectionKind.Local)]);
    }

    [Fact]
    public async Task A_delegated_task_becomes_as_the_host_that_does_the_work_says()
    {
        await _run.RunAsync(
            """
            - hosts: a
              gather_facts: false
              become: true
              tasks:
                - command: "true"
                  delegate_to: b
            """,
            "a ansible_become_user=alice ansible_become_password=of-alice\nb ansible_become_user=bob ansible_become_password=of-bob\n");
        var become = _run.Became.ShouldHaveSingleItem();
        (become.User, become.Password).ShouldBe(("bob", "of-bob"));
    }

    [Fact]
    public async Task Localhost_that_no_inventory_names_may_stand_in_several_plays()
    {
        await _run.RunAsync("""
            - hosts: localhost
              gather_facts: false
              tasks: [ { set_fact: { known: 1 } } ]
            - hosts: localhost
              gather_facts: false
              tasks: [ { name: use, debug: { msg: "{{ known }}" } } ]
            """);
        _run.Result("localhost", "use").Message.ShouldBe("1");
    }

    [Fact]
    public async Task A_template_looked_at_ahead_is_rendered_again_when_another_host_has_set_what_it_shows()
    {
        _run.File("templates/token.tpl", "{{ hostvars.b.token }}").File("group_vars/all.yml", "token: old\n");
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - file: { path: /etc/dir, state: directory }
                - set_fact: { token: new }
                  when: inventory_hostname == "b"
                - template: { src: token.tpl, dest: /etc/token }
            """);
        _run.Host("a").Text("/etc/token").ShouldBe("new");
    }

    [Fact]
    public async Task A_loop_over_templates_uses_its_item_also_when_a_check_is_made_again()
    {
        _run.File("templates/item.tpl", "{{ item }}");
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: write
                  template: { src: item.tpl, dest: "/etc/{{ item }}" }
                  loop: [one, two, three]
            """);
        _run.Result("a", "write").Status.ShouldBe(TaskStatus.Changed);
        _run.Host("a").Text("/etc/three").ShouldBe("three");
    }

    [Fact]
    public async Task Hosts_that_left_the_play_vanish_from_templates_looked_at_ahead()
    {
        _run.File("templates/hosts.tpl", "{{ ansible_play_hosts | array.join ',' }}");
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - file: { path: /etc/dir, state: directory }
                - fail: { msg: no }
                  when: inventory_hostname == "b"
                - template: { src: hosts.tpl, dest: /etc/hosts }
            """);
        _run.Host("a").Text("/etc/hosts").ShouldBe("a");
    }

    [Fact]
    public async Task A_file_of_the_controller_that_a_task_has_changed_is_read_again()
    {
        _run.File("files/made", "old");
        _run.Host("localhost").AnswerWith("make", prefix: true, _ =>
        {
            _run.File("files/made", "new");
            return FakeHost.Result();
        });
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - copy: { src: made, dest: /etc/before }
                - command: make
                  delegate_to: localhost
                - copy: { src: made, dest: /etc/made }
            """);
        _run.Host("a").Text("/etc/before").ShouldBe("old");
        _run.Host("a").Text("/etc/made").ShouldBe("new");
    }

    [Fact]
    public async Task A_failure_before_the_module_runs_keeps_no_log_and_ignore_errors()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: hidden
                  debug: { msg: "{{ nowhere }}" }
                  no_log: true
                  ignore_errors: true
                - name: after
                  debug: { msg: x }
            """);
        var result = _run.Result("a", "hidden");
        (result.NoLog, result.Ignored).ShouldBe((true, true));
        _run.Story("a").ShouldBe(["hidden: failed", "after: ok"]);
    }

    [Fact]
    public async Task What_no_log_hides_is_hidden_elsewhere_too_but_not_every_word_of_it()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars:
                body: { user: { name: glance, password: word }, key: hunter-2, port: 9292, url: 'http://glance:9292/v2', list: [POST, s3cret] }
              tasks:
                - name: hidden
                  debug: { msg: "{{ body }}" }
                  no_log: true
            """);
        _run.Secrets.Apply("glance 9292 POST http://glance:9292/v2 word hunter-2 s3cret").ShouldBe("glance 9292 POST http://glance:9292/v2 ******** ******** ********");
    }

    [Fact]
    public async Task Ignored_failures_of_items_are_in_the_registered_results()
    {
        _run.Host("a").Answer("no", "", status: 1);
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: try
                  command: "{{ item }}"
                  loop: ["no", "yes"]
                  register: tried
                  ignore_errors: true
                - name: count
                  debug: { msg: "{{ tried.results[0].failed }} {{ tried.results[1].failed }} {{ tried.results[1].item }} {{ tried.failed }}" }
            """);
        _run.Result("a", "count").Message.ShouldBe("true false yes true");
        _run.Finished.ShouldNotBeNull().Recap.ShouldHaveSingleItem().Ignored.ShouldBe(1);
    }

    [Fact]
    public async Task Secrets_in_lists_of_mappings_and_numbers_are_masked_too()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars:
                pin_password: 48151623
                backends:
                  - { name: one, swift_secret: "of one", access_key: "of two" }
              tasks:
                - debug: { msg: "{{ backends[0].name }} {{ pin_password }}" }
            """);
        _run.Secrets.Apply("48151623 of one of two one").ShouldBe("******** ******** ******** one");
    }
}
