using GlanceOrch.Cli.CommandLine;

namespace GlanceOrch.Cli.Tests;

/// <summary>While a task waits, others change the host: what was known of it before must not be believed any more.</summary>
public sealed class WaitingTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_attempt_of_until_looks_anew()
    {
        var (code, printed) = await PlayAsync("""
            - copy: { dest: "{{ playbook_dir }}/unrelated", content: x }
            - shell: "(sleep 1; touch made) >/dev/null 2>&1 &"
              args: { chdir: "{{ playbook_dir }}" }
            - stat: { path: "{{ playbook_dir }}/made" }
              register: it
              until: it.stat.exists
              retries: 50
              delay: 0.2
            """);
        code.ShouldBe(ExitCodes.Success, printed);
    }

    [Fact]
    public async Task What_comes_behind_wait_for_sees_what_it_waited_for()
    {
        _folder.Put("unrelated", "x"); // so that nothing changes before the wait
        var (code, printed) = await PlayAsync("""
            - copy: { dest: "{{ playbook_dir }}/unrelated", content: x }
            - wait_for: { path: "{{ playbook_dir }}/made", timeout: 30, sleep: 0.2 }
            - copy: { remote_src: true, src: "{{ playbook_dir }}/made", dest: "{{ playbook_dir }}/copied" }
            - { name: run, command: { cmd: "true", creates: "{{ playbook_dir }}/made" } }
            """,
            async () =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1.5));
                _folder.Put("made", "new");
            });
        code.ShouldBe(ExitCodes.Success, printed);
        File.ReadAllText(_folder["copied"]).ShouldBe("new");
        printed.ShouldNotContain("run true");
    }

    private async Task<(int Code, string Printed)> PlayAsync(string tasks, Func<Task>? beside = null)
    {
        var playbook = _folder.Put("site.yml", "- hosts: all\n  gather_facts: false\n  tasks:\n" + string.Concat(tasks.Split('\n').Select(line => $"    {line}\n")));
        var running = InProcess.RunAsync("play", playbook, "-i", "here,", "-c", "local");
        await (beside?.Invoke() ?? Task.CompletedTask);
        return await running;
    }
}
