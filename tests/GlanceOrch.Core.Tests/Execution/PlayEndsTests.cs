using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Tests.Modules;
using TaskStatus = GlanceOrch.Core.Execution.TaskStatus;

namespace GlanceOrch.Core.Tests.Execution;

/// <summary>Who goes on when something failed, and which handlers still run.</summary>
public sealed class PlayEndsTests : IDisposable
{
    private readonly TestRun _run = new() { NewHost = () => new FakeHost().AnswerPrefix("") };

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task What_runs_once_and_fails_has_failed_for_all()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - name: once
                  fail: { msg: no }
                  run_once: true
                - name: after
                  copy: { dest: /etc/after, content: x }
            - hosts: all
              gather_facts: false
              tasks:
                - name: next play
                  copy: { dest: /etc/next, content: x }
            """);
        _run.Story("a").ShouldBe(["once: failed"]);
        _run.Story("b").ShouldBeEmpty();
    }

    [Fact]
    public async Task Any_errors_fatal_ends_the_run_without_handlers()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              any_errors_fatal: true
              tasks:
                - name: write
                  copy: { dest: /etc/x, content: x }
                  notify: restart
                - name: refuse
                  fail: { msg: no }
                  when: inventory_hostname == "a"
              handlers:
                - name: restart
                  copy: { dest: /etc/restarted, content: x }
            - hosts: b
              gather_facts: false
              tasks:
                - name: next play
                  copy: { dest: /etc/next, content: x }
            """);
        _run.Story("b").ShouldBe(["write: changed", "refuse: skipped"]);
        _run.Finished.ShouldNotBeNull().Recap.Single(host => host.Host == "b").Pending.ShouldBe(["restart"]);
    }

    [Fact]
    public async Task When_all_hosts_of_a_play_have_failed_the_plays_behind_it_do_not_run()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - fail: { msg: no database }
            - hosts: b
              gather_facts: false
              tasks:
                - name: start
                  copy: { dest: /etc/started, content: x }
            """);
        _run.Story("b").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_that_failed_takes_no_part_in_later_plays_and_the_others_do()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - name: refuse
                  fail: { msg: no }
                  when: inventory_hostname == "a"
            - hosts: all
              gather_facts: false
              tasks:
                - name: names
                  copy: { dest: /etc/hosts, content: "{{ ansible_play_hosts | array.join ',' }}" }
            """);
        _run.Story("a").ShouldBe(["refuse: failed"]);
        _run.Host("b").Text("/etc/hosts").ShouldBe("b");
    }

    [Fact]
    public async Task A_host_whose_play_has_ended_keeps_its_handlers_for_the_next_run_and_takes_part_in_the_next_play()
    {
        _run.Options = new RunOptions { ForceHandlers = true };
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - name: write
                  copy: { dest: /etc/x, content: x }
                  notify: restart
                - meta: end_host
                  when: inventory_hostname == "a"
                - name: later
                  copy: { dest: /etc/later, content: "{{ ansible_play_hosts | array.join ',' }}" }
              handlers:
                - name: restart
                  command: restart
            - hosts: all
              gather_facts: false
              tasks:
                - name: next
                  copy: { dest: /etc/next, content: x }
            """);
        _run.Story("a").ShouldBe(["write: changed", "meta: ok", "next: changed"]);
        _run.Host("b").Text("/etc/later").ShouldBe("b");
        var recap = _run.Finished.ShouldNotBeNull().Recap.Single(host => host.Host == "a");
        (recap.Ok, recap.Failed).ShouldBe((2, 0));
        recap.Pending.ShouldBe(["restart"]);
    }

    [Fact]
    public async Task A_host_that_is_cleared_goes_on_with_the_next_task()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - name: refuse
                  fail: { msg: no }
                  when: inventory_hostname == "a"
                - name: missed
                  copy: { dest: /etc/x, content: x }
                - meta: clear_host_errors
                - name: next
                  copy: { dest: /etc/y, content: y }
            """);
        _run.Story("a").ShouldBe(["refuse: failed", "next: changed"]);
        _run.Finished.ShouldNotBeNull().Recap.Single(host => host.Host == "a").Failed.ShouldBe(1);
    }

    [Fact]
    public async Task A_forced_handler_of_a_failed_host_runs_once_and_is_not_pending()
    {
        _run.Options = new RunOptions { ForceHandlers = true };
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              pre_tasks:
                - name: write
                  copy: { dest: /etc/x, content: x }
                  notify: restart
                - name: refuse
                  fail: { msg: no }
                  when: inventory_hostname == "a"
              tasks:
                - name: later
                  copy: { dest: /etc/later, content: x }
              handlers:
                - name: restart
                  command: restart
            """);
        _run.Story("a").ShouldBe(["write: changed", "refuse: failed", "restart: changed"]);
        _run.Finished.ShouldNotBeNull().Recap.Single(host => host.Host == "a").Pending.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_handler_whose_condition_does_not_hold_is_done_with()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: write
                  copy: { dest: /etc/x, content: x }
                  notify: restart
              handlers:
                - name: restart
                  command: restart
                  when: false
            """);
        _run.Story("a").ShouldBe(["write: changed", "restart: skipped"]);
        _run.Finished.ShouldNotBeNull().Recap.ShouldHaveSingleItem().Pending.ShouldBeEmpty();
    }

    [Fact]
    public async Task Handlers_of_a_dry_run_say_what_they_would_do()
    {
        _run.Options = new RunOptions { Check = true };
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: write
                  copy: { dest: /etc/x, content: x }
                  notify: restart
              handlers:
                - name: restart
                  copy: { dest: /etc/restarted, content: x }
            """);
        _run.Story("a").ShouldBe(["write: changed", "restart: changed"]);
        _run.Host("a").Exists("/etc/restarted").ShouldBeFalse();
    }

    [Fact]
    public async Task Handlers_run_in_the_order_of_their_definition_and_by_topic()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: write
                  copy: { dest: /etc/x, content: x }
                  notify: [second, all of them]
              handlers:
                - { name: first, command: "true", listen: all of them }
                - { name: second, command: "true", listen: all of them, notify: third }
                - { name: third, command: "true" }
            """);
        _run.Story("a").ShouldBe(["write: changed", "first: changed", "second: changed", "third: changed"]);
    }

    [Fact]
    public async Task A_handler_that_one_behind_it_notifies_runs_at_the_end()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: write
                  copy: { dest: /etc/x, content: x }
                  notify: second
              handlers:
                - { name: first, command: "true" }
                - { name: second, command: "true", notify: first }
            """);
        _run.Story("a").ShouldBe(["write: changed", "second: changed", "first: changed"]);
        _run.Finished.ShouldNotBeNull().Recap.ShouldHaveSingleItem().Pending.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_condition_of_run_once_that_cannot_be_evaluated_fails_the_task_on_each_host()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - name: once
                  command: "true"
                  run_once: "{{ nowhere }}"
            """);
        _run.Story("a").ShouldBe(["once: failed"]);
        _run.Story("b").ShouldBe(["once: failed"]);
        _run.Result("a", "once").Message.ShouldNotBeNull().ShouldContain("nowhere");
    }

    [Fact]
    public async Task A_stop_between_tasks_starts_no_handler_and_names_those_that_wait()
    {
        using var stop = new CancellationTokenSource();
        _run.Happened = happened =>
        {
            if (happened is TaskFinished { Task.Title: "write" })
            {
                stop.Cancel();
            }
        };
        _run.Stop = stop.Token;
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: write
                  copy: { dest: /etc/x, content: x }
                  notify: restart
                - name: after
                  command: "true"
              handlers:
                - name: restart
                  command: restart
            """);
        _run.Story("a").ShouldBe(["write: changed"]);
        var finished = _run.Finished.ShouldNotBeNull();
        finished.Interrupted.ShouldBeTrue();
        finished.Recap.ShouldHaveSingleItem().Pending.ShouldBe(["restart"]);
    }

    [Fact]
    public async Task A_host_on_which_a_stop_kept_a_handler_from_starting_still_has_it_pending()
    {
        using var stop = new CancellationTokenSource();
        _run.Happened = happened =>
        {
            if (happened is TaskFinished { Task.Title: "restart" })
            {
                stop.Cancel();
            }
        };
        _run.Stop = stop.Token;
        _run.Options = new RunOptions { Forks = 1 };
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - name: write
                  copy: { dest: /etc/x, content: x }
                  notify: restart
              handlers:
                - name: restart
                  command: restart
            """);
        _run.Finished.ShouldNotBeNull().Recap.Select(host => host.Pending.Count).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task A_task_that_is_cut_off_is_reported_as_such()
    {
        using var cutOff = new CancellationTokenSource();
        _run.CutOff = cutOff.Token;
        _run.Happened = happened =>
        {
            if (happened is TaskRetrying)
            {
                cutOff.Cancel();
            }
        };
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - name: wait
                  command: "true"
                  register: answer
                  until: answer.rc == 7
                  retries: 2
                  delay: 1000
            """);
        var result = _run.Result("a", "wait");
        result.Status.ShouldBe(TaskStatus.Failed);
        result.Message.ShouldNotBeNull().ShouldStartWith("cut off");
        _run.Finished.ShouldNotBeNull().Interrupted.ShouldBeTrue();
    }

    [Fact]
    public async Task Errors_that_were_cleared_count_no_more_against_max_fail_percentage()
    {
        await _run.RunAsync(
            """
            - hosts: all
              gather_facts: false
              max_fail_percentage: 30
              tasks:
                - name: first
                  fail: { msg: no }
                  when: inventory_hostname == "a"
                - meta: clear_host_errors
                - name: second
                  fail: { msg: no }
                  when: inventory_hostname == "b"
                - name: after
                  copy: { dest: /etc/after, content: x }
            """,
            "a\nb\nc\nd\n");
        _run.Story("c").ShouldBe(["first: skipped", "second: skipped", "after: changed"]);
        _run.Finished.ShouldNotBeNull().Recap.Single(host => host.Host == "a").Failed.ShouldBe(1);
    }

    [Fact]
    public async Task What_some_items_of_a_loop_have_changed_is_handled_though_another_failed()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - block:
                    - name: write
                      copy: { dest: "{{ item }}", content: x }
                      loop: [/etc/x, relative]
                      notify: restart
                  rescue:
                    - name: rescued
                      debug: { msg: so }
              handlers:
                - name: restart
                  copy: { dest: /etc/restarted, content: x }
            """);
        _run.Story("a").ShouldBe(["write: failed", "rescued: ok", "restart: changed"]);
    }
}
