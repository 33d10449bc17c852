using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Tests.Modules;

namespace GlanceOrch.Core.Tests.Execution;

/// <summary>How many hosts go at a time, in which order, how many may be lost; and how they wait for each other.</summary>
public sealed class BatchTests : IDisposable
{
    private const string Five = "a\nb\nc\nd\ne\n";

    private readonly TestRun _run = new() { NewHost = () => new FakeHost().AnswerPrefix("") };

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("2", "ab cd e")]
    [InlineData("'40%'", "ab cd e")]
    [InlineData("'1%'", "a b c d e")]
    [InlineData("[1, '60%', 5]", "a bcd e")]
    [InlineData("[1, 2]", "a bc de")]
    [InlineData("0", "abcde")]
    [InlineData("'{{ size }}'", "abc de")]
    [InlineData("['{{ size }}', 1]", "abc d e")]
    public void Serial_cuts_the_hosts_into_batches(string serial, string batches)
    {
        var plan = _run.Compile($"- hosts: all\n  serial: {serial}\n  vars: {{ size: 3 }}\n", Five);
        _run.Diagnostics.ShouldBeEmpty();
        string.Join(' ', plan.Plays[0].Batches.Select(batch => string.Concat(batch.Select(host => host.Name)))).ShouldBe(batches);
    }

    [Theory]
    [InlineData("serial: few", 2, 11, "'serial' takes numbers of hosts and percentages such as 30%, not 'few'")]
    [InlineData("max_fail_percentage: 200", 2, 24, "'max_fail_percentage' takes a number from 0 to 100, not the number 200")]
    [InlineData("order: sortd", 2, 10, "'order' is one of inventory, reverse_inventory, sorted, reverse_sorted, shuffle, not 'sortd'")]
    [InlineData("strategy: fre", 2, 13, "'strategy' is one of linear, free, host_pinned, not 'fre'")]
    [InlineData("serial: '{{ x }}'", 2, 15, "'serial' cannot be made")]
    public void Mistakes_are_reported_where_they_stand(string line, int row, int column, string message)
    {
        _run.Compile($"- hosts: all\n  {line}\n");
        var finding = _run.Diagnostics.ShouldHaveSingleItem();
        finding.Message.ShouldStartWith(message);
        finding.Span.ToString().ShouldEndWith($"site.yml:{row}:{column}");
    }

    [Theory]
    [InlineData("inventory", "cab")]
    [InlineData("reverse_inventory", "bac")]
    [InlineData("sorted", "abc")]
    [InlineData("reverse_sorted", "cba")]
    public void Order_sorts_the_hosts(string order, string hosts)
    {
        var plan = _run.Compile($"- hosts: all\n  order: {order}\n", "c\na\nb\n");
        string.Concat(plan.Plays[0].Hosts.Select(host => host.Name)).ShouldBe(hosts);
    }

    [Fact]
    public async Task A_batch_ends_with_its_handlers_before_the_next_begins()
    {
        await _run.RunAsync("""
            - hosts: all
              serial: 1
              gather_facts: false
              tasks:
                - { name: write, copy: { dest: /etc/x, content: "{{ ansible_play_batch | array.join ',' }} of {{ ansible_play_hosts | array.join ',' }}" }, notify: restart }
              handlers:
                - { name: restart, command: restart }
            """);
        _run.Events.OfType<TaskFinished>().Select(task => $"{task.Host.Name} {task.Task.Title}").ShouldBe(["a write", "a restart", "b write", "b restart"]);
        _run.Host("b").Text("/etc/x").ShouldBe("b of a,b");
    }

    [Fact]
    public async Task When_a_whole_batch_is_lost_the_next_does_not_begin()
    {
        await _run.RunAsync("""
            - hosts: all
              serial: 1
              gather_facts: false
              tasks:
                - { name: refuse, fail: { msg: no } }
            """);
        _run.Story("b").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(40, false)] // two of five are 40 %: the share must be exceeded
    [InlineData(39, true)]
    public async Task Failed_and_unreachable_hosts_count_alike_against_max_fail_percentage(int most, bool ends)
    {
        _run.Down.Add("b");
        await _run.RunAsync($$"""
            - hosts: all
              gather_facts: false
              max_fail_percentage: {{most}}
              tasks:
                - { name: refuse, fail: { msg: no }, when: inventory_hostname == "a" }
                - { name: rescued, copy: { dest: /etc/x, content: x } }
                - { name: behind, debug: { msg: x } }
            - hosts: all
              gather_facts: false
              tasks:
                - { name: next play, debug: { msg: x } }
            """, Five);
        _run.Story("c").ShouldBe(ends ? ["refuse: skipped", "rescued: changed"] : ["refuse: skipped", "rescued: changed", "behind: ok", "next play: ok"]);
    }

    [Fact]
    public async Task Rescued_hosts_are_not_lost()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              max_fail_percentage: 0
              tasks:
                - block: [{ name: refuse, fail: { msg: no } }]
                  rescue: [{ name: mend, debug: { msg: x } }]
                - { name: behind, debug: { msg: x } }
            """);
        _run.Story("a").ShouldBe(["refuse: failed", "mend: ok", "behind: ok"]);
    }

    [Fact]
    public async Task Max_fail_percentage_counts_in_each_batch()
    {
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              serial: 2
              max_fail_percentage: 49
              tasks:
                - { name: refuse, fail: { msg: no }, when: inventory_hostname == "a" }
                - { name: behind, debug: { msg: x } }
            """, Five);
        _run.Story("b").ShouldBe(["refuse: skipped"]);
        _run.Story("c").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("throttle: 1", 1)]
    [InlineData("throttle: 0", 4)]
    [InlineData("throttle: '{{ two }}'", 2)]
    public async Task Throttle_limits_how_many_hosts_do_a_task_at_a_time(string throttle, int most)
    {
        // All that may begin has begun when the run first waits, for hosts in memory do everything else at once.
        var go = new TaskCompletionSource();
        var counting = new Lock();
        var running = 0;
        var highest = 0;
        _run.BeforeCommand = async (_, _) =>
        {
            lock (counting)
            {
                highest = Math.Max(highest, ++running);
            }

            await go.Task;
            lock (counting)
            {
                running--;
            }
        };
        _run.Options = new RunOptions { Forks = 4 };
        var run = _run.RunAsync($$"""
            - hosts: all
              gather_facts: false
              vars: { two: 2 }
              tasks:
                - { name: work, command: work, {{throttle}} }
            """, "a\nb\nc\nd\n");
        running.ShouldBe(most);
        go.SetResult();
        await run;
        highest.ShouldBe(most);
        _run.Events.OfType<TaskFinished>().Count().ShouldBe(4);
    }

    [Fact]
    public async Task An_unreachable_host_that_is_ignored_stays_in_the_play()
    {
        _run.Down.Add("a");
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - { name: write, copy: { dest: /etc/x, content: x }, ignore_unreachable: true, register: r }
                - { name: show, debug: { msg: "{{ hostvars.a.r.unreachable }} {{ r.unreachable ?? false }}" }, when: inventory_hostname == "b" }
                - { name: again, copy: { dest: /etc/x, content: x } }
                - { name: behind, debug: { msg: x } }
            """);
        _run.Story("a").ShouldBe(["write: unreachable", "show: skipped", "again: unreachable"]);
        _run.Result("b", "show").Message.ShouldBe("true false");
        var recap = _run.Finished.ShouldNotBeNull().Recap.Single(host => host.Host == "a");
        (recap.Ok, recap.Unreachable, recap.Ignored).ShouldBe((1, 1, 1));
    }

    [Theory]
    [InlineData("free")]
    [InlineData("host_pinned")]
    public async Task With_other_strategies_a_host_does_not_wait_for_the_others(string strategy)
    {
        // Host a ends its first command only when b has come to its handler: with the linear strategy that would never be.
        var handled = new TaskCompletionSource();
        _run.BeforeCommand = (host, command) =>
        {
            if (host == "b" && command.Contains("restart", StringComparison.Ordinal))
            {
                handled.SetResult();
            }

            return host == "a" ? handled.Task : Task.CompletedTask;
        };
        var run = _run.RunAsync($$"""
            - hosts: all
              gather_facts: false
              strategy: {{strategy}}
              tasks:
                - { name: yield, debug: { msg: x } }
                - block:
                    - { name: first, command: first, notify: restart }
                    - { name: refuse, fail: { msg: no }, when: inventory_hostname == "b" }
                  rescue:
                    - { name: mend, debug: { msg: x } }
              handlers:
                - { name: restart, command: restart }
            """);
        await run.WaitAsync(TimeSpan.FromMinutes(1));
        _run.Story("a").ShouldBe(["yield: ok", "first: changed", "refuse: skipped", "restart: changed"]);
        _run.Story("b").ShouldBe(["yield: ok", "first: changed", "refuse: failed", "mend: ok", "restart: changed"]);
    }
}
