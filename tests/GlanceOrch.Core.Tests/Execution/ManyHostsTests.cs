using System.Diagnostics;
using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Tests.Modules;
using Xunit.Abstractions;

namespace GlanceOrch.Core.Tests.Execution;

/// <summary>What a run costs beside the hosts. Measured by hand: set GLANCE_ORCH_MEASURE to the number of hosts.</summary>
public sealed class ManyHostsTests(ITestOutputHelper output) : IDisposable
{
    private readonly TestRun _run = new() { NewHost = () => new FakeHost().AnswerPrefix("") };

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Fifty_tasks_on_many_hosts_cost_as_much_for_each_host_as_on_few()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("GLANCE_ORCH_MEASURE"), out var hosts) ? hosts : 40;
        _run.KeepsEvents = false;
        _run.Options = new RunOptions { Forks = 50 };
        var tasks = string.Concat(Enumerable.Range(0, 50).Select(i => $$$"""
                - name: task {{{i}}}
                  copy: { dest: "/etc/file{{{i}}}", content: "{{ inventory_hostname }} {{ base }} {{ port }}\n" }
                  when: enabled && port > {{{i}}}
                  notify: restart

            """));
        var plan = _run.Compile(
            $$$"""
            - hosts: all
              gather_facts: false
              vars: { base: "{{ prefix }}/x", enabled: true }
              tasks:
            {{{tasks}}}
              handlers:
                - name: restart
                  command: restart
            """,
            $"{string.Concat(Enumerable.Range(0, count).Select(i => $"host{i:0000} port=9292 db_password=password-of-{i:0000}\n"))}[all:vars]\nprefix=/srv\n");
        _run.Diagnostics.ShouldBeEmpty();
        foreach (var pass in (string[])["changing", "unchanged"])
        {
            var before = GC.GetTotalAllocatedBytes();
            var watch = Stopwatch.StartNew();
            await _run.RunAsync(plan);
            output.WriteLine($"{pass}: {count} hosts, {watch.Elapsed.TotalSeconds:0.00} s, {(GC.GetTotalAllocatedBytes() - before) / 1e6:0} MB allocated, {GC.GetTotalMemory(forceFullCollection: true) / 1e6:0} MB held");
            _run.Finished.ShouldNotBeNull().Recap.Count.ShouldBe(count);
            _run.Finished.Recap.ShouldAllBe(host => host.Failed == 0 && host.Changed == (pass == "changing" ? 51 : 0));
        }
    }
}
