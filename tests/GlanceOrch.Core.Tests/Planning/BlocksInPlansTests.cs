using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Tests.Execution;

namespace GlanceOrch.Core.Tests.Planning;

/// <summary>Blocks as they are written and planned.</summary>
public sealed class BlocksInPlansTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("block: { debug: { msg: x } }", 4, 14, "'block' takes a list, not a mapping")]
    [InlineData("block:", 4, 13, "'block' takes a list of tasks, not nothing")]
    [InlineData("rescue: [{ debug: { msg: x } }]", 4, 7, "'rescue' without 'block'")]
    [InlineData("always: [{ debug: { msg: x } }]", 4, 7, "'always' without 'block'")]
    [InlineData("block: [{ debug: { msg: x } }]\n      loop: [1]", 5, 7, "'loop' is no keyword of a block")]
    [InlineData("block: [{ debug: { msg: x } }]\n      rescu: []", 5, 7, "'rescu' is no keyword of a block")]
    [InlineData("block: [{ debug: { msg: x } }]\n      debug: { msg: x }", 5, 7, "a block names no module, but here is 'debug'")]
    [InlineData("block: [{ debgu: { msg: x } }]", 4, 17, "'debgu' is neither a module nor a keyword of a task")]
    public void Mistakes_are_reported_where_they_stand(string block, int line, int column, string message)
    {
        _run.Compile($"- hosts: all\n  tasks:\n    - name: a block\n      {block}\n");
        var finding = _run.Diagnostics.ShouldHaveSingleItem();
        finding.Message.ShouldBe(message);
        finding.Span.ToString().ShouldEndWith($"site.yml:{line}:{column}");
    }

    [Fact]
    public void What_a_block_says_holds_for_its_tasks_and_theirs_wins_or_adds()
    {
        var plan = Compile("""
            - hosts: all
              gather_facts: false
              tasks:
                - when: outer
                  tags: [outer]
                  vars: { v: 1 }
                  become: true
                  become_user: glance
                  environment: { A: '1' }
                  notify: restart
                  ignore_errors: true
                  delegate_to: b
                  run_once: true
                  no_log: true
                  any_errors_fatal: true
                  timeout: 5
                  throttle: 1
                  module_defaults: { copy: { mode: '0600', owner: root } }
                  block:
                    - when: inner
                      tags: inner
                      ignore_errors: false
                      module_defaults: { copy: { owner: glance } }
                      block:
                        - copy: { dest: /x, content: y }
                          notify: reload
              handlers:
                - { name: restart, debug: { msg: x } }
                - { name: reload, debug: { msg: x } }
            """);
        var task = PlannedSteps.Tasks(plan.Plays[0]).ShouldHaveSingleItem();
        task.When.Select(when => when.ToString()).ShouldBe(["outer", "inner"]);
        task.Tags.ShouldBe(["outer", "inner"]);
        task.Vars.ShouldHaveSingleItem()["v"].ShouldBe(1L);
        task.Become.User.ShouldBe("glance");
        task.Environment.Count.ShouldBe(1);
        task.Notify.Select(notification => notification.Name).ShouldBe(["restart", "reload"]);
        task.IgnoreErrors.ShouldNotBeNull().ToString().ShouldBe("false");
        task.DelegateTo.ShouldBe("b");
        new[] { task.RunOnce, task.NoLog, task.AnyErrorsFatal }.ShouldAllBe(keyword => keyword != null && keyword.ToString() == "true");
        (task.Timeout, task.Throttle).ShouldBe((5L, 1L));
        task.Arguments["mode"].ShouldBe("0600");
        task.Arguments["owner"].ShouldBe("glance");
    }

    [Fact]
    public void Tags_choose_tasks_inside_blocks_and_empty_blocks_go()
    {
        _run.PlanOptions = new PlanOptions { Tags = ["config"] };
        var plan = Compile("""
            - hosts: all
              gather_facts: false
              tasks:
                - block:
                    - { name: no, debug: { msg: x } }
                  rescue:
                    - { name: never alone, debug: { msg: x }, tags: config }
                - block:
                    - { name: first, debug: { msg: x }, tags: config }
                    - { name: no, debug: { msg: x } }
                  always:
                    - { name: last, debug: { msg: x }, tags: config }
            """);
        PlannedSteps.Tasks(plan.Plays[0]).Select(task => task.Title).ShouldBe(["first", "last"]);
    }

    [Fact]
    public void A_run_can_start_at_a_task_inside_a_block()
    {
        _run.PlanOptions = new PlanOptions { StartAtTask = "s*d" };
        var plan = Compile("""
            - hosts: all
              gather_facts: false
              tasks:
                - block:
                    - { name: first, debug: { msg: x } }
                    - { name: second, debug: { msg: x } }
                - { name: third, debug: { msg: x } }
            """);
        PlannedSteps.Tasks(plan.Plays[0]).Select(task => task.Title).ShouldBe(["second", "third"]);
    }

    [Fact]
    public void Notifications_inside_blocks_are_checked()
    {
        _run.Compile("""
            - hosts: all
              tasks:
                - block:
                    - debug: { msg: x }
                  rescue:
                    - debug: { msg: x }
                      notify: restrat
              handlers:
                - { name: restart, debug: { msg: x } }
            """);
        _run.Diagnostics.ShouldHaveSingleItem().Hint.ShouldBe("did you mean 'restart'?");
    }

    [Fact]
    public void A_block_among_the_handlers_that_rescues_needs_a_name()
    {
        _run.Compile("""
            - hosts: all
              handlers:
                - block: [{ name: a, debug: { msg: x } }]
                  rescue: [{ debug: { msg: x } }]
            """);
        _run.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("GO4015");
    }

    [Fact]
    public void Defaults_for_a_module_are_checked_as_its_arguments_are()
    {
        _run.Compile("""
            - hosts: all
              module_defaults:
                copy: { moed: '0600' }
              tasks:
                - copy: { dest: /x, content: y }
            """);
        var finding = _run.Diagnostics.ShouldHaveSingleItem();
        finding.Span.ToString().ShouldEndWith("site.yml:3:13");
        finding.Message.ShouldBe("module 'copy' has no argument 'moed'");
    }

    private TaskPlan Compile(string playbook)
    {
        var plan = _run.Compile(playbook);
        _run.Diagnostics.ShouldBeEmpty();
        return plan;
    }
}
