namespace GlanceOrch.Cli.Tests;

/// <summary>What is said of handlers that a run leaves out, and where they wait.</summary>
public sealed class ResumedHandlersTests : IDisposable
{
    private const string Playbook = """
        - hosts: web
          gather_facts: false
          tasks:
            - copy: { dest: "{{ playbook_dir }}/written", content: x }
              notify: Restart
            - fail: { msg: no }
              when: refuse
          handlers:
            - name: Restart
              debug: { msg: restarted }
        """;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("XDG_STATE_HOME", "state/glance-orch")]
    [InlineData("HOME", "state/.local/state/glance-orch")]
    public async Task The_recap_names_them_and_the_next_run_says_that_it_resumes_them(string variable, string folder)
    {
        var (code, printed) = await PlayAsync(variable, refuse: true);
        code.ShouldBe(ExitCodes.TaskFailed);
        printed.ShouldContain("box: notified handlers that did not run: Restart; the next run of the play runs them");
        Directory.GetFiles(_folder[folder], "*.json", SearchOption.AllDirectories).ShouldHaveSingleItem();

        (code, printed) = await PlayAsync(variable, refuse: false, "--check");
        printed.ShouldContain("resuming: [box] => handlers that an earlier run left out: Restart");

        (code, printed) = await PlayAsync(variable, refuse: false);
        code.ShouldBe(ExitCodes.Success);
        printed.ShouldContain("resuming: [box] => handlers that an earlier run left out: Restart");
        printed.ShouldContain("ok: [box] => restarted");
        Directory.GetFiles(_folder.Path, "*.json", SearchOption.AllDirectories).ShouldBeEmpty();

        (code, printed) = await PlayAsync(variable, refuse: false);
        printed.ShouldNotContain("Restart");
    }

    [Fact]
    public async Task Without_a_home_there_is_a_warning_and_the_run_goes_on()
    {
        var (code, printed) = await PlayAsync("NOTHING", refuse: false);
        code.ShouldBe(ExitCodes.Success);
        printed.ShouldContain("warning: neither XDG_STATE_HOME nor HOME is set");
    }

    private async Task<(int Code, string Printed)> PlayAsync(string variable, bool refuse, params string[] more)
    {
        var playbook = _folder.Put("site.yml", Playbook);
        var inventory = _folder.Put("hosts.ini", "[web]\nbox ansible_connection=local\n");
        var (code, printed, _) = await InProcess.RunAsync(
            usual => usual with { Error = usual.Out, Environment = name => name == variable ? _folder["state"] : null },
            ["play", playbook, "-i", inventory, "-e", refuse ? "{refuse: true}" : "{refuse: false}", .. more]);
        return (code, printed);
    }
}
