using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Tests.Execution;

namespace GlanceOrch.Core.Tests.Planning;

public sealed class PlanCompilerTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_misspelt_module_is_reported_where_it_stands()
    {
        var diagnostic = Findings("""
            - hosts: all
              tasks:
                - ini_fil: { path: /etc/glance/glance-api.conf }
            """).ShouldHaveSingleItem();
        diagnostic.ShouldEndWith("site.yml:3:7: error GO3006: 'ini_fil' is neither a module nor a keyword of a task; did you mean 'ini_file'?");
    }

    [Fact]
    public void Every_mistake_of_a_playbook_is_reported_in_one_go()
    {
        Findings("""
            - hosts: all
              gather_fact: false
              tasks:
                - copy: { dst: /etc/x, content: x }
                - copy: { dest: /etc/x, content: x, mode: rwx }
                - command: "true"
                  wen: true
                - command: "true"
                  notify: restrt
                - service: { name: x, state: runing }
                - debug: { msg: "{{ 1 + }}" }
              handlers:
                - name: restart
                  command: "true"
            """).Select(finding => finding[(finding.IndexOf("site.yml", StringComparison.Ordinal) + 9)..finding.IndexOf(": ", StringComparison.Ordinal)])
            .ShouldBe(["2:3", "4:15", "4:7", "5:47", "7:7", "9:15", "10:34", "11:29"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("collections: []", "'collections' is not supported by this version")]
    [InlineData("taks: []", "did you mean")]
    public void Keywords_that_are_not_known_or_not_yet_built_are_told_apart(string line, string expected) =>
        Findings($"""
            - hosts: all
              {line}
            """).ShouldHaveSingleItem().ShouldContain(expected);

    [Fact]
    public void Roles_run_after_what_they_depend_on_and_once()
    {
        _run.File("roles/base/tasks/main.yml", "- name: base\n  command: \"true\"\n")
            .File("roles/one/meta/main.yml", "dependencies: [base]\n").File("roles/one/tasks/main.yml", "- name: one\n  command: \"true\"\n")
            .File("roles/two/meta/main.yml", "dependencies:\n  - role: base\n").File("roles/two/tasks/main.yml", "- name: two\n  command: \"true\"\n");
        Titles("""
            - hosts: all
              roles: [one, two]
            """).ShouldBe(["base : base", "one : one", "two : two"]);
    }

    [Fact]
    public void A_misspelt_role_is_reported_with_the_nearest_name()
    {
        _run.File("roles/backend_file/tasks/main.yml", "[]\n");
        Findings("""
            - hosts: all
              roles: [backend_fil]
            """).ShouldHaveSingleItem().ShouldContain("did you mean 'backend_file'?");
    }

    [Fact]
    public void A_required_variable_of_a_role_is_missed_before_any_host_is_touched()
    {
        _run.File("roles/db/tasks/main.yml", "[]\n").File("roles/db/meta/argument_specs.yml", """
            argument_specs:
              main:
                options:
                  db_password: { type: str, required: true }
                  db_port: { type: int }
            """);
        Findings("""
            - hosts: all
              vars: { db_port: many }
              roles: [db]
            """).Select(finding => finding[(finding.IndexOf("error", StringComparison.Ordinal) + 6)..]).ShouldBe(
        [
            "GO4008: role 'db' needs the variable 'db_password', which is not set for a, b",
            "GO4009: role 'db': 'db_port' must be an integer, not the string \"many\" (on a, b)",
        ]);
    }

    [Fact]
    public void Tags_choose_tasks_as_Ansible_does()
    {
        _run.PlanOptions = new PlanOptions { Tags = ["config"] };
        Titles("""
            - hosts: all
              tasks:
                - { name: plain, command: "true" }
                - { name: config, command: "true", tags: config }
                - { name: always, command: "true", tags: [always] }
                - { name: never, command: "true", tags: [never] }
            """).ShouldBe(["config", "always"]);
    }

    [Fact]
    public void Imports_pass_their_conditions_tags_and_variables_on()
    {
        _run.File("more.yml", "- name: inner\n  command: \"true\"\n  when: inner\n");
        var task = Compile("""
            - hosts: all
              tasks:
                - import_tasks: more.yml
                  when: outer
                  tags: [t]
                  vars: { v: 1 }
            """).Plays[0].Sections[0].Steps.ShouldHaveSingleItem().ShouldBeOfType<PlannedTask>();
        task.When.Select(condition => condition.ToString()).ShouldBe(["outer", "inner"]);
        task.Tags.ShouldBe(["t"]);
        task.Vars.ShouldHaveSingleItem()["v"].ShouldBe(1L);
    }

    [Theory]
    [InlineData("0620")]
    [InlineData("'0620'")]
    [InlineData("620")]
    [InlineData("'u=rw,g=w'")]
    public async Task A_file_mode_is_meant_as_its_digits_are_written(string mode)
    {
        await _run.RunAsync($$"""
            - hosts: a
              gather_facts: false
              tasks:
                - copy: { dest: /etc/x, content: x, mode: {{mode}} }
            """);
        Convert.ToString(_run.Host("a").Stat("/etc/x").Mode, 8).ShouldBe("620");
    }

    [Theory]
    [InlineData("service: name=ssh state=started")]
    [InlineData("ansible.builtin.service: { name: ssh, state: started }")]
    public void Modules_are_found_by_full_name_and_take_the_short_form(string task) =>
        Findings($"""
            - hosts: all
              tasks:
                - {task}
            """).ShouldBeEmpty();

    private TaskPlan Compile(string playbook)
    {
        var plan = _run.Compile(playbook);
        _run.Diagnostics.ShouldBeEmpty();
        return plan;
    }

    private List<string> Findings(string playbook)
    {
        _run.Compile(playbook);
        return [.. _run.Diagnostics.Select(diagnostic => diagnostic.ToString())];
    }

    private List<string> Titles(string playbook) =>
        [.. Compile(playbook).Plays.SelectMany(PlannedSteps.Tasks).Select(task => task.Title)];

    [Theory]
    [InlineData("\"{{ where }}\"")]
    [InlineData("[\"{{ where }}\"]")]
    public void A_template_in_hosts_sees_the_variables_of_the_command_line(string hosts)
    {
        _run.PlanOptions = new PlanOptions { ExtraVars = new() { ["where"] = "b" } };
        _run.Compile($"[{{ hosts: {hosts} }}]").Plays.ShouldHaveSingleItem().Hosts.ShouldHaveSingleItem().Name.ShouldBe("b");
    }

    [Theory]
    [InlineData("{{ wher }}", "`wher`")]
    [InlineData("{{ nothing }}", "it is empty")]
    public void A_template_in_hosts_that_gives_no_pattern_is_an_error_and_not_all_hosts(string hosts, string problem)
    {
        _run.PlanOptions = new PlanOptions { ExtraVars = new() { ["where"] = "b", ["nothing"] = "" } };
        Findings($"- hosts: \"{hosts}\"").ShouldContain(finding => finding.Contains("GO4013", StringComparison.Ordinal) && finding.Contains(problem, StringComparison.Ordinal));
    }
}
