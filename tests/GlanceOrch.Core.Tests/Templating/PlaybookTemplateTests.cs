using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Tests.Execution;
using GlanceOrch.Core.Vault;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Tests.Templating;

/// <summary>Templates where users meet them: in playbooks, with values of hosts and of the controller.</summary>
public sealed class PlaybookTemplateTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Text_of_a_host_stays_as_it_is_through_register_set_fact_and_nested_variables()
    {
        const string Evil = "{{ 1 + 1 }} {% x %}";
        _run.Host("a").Answer("show", Evil);
        _run.File("templates/page.sbn", "{{ include 'inner.sbn' kept }}\n").File("templates/inner.sbn", "<{{ $1 }}>");
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars:
                line: "got {{ shown.stdout }}"
                nested: { list: ["{{ line }}", "{{ kept }}"] }
                deeper: "{{ nested.list[0] }} and {{ nested.list | array.last }}"
              tasks:
                - command: show
                  register: shown
                - set_fact:
                    kept: "{{ shown.stdout }}"
                    whole: "{{ shown }}"
                - set_fact: { again: "{{ kept }}", copy: "{{ whole.stdout_lines }}" }
                - copy: { dest: /etc/line, content: "{{ deeper }}|{{ again }}|{{ copy[0] }}|{{ hostvars.a.kept }}" }
                - copy: { dest: "/etc/{{ item | string.size }}", content: "{{ item }}" }
                  loop: "[kept, shown.stdout]"
                - template: { src: page.sbn, dest: /etc/page }
            """);
        _run.Host("a").Text("/etc/line").ShouldBe($"got {Evil} and {Evil}|{Evil}|{Evil}|{Evil}");
        _run.Host("a").Text($"/etc/{Evil.Length}").ShouldBe(Evil);
        _run.Host("a").Text("/etc/page").ShouldBe($"<{Evil}>\n");
    }

    [Theory]
    [InlineData("|", 9, 18)]
    [InlineData("|-", 9, 18)]
    [InlineData(">", 9, 18)]
    [InlineData(">-", 9, 18)]
    public async Task An_error_inside_a_block_scalar_is_reported_where_it_stands(string style, int line, int column)
    {
        await _run.RunAsync($$$"""
            - hosts: a
              gather_facts: false
              tasks:
                - name: write
                  copy:
                    dest: /etc/x
                    content: {{{style}}}
                      first line
                      two {{ hots }} three
                      last
            """);
        _run.Result("a", "write").Message.ShouldNotBeNull().ShouldContain($"site.yml:{line}:{column}");
        _run.Result("a", "write").Status.ShouldBe(Core.Execution.TaskStatus.Failed);
    }

    [Theory]
    [InlineData("|")]
    [InlineData(">-")]
    [InlineData("|2")]
    public void A_parse_error_inside_a_block_scalar_too(string style)
    {
        var indent = style == "|2" ? "  " : "    ";
        _run.Compile($$$"""
            - hosts: a
              tasks:
                - copy:
                    dest: /etc/x
                    content: {{{style}}}
                    {{{indent}}}first line

                    {{{indent}}}  two {{ 1 + }} three {{ 2 * }}
            """);
        var column = 9 + indent.Length;
        _run.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => (diagnostic.Span.Line, diagnostic.Span.Column))
            .ShouldBe([(8, column + 13), (8, column + 29)]);
    }

    [Fact]
    public async Task Templates_read_the_controller_beside_the_playbook_and_what_they_read_is_data()
    {
        _run.File("files/motd", "Welcome {{ x }}\n").File("beside", "b");
        await _run.RunAsync("""
            - hosts: all
              gather_facts: false
              tasks:
                - name: write
                  copy:
                    dest: /etc/x
                    content: "{{ file 'motd' }}|{{ lookup('file', 'beside') }}|{{ pipe 'cat beside; echo; echo' }}|{{ (env 'GLANCE_ORCH_UNSET') ?? 'unset' }}"
                - name: missing
                  debug: { msg: "{{ file 'none' }}" }
                  when: inventory_hostname == "a"
                - name: fails
                  debug: { msg: "{{ pipe 'echo no >&2; exit 3' }}" }
            """);
        _run.Story("a").ShouldBe(["write: changed", "missing: failed"], _run.Result("a", "write").Message);
        _run.Host("a").Text("/etc/x").ShouldBe("Welcome {{ x }}|b|b|unset");
        _run.Result("a", "missing").Message.ShouldNotBeNull().ShouldContain("`file` finds no file `none`");
        _run.Result("b", "fails").Message.ShouldNotBeNull().ShouldContain("which ended with 3: no");
    }

    [Fact]
    public async Task A_password_is_made_once_kept_for_its_owner_and_never_shown()
    {
        const string Playbook = """
            - hosts: all
              gather_facts: false
              tasks:
                - copy: { dest: /etc/password, content: "{{ password 'secrets/db' 24 }}" }
                - copy: { dest: /etc/folder, content: "{{ playbook_dir }}" }
            """;
        await _run.RunAsync(Playbook);
        var password = _run.Host("a").Text("/etc/password");
        password.Length.ShouldBe(24);
        _run.Host("b").Text("/etc/password").ShouldBe(password);
        _run.Secrets.Apply($"it is {password}").ShouldBe("it is ********");
        var kept = Path.Combine(_run.Host("a").Text("/etc/folder"), "secrets", "db");
        File.ReadAllText(kept).ShouldBe(password + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(kept).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await _run.RunAsync(Playbook);
        _run.Host("a").Text("/etc/password").ShouldBe(password);
    }

    [Theory]
    [InlineData("[DEFAULT]\n{{ include 'db.sbn' }}\n")]
    [InlineData("[DEFAULT]\n{{ include 'outer.sbn' }}\n")]
    public async Task What_an_included_encrypted_template_renders_is_a_secret(string page)
    {
        var password = new VaultPassword(VaultPassword.DefaultId, "key");
        _run.Vault = new VaultReader(new VaultSecrets([password], _run.Secrets.Add));
        _run.File("templates/main.sbn", page).File("templates/outer.sbn", "{{ include 'db.sbn' }}")
            .File("templates/db.sbn", password.Encrypt("dsn = hunter2-{{ env_name }}"u8));
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars: { env_name: prod }
              tasks:
                - template: { src: main.sbn, dest: /etc/x }
            """);
        _run.Host("a").Text("/etc/x").ShouldBe("[DEFAULT]\ndsn = hunter2-prod\n");
        _run.Secrets.Apply("+dsn = hunter2-prod").ShouldBe("+********");
    }

    [Fact]
    public async Task A_decrypted_text_is_a_secret()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars: { key: pass-phrase }
              tasks:
                - copy: { dest: /etc/x, content: "{{ 'top-secret' | vault key | unvault key }}" }
            """);
        _run.Host("a").Text("/etc/x").ShouldBe("top-secret");
        _run.Secrets.Apply("top-secret pass-phrase").ShouldBe("******** ********");
    }

    [Fact]
    public async Task A_hashed_password_is_a_secret_and_so_is_its_hash()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - copy: { dest: /etc/x, content: "{{ 'top-word' | password_hash 'sha512' 'mysalt' }}" }
            """);
        var hash = _run.Host("a").Text("/etc/x");
        hash.ShouldStartWith("$6$mysalt$");
        _run.Secrets.Apply($"top-word {hash}").ShouldBe("******** ********");
    }

    [Fact]
    public async Task A_text_that_says_false_does_not_make_a_task_run()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars: { ready: true }
              tasks:
                - name: reboot
                  command: reboot
                  when: reboot && ready
            """, "a reboot=false\n");
        _run.Result("a", "reboot").Status.ShouldBe(Core.Execution.TaskStatus.Failed);
        _run.Result("a", "reboot").Message.ShouldNotBeNull().ShouldContain("`reboot`: a condition must be true, false or null, not the string \"false\"");
    }
}
