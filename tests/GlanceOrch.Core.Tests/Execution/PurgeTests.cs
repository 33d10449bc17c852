using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Tests.Modules;

namespace GlanceOrch.Core.Tests.Execution;

/// <summary>Several tasks own parts of one file, and <c>purge</c> removes what none of them wants.</summary>
public sealed class PurgeTests : IDisposable
{
    private const string Path = "/etc/glance.conf";

    private const string Play = """
        - hosts: all
          gather_facts: false
          tasks:
            - name: api
              oslo_config: { path: /etc/glance.conf, values: { DEFAULT: { workers: 4, debug: null } } }
              tags: [api, config]
            - name: stores
              oslo_config: { path: /etc/glance.conf, values: { store: { dir: "{{ item }}" } } }
              loop: '["/srv"]'
              tags: [store, config]
            - name: swift
              oslo_config: { path: /etc/glance.conf, values: { swift: { key: x } } }
              when: with_swift ?? false
              tags: [store, config]
            - name: other file
              oslo_config: { path: /etc/other.conf, values: { a: { b: 1 } } }
            - name: one more
              ini_file: { path: /etc/glance.conf, section: cors, option: origin, value: "*" }
              tags: [config]
            - name: purge
              oslo_config: { path: /etc/glance.conf, purge: true }
              tags: [config]
              notify: restart
          handlers:
            - name: restart
              command: "true"
        """;

    private const string Before = "[DEFAULT]\n# How many\n#workers = 1\nold=1\ndebug = True\n\n[swift]\nkey=x\n[hand]\n made =  by\n[cors]\norigin = *\n";
    private const string After = "[DEFAULT]\n# How many\n#workers = 1\nworkers=4\n\n[swift]\n[hand]\n[cors]\norigin = *\n\n[store]\ndir=/srv\n";

    private readonly TestRun _run = new();

    public PurgeTests() => _run.Host("a").File(Path, Before).Answer("true");

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task What_no_task_of_the_play_wants_is_removed_and_comments_stay()
    {
        await _run.RunAsync(Play, "a\n");
        _run.Host("a").Text(Path).ShouldBe(After);
        _run.Story("a").ShouldContain("purge: changed");
        _run.Story("a").ShouldContain("restart: changed");

        _run.Events.Clear();
        await _run.RunAsync(Play, "a\n");
        _run.Story("a").ShouldNotContain(line => line.EndsWith("changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_shows_it()
    {
        _run.Options = new RunOptions { Check = true };
        await _run.RunAsync(Play, "a\n");
        _run.Host("a").Text(Path).ShouldBe(Before);
        var difference = _run.Result("a", "purge").Differences.ShouldHaveSingleItem();
        difference.After.ShouldBe(After.Replace("key=x", "key=[hidden]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_s_own_variables_say_what_it_owns()
    {
        _run.Host("b").File(Path, Before).Answer("true");
        await _run.RunAsync(Play, "a\nb with_swift=true\n");
        _run.Host("a").Text(Path).ShouldNotContain("key=");
        _run.Host("b").Text(Path).ShouldContain("key=x");
    }

    [Fact]
    public async Task Tags_that_leave_none_out_do_no_harm()
    {
        _run.PlanOptions = new PlanOptions { Tags = ["config"] };
        await _run.RunAsync(Play, "a\n");
        _run.Host("a").Text(Path).ShouldBe(After);
    }

    [Fact]
    public async Task A_task_that_was_left_out_by_tags_keeps_everything_in_place()
    {
        _run.PlanOptions = new PlanOptions { SkipTags = ["store"] };
        await _run.RunAsync(Play, "a\n");
        var result = _run.Result("a", "purge");
        result.Status.ShouldBe(GlanceOrch.Core.Execution.TaskStatus.Failed);
        result.Message.ShouldNotBeNull().ShouldMatch(@"^nothing is purged: /etc/glance.conf may have options of 'stores' \(.*site.yml:7:7\), which has not run on this host$");
        _run.Host("a").Text(Path).ShouldContain("old=1");
    }

    [Fact]
    public async Task And_so_does_one_before_the_start_one_that_failed_and_one_that_comes_later()
    {
        _run.PlanOptions = new PlanOptions { StartAtTask = "swift" };
        await _run.RunAsync(Play, "a\n");
        _run.Result("a", "purge").Message.ShouldNotBeNull().ShouldContain("'api' (");
        _run.PlanOptions = new PlanOptions();

        await _run.RunAsync(Play.Replace("dir: \"{{ item }}\"", "dir: \"{{ item.nothing.at.all }}\"", StringComparison.Ordinal).Replace("      tags: [store, config]\n    - name: swift", "      ignore_errors: true\n    - name: swift", StringComparison.Ordinal), "a\n");
        _run.Result("a", "purge").Message.ShouldNotBeNull().ShouldEndWith(", which did not succeed");

        await _run.RunAsync(Play.Replace("  handlers:", "    - name: late\n      oslo_config: { path: /etc/glance.conf, values: { late: { a: 1 } } }\n  handlers:", StringComparison.Ordinal), "a\n");
        _run.Result("a", "purge").Message.ShouldNotBeNull().ShouldContain("'late' (");
        _run.Host("a").Text(Path).ShouldContain("old=1");
    }

    [Fact]
    public async Task What_failed_once_is_not_said_by_a_second_task_at_its_place()
    {
        _run.File("more.yml", "- name: more\n  oslo_config: { path: /etc/glance.conf, values: { more: { a: \"{{ wanted[item] }}\" } } }\n  ignore_errors: true\n");
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars: { wanted: { one: 1 } }
              tasks:
                - include_tasks: more.yml
                  loop: [one, none, one]
                - name: purge
                  oslo_config: { path: /etc/glance.conf, purge: true }
            """, "a\n");
        _run.Result("a", "purge").Message.ShouldNotBeNull().ShouldEndWith(", which did not succeed");
    }

    [Theory]
    [InlineData("store", false)]
    [InlineData("install", true)]
    public async Task What_an_include_would_have_brought_counts_too(string skipped, bool purges)
    {
        const string WithIncludes = """
            - hosts: all
              gather_facts: false
              tasks:
                - name: api
                  oslo_config: { path: /etc/glance.conf, values: { DEFAULT: { workers: 4 } } }
                - name: stores
                  include_tasks: stores.yml
                  tags: [store]
                - name: swift
                  include_tasks: stores.yml
                  when: with_swift ?? false
                - name: packages
                  include_tasks: packages.yml
                  tags: [install]
                - name: purge
                  oslo_config: { path: /etc/glance.conf, purge: true }
            """;
        _run.File("stores.yml", "- oslo_config: { path: /etc/glance.conf, values: { store: { dir: /srv } } }\n").File("packages.yml", "- debug: { msg: x }\n");
        _run.PlanOptions = new PlanOptions { SkipTags = [skipped] };
        await _run.RunAsync(WithIncludes, "a\n");
        if (purges)
        {
            _run.Host("a").Text(Path).ShouldNotContain("old=1");
            _run.Host("a").Text(Path).ShouldContain("dir=/srv");
        }
        else
        {
            _run.Result("a", "purge").Message.ShouldNotBeNull().ShouldContain("'stores' (");
            _run.Host("a").Text(Path).ShouldContain("old=1");
        }
    }
}
