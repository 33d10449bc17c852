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

    private string Titles(string roles)
    {
        var plan = _run.Compile($"- hosts: all\n  gather_facts: false\n  {roles}\n");
        _run.Diagnostics.ShouldBeEmpty();
        return string.Join(", ", PlannedSteps.Tasks(plan.Plays[0]).Select(task => task.Title));
    }
}
