using GlanceOrch.Core.Tests.Modules;

namespace GlanceOrch.Core.Tests.Execution;

/// <summary>Which handlers a notification means, and the order they run in.</summary>
public sealed class HandlerChoiceTests : IDisposable
{
    private readonly TestRun _run = new() { NewHost = () => new FakeHost().AnswerPrefix("") };

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("restart", "restart: ok")] // the play's own comes behind those of its roles
    [InlineData("web : restart", "web : restart: ok")]
    [InlineData("twice", "twice: changed")]
    [InlineData("topic", "web : restart: ok, twice: ok, twice: changed")]
    public async Task Of_two_handlers_of_one_name_the_later_runs_and_all_that_listen_do(string notify, string story)
    {
        _run.File("roles/web/tasks/main.yml", "- { name: task, debug: { msg: x } }\n")
            .File("roles/web/handlers/main.yml", "- { name: restart, debug: { msg: x }, listen: topic }\n");
        await _run.RunAsync($$"""
            - hosts: a
              gather_facts: false
              roles: [web]
              tasks:
                - { name: write, copy: { dest: /etc/x, content: x }, notify: '{{notify}}' }
              handlers:
                - { name: restart, debug: { msg: x } }
                - { name: twice, debug: { msg: x }, listen: topic }
                - { name: twice, command: later, listen: topic }
            """);
        string.Join(", ", _run.Story("a").Skip(2)).ShouldBe(story);
    }

    [Fact]
    public async Task Handlers_run_in_the_order_roles_then_play_then_imported_roles()
    {
        foreach (var role in new[] { "one", "two" })
        {
            _run.File($"roles/{role}/tasks/main.yml", $"- {{ name: write, copy: {{ dest: /etc/{role}, content: x }}, notify: restart {role} }}\n")
                .File($"roles/{role}/handlers/main.yml", $"- {{ name: restart {role}, debug: {{ msg: x }} }}\n");
        }

        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              roles: [one]
              tasks:
                - import_role: { name: two }
                - { name: write, copy: { dest: /etc/x, content: x }, notify: own }
              handlers:
                - { name: own, debug: { msg: x } }
            """);
        _run.Story("a").Skip(3).ShouldBe(["one : restart one: ok", "own: ok", "two : restart two: ok"]);
    }

    [Fact]
    public async Task A_name_that_only_a_host_can_tell_and_that_no_handler_has_fails_the_task()
    {
        await _run.RunAsync("""
            - hosts: a
              gather_facts: false
              vars: { which: nobody }
              tasks:
                - { name: write, copy: { dest: /etc/x, content: x }, notify: 'restart {{ which }}' }
            """);
        _run.Result("a", "write").Message.ShouldNotBeNull().ShouldEndWith("no handler of this play is named 'restart nobody' or listens to it");
    }
}
