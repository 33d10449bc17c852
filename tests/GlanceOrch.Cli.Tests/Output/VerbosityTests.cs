namespace GlanceOrch.Cli.Tests.Output;

/// <summary><c>-v</c> tells results, <c>-vv</c> where tasks stand, <c>-vvv</c> how hosts are reached.</summary>
public sealed class VerbosityTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public VerbosityTests()
    {
        _folder.Put("site.yml", """
            - hosts: all
              gather_facts: false
              tasks:
                - name: refuse
                  fail: { msg: no }
                  when: inventory_hostname == "here"
                - name: connect
                  command: "true"
            """);
        _folder.Put("hosts.ini", "here ansible_connection=local\naway ansible_host=127.0.0.1 ansible_port=1 ansible_user=deploy ansible_password=geheim+geheim\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_v_tells_more_and_none_a_password()
    {
        var runs = new List<(string Out, string Error)>();
        foreach (var option in new[] { "--diff", "-v", "-vv", "-vvv" })
        {
            var run = await InProcess.RunAsync(usual => usual, "play", _folder["site.yml"], "-i", _folder["hosts.ini"], option);
            run.Code.ShouldBe(ExitCodes.TaskFailed);
            runs.Add((run.Out, run.Error));
        }

        runs.Select(run => run.Out.Contains("failed: true", StringComparison.Ordinal)).ShouldBe([false, true, true, true], runs[1].Out);
        var place = $"task path: {_folder["site.yml"]}:4:7";
        runs.Select(run => run.Out.Contains(place, StringComparison.Ordinal)).ShouldBe([false, false, true, true]);
        runs.Select(run => run.Error.Contains("debug: away: connecting: ssh ", StringComparison.Ordinal)).ShouldBe([false, false, false, true]);
        runs[3].Error.ShouldContain("127.0.0.1");
        runs.ShouldAllBe(run => !(run.Out + run.Error).Contains("geheim", StringComparison.Ordinal));
    }
}
