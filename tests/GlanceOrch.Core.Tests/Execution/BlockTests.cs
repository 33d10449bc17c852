using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Tests.Modules;

namespace GlanceOrch.Core.Tests.Execution;

/// <summary><c>block</c>, <c>rescue</c> and <c>always</c>: who goes on where.</summary>
public sealed class BlockTests : IDisposable
{
    private readonly TestRun _run = new() { NewHost = () => new FakeHost().AnswerPrefix("") };

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_rescued_host_goes_on_with_always_and_what_is_behind()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - block:
                    - { name: refuse, fail: { msg: no disk }, when: inventory_hostname == "a" }
                    - { name: rest, debug: { msg: x } }
                  rescue:
                    - { name: mend, debug: { msg: "{{ ansible_failed_task.name }}: {{ ansible_failed_result.msg }}" } }
                  always:
                    - { name: always, debug: { msg: x } }
                - { name: behind, debug: { msg: x } }
            """);
        _run.Story("a").ShouldBe(["refuse: failed", "mend: ok", "always: ok", "behind: ok"]);
        _run.Story("b").ShouldBe(["refuse: skipped", "rest: ok", "always: ok", "behind: ok"]);
        _run.Result("a", "mend").Message.ShouldBe("refuse: no disk");
        Recap("a").ShouldBe((Ok: 3, Failed: 0, Rescued: 1));
    }

    [Fact]
    public async Task Hosts_wait_for_each_other_at_the_end_of_the_block()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - block:
                    - { name: refuse, fail: { msg: no }, when: inventory_hostname == "a" }
                    - { name: rest, debug: { msg: x } }
                  rescue:
                    - { name: mend, debug: { msg: x } }
                  always:
                    - { name: always, debug: { msg: x } }
            """);
        _run.Events.OfType<TaskStarted>().Select(task => task.Title).ShouldBe(["refuse", "rest", "mend", "always"]);
    }

    [Fact]
    public async Task Without_rescue_always_runs_and_the_host_is_out_behind_it()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - block:
                    - { name: refuse, fail: { msg: no }, when: inventory_hostname == "a" }
                  always:
                    - { name: always, debug: { msg: "{{ ansible_play_hosts | array.join ',' }}" } }
                - { name: behind, debug: { msg: "{{ ansible_play_hosts | array.join ',' }}" } }
            """);
        _run.Story("a").ShouldBe(["refuse: failed", "always: ok"]);
        _run.Result("b", "always").Message.ShouldBe("a,b");
        _run.Result("b", "behind").Message.ShouldBe("b");
        Recap("a").ShouldBe((Ok: 1, Failed: 1, Rescued: 0));
    }

    [Fact]
    public async Task A_failing_rescue_leads_to_the_rescue_around_it()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - block:
                    - block:
                        - { name: first, fail: { msg: one } }
                      rescue:
                        - { name: second, fail: { msg: two } }
                        - { name: not reached, debug: { msg: x } }
                      always:
                        - { name: inner always, debug: { msg: x } }
                    - { name: nor this, debug: { msg: x } }
                  rescue:
                    - { name: outer, debug: { msg: "{{ ansible_failed_result.msg }}" } }
                - { name: behind, debug: { msg: x } }
            """);
        _run.Story("a").ShouldBe(["first: failed", "second: failed", "inner always: ok", "outer: ok", "behind: ok"]);
        _run.Result("a", "outer").Message.ShouldBe("two");
        Recap("a").ShouldBe((Ok: 3, Failed: 0, Rescued: 2));
    }

    [Fact]
    public async Task A_failure_in_always_is_not_rescued_by_its_own_block()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - block:
                    - { name: fine, debug: { msg: x } }
                  rescue:
                    - { name: not this, debug: { msg: x } }
                  always:
                    - { name: refuse, fail: { msg: no } }
                    - { name: nor this, debug: { msg: x } }
            """);
        _run.Story("a").ShouldBe(["fine: ok", "refuse: failed"]);
        Recap("a").ShouldBe((Ok: 1, Failed: 1, Rescued: 0));
    }

    [Fact]
    public async Task An_empty_rescue_rescues_nothing_and_an_ignored_failure_needs_none()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - ignore_errors: '{{ inventory_hostname == "b" }}'
                  block:
                    - { name: refuse, fail: { msg: no } }
                    - { name: rest, debug: { msg: x } }
                  rescue: []
            """);
        _run.Story("a").ShouldBe(["refuse: failed"]);
        _run.Story("b").ShouldBe(["refuse: failed", "rest: ok"]);
        Recap("a").ShouldBe((Ok: 0, Failed: 1, Rescued: 0));
    }

    [Fact]
    public async Task An_unreachable_host_is_not_rescued()
    {
        _run.Down.Add("a");
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - block:
                    - { name: write, copy: { dest: /etc/x, content: x } }
                  rescue:
                    - { name: mend, debug: { msg: x } }
                  always:
                    - { name: always, debug: { msg: x } }
            """);
        _run.Story("a").ShouldBe(["write: unreachable"]);
        _run.Story("b").ShouldBe(["write: changed", "always: ok"]);
    }

    [Fact]
    public async Task What_runs_once_and_fails_is_rescued_on_all_hosts()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - block:
                    - { name: once, fail: { msg: no }, run_once: true }
                    - { name: rest, debug: { msg: x } }
                  rescue:
                    - { name: mend, debug: { msg: "{{ ansible_failed_task.name }}" } }
                - { name: behind, debug: { msg: x } }
            """);
        _run.Story("a").ShouldBe(["once: failed", "mend: ok", "behind: ok"]);
        _run.Story("b").ShouldBe(["mend: ok", "behind: ok"]);
        _run.Result("b", "mend").Message.ShouldBe("once");
    }

    [Fact]
    public async Task A_fatal_error_ends_the_play_for_all_after_the_always_parts()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - any_errors_fatal: true
                  block:
                    - { name: refuse, fail: { msg: no }, when: inventory_hostname == "a" }
                    - { name: rest, debug: { msg: x } }
                  always:
                    - { name: one, debug: { msg: x } }
                    - { name: two, debug: { msg: x } }
                - { name: behind, debug: { msg: x } }
            - hosts: all
              gather_facts: false
              tasks:
                - { name: next play, debug: { msg: x } }
            """);
        _run.Story("a").ShouldBe(["refuse: failed", "one: ok", "two: ok"]);
        _run.Story("b").ShouldBe(["refuse: skipped", "one: ok", "two: ok"]);
    }

    [Fact]
    public async Task A_rescued_error_is_not_fatal()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              any_errors_fatal: true
              tasks:
                - block:
                    - { name: refuse, fail: { msg: no }, when: inventory_hostname == "a" }
                  rescue:
                    - { name: mend, debug: { msg: x } }
                - { name: behind, debug: { msg: x } }
            """);
        _run.Story("a").ShouldBe(["refuse: failed", "mend: ok", "behind: ok"]);
        _run.Story("b").ShouldBe(["refuse: skipped", "behind: ok"]);
    }

    [Fact]
    public async Task Blocks_work_in_roles_and_in_all_sections()
    {
        const string Block = "- block: [{ name: NAME, fail: { msg: no } }]\n  rescue: [{ name: mend NAME, debug: { msg: x } }]\n";
        _run.File("roles/web/tasks/main.yml", Block.Replace("NAME", "role", StringComparison.Ordinal));
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              roles: [web]
              pre_tasks:
                - block: [{ name: pre, fail: { msg: no } }]
                  rescue: [{ name: mend pre, debug: { msg: x } }]
              post_tasks:
                - block: [{ name: post, fail: { msg: no } }]
                  rescue: [{ name: mend post, debug: { msg: x } }]
            """);
        _run.Story("a").ShouldBe(["pre: failed", "mend pre: ok", "web : role: failed", "web : mend role: ok", "post: failed", "mend post: ok"]);
    }

    [Fact]
    public async Task A_block_can_be_a_handler()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - { name: write, copy: { dest: /etc/x, content: x }, notify: restart }
                - { name: behind, debug: { msg: x } }
              handlers:
                - name: restart
                  block:
                    - { name: try, fail: { msg: no } }
                  rescue:
                    - { name: other way, debug: { msg: x } }
                - when: true
                  block:
                    - { name: not notified, debug: { msg: x } }
            """);
        _run.Story("a").ShouldBe(["write: changed", "behind: ok", "try: failed", "other way: ok"]);
        _run.Finished.ShouldNotBeNull().Recap[0].Pending.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_handler_that_fails_when_flushed_in_a_block_is_rescued()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - block:
                    - { name: write, copy: { dest: /etc/x, content: x }, notify: restart }
                    - meta: flush_handlers
                    - { name: rest, debug: { msg: x } }
                  rescue:
                    - { name: mend, debug: { msg: x } }
              handlers:
                - { name: restart, fail: { msg: no } }
            """);
        _run.Story("a").ShouldBe(["write: changed", "restart: failed", "mend: ok"]);
    }

    [Fact]
    public async Task Checks_ahead_of_their_turn_reach_over_the_end_of_a_block()
    {
        _run.Host("a").File("/etc/one", "x").File("/etc/two", "x");
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - block:
                    - { name: one, copy: { dest: /etc/one, content: x } }
                  rescue:
                    - { name: mend, copy: { dest: /etc/mend, content: x } }
                - { name: two, copy: { dest: /etc/two, content: x } }
            """);
        _run.Story("a").ShouldBe(["one: ok", "two: ok"]);
    }

    private (int Ok, int Failed, int Rescued) Recap(string host)
    {
        var recap = _run.Finished.ShouldNotBeNull().Recap.Single(recap => recap.Host == host);
        return (recap.Ok, recap.Failed, recap.Rescued);
    }
}
