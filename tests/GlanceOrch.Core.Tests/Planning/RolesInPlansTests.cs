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
    [InlineData("become: true", "become")]
    [InlineData("become_user: glance", "become")]
    [InlineData("check_mode: true", "check_mode")]
    [InlineData("diff: true", "diff")]
    [InlineData("environment: { A: b }", "environment")]
    [InlineData("no_log: true", "no_log")]
    [InlineData("throttle: 1", "throttle")]
    [InlineData("any_errors_fatal: true", "any_errors_fatal")]
    [InlineData("ignore_unreachable: true", "ignore_unreachable")]
    [InlineData("module_defaults: { command: { chdir: / } }", "module_defaults")]
    [InlineData("run_once: true", "run_once")]
    public void A_keyword_that_an_include_does_not_hand_on_belongs_under_apply(string line, string name)
    {
        _run.File("more.yml", "- command: \"true\"\n");
        foreach (var include in new[] { "include_tasks: { file: more.yml", "include_role: { name: base", "ansible.builtin.include_role: { name: base" })
        {
            _run.Compile($"- hosts: all\n  tasks:\n    - {include}, apply: {{ {line} }} }}\n");
            _run.Diagnostics.ShouldBeEmpty();
        }

        _run.Compile($"- hosts: all\n  tasks:\n    - include_tasks: more.yml\n      {line}\n    - ansible.builtin.include_role: {{ name: base }}\n      {line}\n");
        _run.Diagnostics.Select(finding => finding.Message).ShouldBe(
            [$"'{name} on include_tasks' is not supported by this version", $"'{name} on ansible.builtin.include_role' is not supported by this version"]);
        _run.Diagnostics.ShouldAllBe(finding => finding.Hint == "write it under 'apply', for the tasks inside");
    }

    [Fact]
    public void A_role_that_allows_duplicates_runs_each_time_it_is_named()
    {
        _run.File("roles/base/meta/main.yml", "allow_duplicates: true\n");
        Titles("roles: [ one, base ]").ShouldBe("base : base, base : tagged, one : one, base : base, base : tagged");
    }

    [Theory]
    [InlineData("import_role: { name: base, allow_duplicates: false }")]
    [InlineData("include_role: { name: base, allow_duplicates: false }")]
    public void To_run_a_role_only_where_it_has_not_run_is_refused(string task)
    {
        _run.Compile($"- hosts: all\n  tasks:\n    - {task}\n");
        _run.Diagnostics.ShouldHaveSingleItem().Message.ShouldBe("'allow_duplicates: false' is not supported by this version");
    }

    [Theory]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    public void Variables_are_not_held_against_a_role_that_is_imported_without_validation(string validate, int findings)
    {
        _run.File("roles/base/meta/argument_specs.yml", "argument_specs: { main: { options: { base_port: { type: int, required: true } } } }\n");
        _run.Compile($"- hosts: all\n  tasks:\n    - import_role: {{ name: base, rolespec_validate: {validate} }}\n");
        _run.Diagnostics.Count().ShouldBe(findings);
    }

    [Theory]
    [InlineData("free", "true", 1)]
    [InlineData("host_pinned", "true", 1)]
    [InlineData("host_pinned", "false", 0)]
    [InlineData("linear", "true", 0)]
    public void Run_once_where_hosts_do_not_wait_for_each_other_is_warned_of(string strategy, string once, int warnings)
    {
        _run.Compile($"- hosts: all\n  strategy: {strategy}\n  tasks:\n    - run_once: {once}\n      block:\n        - command: a\n        - command: b\n");
        _run.Diagnostics.Select(finding => finding.ToString()[finding.ToString().IndexOf("4:", StringComparison.Ordinal)..])
            .ShouldBe(Enumerable.Repeat($"4:17: warning GO4017: 'run_once' has no effect under the strategy '{strategy}': each host does the task; use the strategy linear for it, or a 'when' that one host fulfils", warnings));
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
