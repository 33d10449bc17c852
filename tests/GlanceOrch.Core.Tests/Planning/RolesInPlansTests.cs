using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Tests.Execution;

namespace GlanceOrch.Core.Tests.Planning;

public sealed class RolesInPlansTests : IDisposable
{
    private readonly TestRun _run = new();

    public RolesInPlansTests() =>
        _run.File("roles/base/tasks/main.yml", "- { name: base, command: \"true\" }\n- { name: tagged, command: \"true\", tags: own }\n")
            .File("roles/one/meta/main.yml", "dependencies: [base]\n").File("roles/one/tasks/main.yml", "- { name: one, command: \"true\" }\n")
            .File("roles/two/meta/main.yml", "dependencies: [base]\n").File("roles/two/tasks/main.yml", "- { name: two, command: \"true\" }\n");

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("", "base : base, base : tagged, one : one, two : two")]
    [InlineData("second", "base : base, base : tagged, two : two")]
    [InlineData("first", "base : base, base : tagged, one : one")]
    [InlineData("own", "base : tagged")]
    [InlineData("second,own", "base : tagged, base : base, two : two")]
    public void A_role_that_two_depend_on_runs_once_whichever_the_tags_choose(string tags, string titles)
    {
        _run.PlanOptions = new PlanOptions { Tags = tags.Split(',', StringSplitOptions.RemoveEmptyEntries) };
        Titles("roles: [ { role: one, tags: first }, { role: two, tags: second } ]").ShouldBe(titles);
    }

    [Fact]
    public void A_role_under_other_conditions_runs_again() =>
        Titles("roles: [ { role: one, when: a is_there }, { role: two } ]".Replace("a is_there", "false", StringComparison.Ordinal))
            .ShouldBe("base : base, base : tagged, one : one, base : base, base : tagged, two : two");

    [Fact]
    public void A_role_named_twice_in_the_same_way_runs_once() =>
        Titles("roles: [ base, { role: base, tags: late } ]").ShouldBe("base : base, base : tagged");

    [Fact]
    public void Imports_work_in_roles_found_by_a_relative_path()
    {
        var current = Directory.GetCurrentDirectory();
        _run.File("elsewhere/far/tasks/main.yml", "- import_tasks: more.yml\n").File("elsewhere/far/tasks/more.yml", "- { name: more, command: \"true\" }\n");
        _run.PlanOptions = new PlanOptions { RolesPath = [Path.GetRelativePath(current, Path.Combine(_run.Folder, "elsewhere"))] };
        Titles("roles: [far]").ShouldBe("far : more");
    }

    [Theory]
    [InlineData("import_tasks: more.yml", "register: r", "'register on import_tasks' is not supported by this version")]
    [InlineData("import_tasks: more.yml", "loop: [1]", "'loop on import_tasks'")]
    [InlineData("include_tasks: more.yml", "run_once: true", "'run_once on include_tasks'")]
    [InlineData("meta: flush_handlers", "when: false", "'when on meta: flush_handlers'")]
    public void Keywords_that_an_import_would_ignore_are_refused(string task, string keyword, string message)
    {
        _run.File("more.yml", "- command: \"true\"\n");
        _run.Compile($"- hosts: all\n  tasks:\n    - {task}\n      {keyword}\n");
        _run.Diagnostics.ShouldHaveSingleItem().Message.ShouldStartWith(message);
    }

    [Theory]
    [InlineData("check_mode: true")]
    [InlineData("diff: true")]
    [InlineData("no_log: true")]
    [InlineData("run_once: true")]
    [InlineData("ignore_errors: true")]
    [InlineData("ignore_unreachable: true")]
    [InlineData("any_errors_fatal: true")]
    [InlineData("delegate_to: a")]
    [InlineData("timeout: 5")]
    [InlineData("throttle: 1")]
    [InlineData("environment: { A: b }")]
    [InlineData("become_user: glance")]
    [InlineData("module_defaults: { command: { chdir: /tmp } }")]
    public void A_keyword_beside_a_role_s_name_holds_for_its_tasks(string keyword)
    {
        var plan = _run.Compile($"- hosts: all\n  gather_facts: false\n  roles: [ base, {{ role: base, {keyword} }} ]\n");
        _run.Diagnostics.ShouldBeEmpty();
        var tasks = PlannedSteps.Tasks(plan.Plays[0]).Where(task => task.Title == "base : base").ToList();
        tasks.Count.ShouldBe(2, "under another keyword the role is not the same again");
        Keyword(tasks[0]).ShouldBeNull();
        Keyword(tasks[1]).ShouldNotBeNull();
        tasks[1].Role.ShouldNotBeNull().Reference.Parameters.ShouldBeEmpty();

        object? Keyword(PlannedTask task) => keyword.Split(':')[0] switch
        {
            "check_mode" => task.CheckMode,
            "diff" => task.Diff,
            "no_log" => task.NoLog,
            "run_once" => task.RunOnce,
            "ignore_errors" => task.IgnoreErrors,
            "ignore_unreachable" => task.IgnoreUnreachable,
            "any_errors_fatal" => task.AnyErrorsFatal,
            "delegate_to" => task.DelegateTo,
            "timeout" => task.Timeout,
            "throttle" => task.Throttle,
            "environment" => task.Environment.Count > 0 ? task.Environment : null,
            "become_user" => task.Become.User,
            _ => task.Arguments.GetValueOrDefault("chdir"),
        };
    }

    [Fact]
    public async Task A_role_in_check_mode_changes_nothing_also_in_what_it_depends_on()
    {
        _run.File("roles/one/handlers/main.yml", "- { name: handler, command: \"true\" }\n")
            .File("roles/one/tasks/main.yml", "- { copy: { dest: /etc/x, content: x }, notify: handler }\n");
        await _run.RunAsync("- hosts: a\n  gather_facts: false\n  roles: [ { role: one, check_mode: true } ]\n");
        _run.Host("a").Writes.ShouldBeEmpty();
        _run.Host("a").Runs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("roles: [ { role: base, loop: [1] } ]", "'loop' is a keyword of tasks, not of a role")]
    [InlineData("roles: [ { role: base, with_items: [1] } ]", "'with_items' is a keyword of tasks, not of a role")]
    [InlineData("roles: [ { role: base, register: r } ]", "'register' is a keyword of tasks, not of a role")]
    [InlineData("roles: [ { role: base, notify: h } ]", "'notify' is a keyword of tasks, not of a role")]
    [InlineData("roles: [ { role: base, remote_user: u } ]", "'remote_user' is not supported by this version")]
    [InlineData("roles: [ { role: base, port: 22 } ]", "'port' is not supported by this version")]
    [InlineData("roles: [ { role: base, connection: local } ]", "'connection' is not supported by this version")]
    public void A_keyword_that_a_role_cannot_have_is_no_parameter(string roles, string message)
    {
        _run.Compile($"- hosts: all\n  {roles}\n");
        _run.Diagnostics.First().Message.ShouldBe(message);
    }

    private string Titles(string roles)
    {
        var plan = _run.Compile($"- hosts: all\n  gather_facts: false\n  {roles}\n");
        _run.Diagnostics.ShouldBeEmpty();
        return string.Join(", ", PlannedSteps.Tasks(plan.Plays[0]).Select(task => task.Title));
    }
}
