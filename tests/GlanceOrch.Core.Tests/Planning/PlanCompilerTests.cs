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
    public void A_mistake_in_a_template_that_a_task_names_is_told_in_its_place_and_once()
    {
        _run.File("templates/motd.sbn", "first\n{{ if x }}\nopen\n").File("roles/web/templates/web.sbn", "{{ 1 + }}\n")
            .File("roles/web/handlers/main.yml", "- name: again\n  template: { src: web.sbn, dest: /etc/web }\n").File("roles/web/tasks/main.yml", "- ping:\n")
            .File("more.yml", "- template: { src: included.sbn, dest: /etc/x }\n").File("templates/included.sbn", "{% if x %}\n");
        var findings = Findings("""
            - hosts: all
              roles: [web]
              tasks:
                - template: { src: motd.sbn, dest: /etc/motd }
                - template: { src: motd.sbn, dest: /etc/motd2 }
                  when: false
                - template: { src: made-later.sbn, dest: /etc/x }
                - template: { src: "{{ inventory_hostname }}.sbn", dest: /etc/x }
                - include_tasks: more.yml
            """);
        findings.Select(finding => finding[..finding.IndexOf(" GO", StringComparison.Ordinal)].Replace(_run.Folder + "/", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .ShouldBe(["roles/web/templates/web.sbn:1:8: error", "templates/included.sbn:1:1: error", "templates/motd.sbn:2:11: error"]);
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

    [Theory]
    [InlineData("remote_user: root", "ansible_user")]
    [InlineData("connection: local", "delegate_to: localhost")]
    [InlineData("port: 22", "ansible_port")]
    [InlineData("with_items: [1]", "use 'loop'")]
    [InlineData("with_nested: [[1], [2]]", "product LIST OTHERS")]
    [InlineData("with_fileglob: '*.conf'", "pipe")]
    [InlineData("with_first_found: [a]", "template")]
    [InlineData("with_vars: [a]", "'loop' with an expression")]
    public void A_keyword_of_Ansible_s_tasks_that_is_not_here_is_refused_with_what_to_write(string line, string hint)
    {
        var finding = Findings($"""
            - hosts: all
              tasks:
                - command: "true"
                  {line}
            """).ShouldHaveSingleItem();
        finding.ShouldContain("site.yml:4:7: error GO3002");
        finding.ShouldContain(hint);
    }

    [Fact]
    public async Task What_hints_say_of_loops_is_true()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars: { map: { k: v }, one: [1], two: [2], text: "x\ny", users: [{ name: u, keys: [1] }] }
              tasks:
                - { name: dict, debug: { msg: "{{ item.key }}{{ item.value }}" }, loop: dict_items map }
                - { name: sequence, debug: { msg: "{{ item }}" }, loop: 1..2 }
                - { name: items, debug: { msg: "{{ item }}" }, loop: 'flatten [one, two] 1' }
                - { name: flattened, debug: { msg: "{{ item }}" }, loop: 'flatten [[one], two]' }
                - { name: lines, debug: { msg: "{{ item }}" }, loop: 'text | string.split "\n"' }
                - { name: together, debug: { msg: "{{ item[0] }}{{ item[1] }}" }, loop: zip one two }
                - { name: nested, debug: { msg: "{{ item[0] }}{{ item[1] }}" }, loop: product one two }
                - { name: subelements, debug: { msg: "{{ item[0].name }}{{ item[1] }}" }, loop: 'subelements users "keys"' }
            """);
        _run.Story("a").ShouldBe(["dict: ok", "sequence: ok", "items: ok", "flattened: ok", "lines: ok", "together: ok", "nested: ok", "subelements: ok"]);
    }

    [Theory]
    [InlineData("user: glance", "use 'remote_user'")]
    [InlineData("port: 22", "ansible_port")]
    [InlineData("gather_subset: [min]", "'setup'")]
    public void A_keyword_of_Ansible_s_plays_that_is_not_here_is_refused_with_what_to_write(string line, string hint) =>
        Findings($"""
            - hosts: all
              {line}
            """).ShouldHaveSingleItem().ShouldContain(hint);

    [Theory]
    [InlineData("get_url: { url: http://x, dest: /x }", "'get_url' is not supported by this version; use 'command: curl")]
    [InlineData("ansible.builtin.pause: { seconds: 1 }", "'ansible.builtin.pause' is not supported by this version; use 'wait_for' with 'timeout'")]
    [InlineData("ansible.posix.sysctl: { name: x }", "sysctl.d")]
    [InlineData("kubernetes.core.k8s_info: { }", "'kubernetes.core.k8s_info' is not supported by this version")]
    [InlineData("ansible.builtin.templat: { }", "did you mean 'template'?")]
    [InlineData("tempalte: { }", "did you mean 'template'?")]
    public void A_module_of_Ansible_that_is_not_here_is_told_from_a_misspelt_one(string task, string message) =>
        Findings($"""
            - hosts: all
              tasks:
                - {task}
            """).ShouldHaveSingleItem().ShouldContain(message);

    [Fact]
    public void What_is_said_to_be_missing_is_missing()
    {
        foreach (var name in GlanceOrch.Core.Modules.ModuleCatalogue.Default.Names)
        {
            GlanceOrch.Core.Playbooks.MissingModules.IsMissing(name, out _).ShouldBeFalse(name);
        }
    }

    [Theory]
    [InlineData("community.mysql.mysql_db: { name: x }")]
    [InlineData("community.postgresql.postgresql_db: { name: x }")]
    [InlineData("community.rabbitmq.rabbitmq_user: { user: x, password: y }")]
    [InlineData("community.general.ini_file: { path: /x, option: a, value: b }")]
    [InlineData("ansible.legacy.command: 'true'")]
    [InlineData("ansible.legacy.meta: noop")]
    [InlineData("ansible.builtin.ping:")]
    public void A_module_s_full_name_is_known(string task) =>
        Findings($"""
            - hosts: all
              tasks:
                - {task}
            """).ShouldBeEmpty();

    [Fact]
    public void A_template_in_a_tag_is_refused() =>
        Findings("""
            - hosts: all
              tasks:
                - command: "true"
                  tags: [plain, "{{ x }}"]
            """).ShouldHaveSingleItem().ShouldEndWith("site.yml:4:21: error GO3017: 'tags' needs a name without {{ }}: it is read before any host is asked");

    [Fact]
    public void Names_of_files_see_the_variables_that_are_known_before_any_host()
    {
        _run.File("vars/prod.yml", "port: 1\nmore: extra\n").File("vars/extra.yml", "port: 2\n").File("second-prod.yml", "- hosts: all\n  vars_files: ['vars/{{ place }}.yml']\n");
        _run.PlanOptions = new PlanOptions { ExtraVars = new() { ["place"] = "prod" } };
        var plan = Compile("""
            - hosts: all
              vars: { folder: vars }
              vars_files: ["{{ folder }}/{{ place }}.yml", "vars/{{ more }}.yml"]
            - import_playbook: "{{ number }}-{{ place }}.yml"
              vars: { number: second }
            """);
        plan.Plays[0].VarsFiles.Select(file => file["port"]).ShouldBe([2L, 1L]);
        plan.Plays[1].VarsFiles.ShouldHaveSingleItem()["port"].ShouldBe(1L);
    }

    [Theory]
    [InlineData("- { hosts: all, vars_files: ['{{ inventory_hostname }}.yml'] }", "vars_files", "variables of the play and of --extra-vars only")]
    [InlineData("- import_playbook: '{{ inventory_hostname }}.yml'", "import_playbook", "variables beside the import and of --extra-vars only")]
    public void A_name_of_a_file_that_cannot_be_known_before_any_host_is_told(string playbook, string keyword, string hint)
    {
        var finding = Findings(playbook + "\n").ShouldHaveSingleItem();
        finding.ShouldContain($"error GO4018: the name of the file under '{keyword}' cannot be made");
        finding.ShouldContain(hint);
    }

    [Theory]
    [InlineData("import_tasks: '{{ x }}.yml'", "use include_tasks: it takes a template")]
    [InlineData("import_role: { name: '{{ x }}' }", "use include_role: it takes a template")]
    public void An_import_whose_name_is_a_template_is_told_of_includes(string task, string hint) =>
        Findings($"""
            - hosts: all
              tasks:
                - {task}
            """).ShouldHaveSingleItem().ShouldEndWith(hint);

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
