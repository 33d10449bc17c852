using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Tests.Execution;

namespace GlanceOrch.Core.Tests.Playbooks;

/// <summary>Whatever stands in a playbook, it is a plan or it is findings with places: never an exception.</summary>
public sealed class OddPlaybooksTests : IDisposable
{
    private static readonly string[] PlayKeys =
    [
        "name", "hosts", "vars", "vars_files", "gather_facts", "become", "become_user", "become_method", "become_flags", "roles", "pre_tasks", "tasks",
        "post_tasks", "handlers", "tags", "environment", "remote_user", "connection", "no_log", "ignore_errors", "check_mode", "diff", "force_handlers",
        "any_errors_fatal", "serial", "nonsense",
    ];

    private static readonly string[] TaskKeys =
    [
        "name", "when", "loop", "loop_control", "register", "tags", "notify", "listen", "changed_when", "failed_when", "ignore_errors", "no_log",
        "run_once", "delegate_to", "vars", "become", "become_user", "become_method", "become_flags", "check_mode", "diff", "until", "retries", "delay",
        "environment", "args", "timeout", "block", "command", "copy", "debug", "set_fact", "import_tasks", "meta", "assert", "nonsense",
    ];

    private static readonly string[] Values =
    [
        "", "null", "~", "true", "1", "-1", "99999999999999999999999", "1.5e400", "-.inf", ".nan", "text", "\"\"", "\" \"", "\"{{\"", "\"{{ }}\"", "\"{{ x }}\"",
        "\"}}\"", "[]", "[null]", "[[]]", "[{}]", "{}", "{a: b}", "{1: 2}", "{null: null}", "[1, true, x]", "!!binary aGk=", "!vault x", "!unsafe \"{{ x }}\"", "2020-01-01",
        "\"a\\0b\"", "'../../..'", "/", "&a [*a]", "|\n      two\n      lines", "0644", "0o17", "\"\\ud800\"", "*nowhere", "\t",
    ];

    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Any_kind_of_value_behind_a_keyword_of_a_play_is_read_or_reported() =>
        Every(PlayKeys, (key, value) => key == "hosts" ? $"- hosts: {value}\n" : $"- hosts: all\n  {key}: {value}\n");

    [Fact]
    public void Any_kind_of_value_behind_a_keyword_of_a_task_is_read_or_reported() =>
        Every(TaskKeys, (key, value) => $"- hosts: all\n  tasks:\n    - {key}: {value}\n{(key == "command" ? "" : "      command: \"true\"\n")}");

    [Fact]
    public void Any_kind_of_value_behind_an_argument_is_read_or_reported() =>
        Every(
            ["copy: {dest: /x, content", "copy: {dest: /x, content: x, mode", "copy: {content: x, dest", "command: {cmd", "service: {name: x, state", "command: {cmd: x, creates",
                "assert: {that", "debug: {var", "wait_for: {timeout", "oslo_config: {path: /x, settings"],
            (key, value) => value.Contains('\n') || value is "\t" ? "" : $"- hosts: all\n  tasks:\n    - {key}: {value} }}\n");

    [Theory]
    [InlineData("")]
    [InlineData("---\n")]
    [InlineData("# nothing\n")]
    [InlineData("null")]
    [InlineData("text")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("- \n")]
    [InlineData("- - \n")]
    [InlineData("- text\n")]
    [InlineData("- hosts: all\n  tasks:\n    -\n")]
    [InlineData("- hosts: all\n\ttasks: []\n")]
    [InlineData("- hosts: all\n---\n- hosts: all\n")]
    [InlineData("\0\u0001\u0002\ufffd\ufffd")]
    [InlineData("\ufeff- hosts: all\n")]
    [InlineData("- hosts: all\r\n  tasks:\r\n    - command: \"true\"\r\n")]
    [InlineData("- hosts: all\n  hosts: all\n")]
    [InlineData("- hosts: all\n  vars: {a: \"{{ b }}\", b: \"{{ a }}\"}\n")]
    public void Any_text_is_read_or_reported(string playbook) => Compile(playbook);

    [Fact]
    public void A_playbook_of_a_thousand_brackets_is_reported() =>
        Compile(new string('[', 100_000)).ShouldNotBeEmpty();

    private void Every(IEnumerable<string> keys, Func<string, string, string> playbook)
    {
        foreach (var key in keys)
        {
            foreach (var value in Values)
            {
                Compile(playbook(key, value));
            }
        }
    }

    private List<Diagnostic> Compile(string playbook)
    {
        using var run = new TestRun();
        try
        {
            run.Compile(playbook);
            return [.. run.Diagnostics];
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"this playbook is an exception:\n{playbook}", exception);
        }
    }
}
