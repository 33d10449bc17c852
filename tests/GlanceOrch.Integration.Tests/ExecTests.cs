using Xunit.Abstractions;

namespace GlanceOrch.Integration.Tests;

/// <summary><c>glance-orch exec</c> and its exit codes on real hosts.</summary>
[Collection("hosts many*")]
public sealed class ExecTests(ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-exec-");

    public void Dispose() => _folder.Delete(recursive: true);

    [LabFact]
    public async Task A_command_runs_on_ten_hosts()
    {
        // All but those whose network other tests cut off meanwhile.
        string[] hosts = ["dash1", "busybox1", "services", "api2", "ceph1", "swift1", "many1", "many2", "many3", "many4"];
        var ended = await Lab.ToolAsync("exec", string.Join(':', hosts), "-i", Lab.Inventory, "-f", "10", "--", "uname", "-a");
        ended.Status.ShouldBe(0, ended.Output + ended.Error);
        foreach (var host in hosts)
        {
            ended.Output.ShouldContain($"{host} | CHANGED | rc=0 >>\nLinux {host} ");
        }

        output.WriteLine($"ten hosts: {ended.Duration.TotalSeconds:0.00} s");
    }

    [LabFact]
    public async Task A_command_that_fails_gives_exit_code_2_with_its_words()
    {
        var ended = await Lab.ToolAsync("exec", "many1", "-i", Lab.Inventory, "--", "ls", "/nowhere");
        ended.Status.ShouldBe(2);
        ended.Output.ShouldContain("many1 | FAILED | rc=2 >>");
        ended.Output.ShouldContain("/nowhere");
    }

    [LabFact]
    public async Task Four_ways_of_being_unreachable_have_four_clear_messages_and_the_other_hosts_are_done()
    {
        var wrong = Path.Combine(_folder.FullName, "known_hosts");
        var address = (await Lab.OnAsync("many1", "hostname -I")).Trim();
        var key = await File.ReadAllTextAsync(Path.Combine(Lab.Root, "tests/lab/wrong-host-key.pub"));
        await File.WriteAllTextAsync(wrong, $"{address} {key}");
        var inventory = await InventoryAsync($"""
            many2
            wrongkey ansible_host={address} ansible_ssh_common_args="-o UserKnownHostsFile={wrong} -o HostKeyAlgorithms=ssh-ed25519"
            wrongpassword ansible_host={address} ansible_user=ops ansible_password=not-it ansible_ssh_extra_args="-o PubkeyAuthentication=no"
            down ansible_host={address[..address.LastIndexOf('.')]}.250
            nowhere ansible_host=no-such-host.invalid
            """);
        var ended = await Lab.ToolAsync("exec", "wrongkey:wrongpassword:down:nowhere:many2", "-i", inventory, "-T", "3", "-f", "10", "--", "true");
        ended.Status.ShouldBe(3, ended.Output + ended.Error);
        ended.Output.ShouldContain("many2 | CHANGED | rc=0 >>");
        ended.Output.ShouldMatch(@"unreachable: \[wrongkey\] => .*[Hh]ost key verification failed");
        ended.Output.ShouldMatch(@"unreachable: \[wrongpassword\] => .*Permission denied");
        ended.Output.ShouldMatch(@"unreachable: \[down\] => .*(timed out|No route to host)");
        ended.Output.ShouldMatch(@"unreachable: \[nowhere\] => .*(Could not resolve|Name or service not known|name resolution)");
        ended.Output.ShouldNotContain("not-it");
    }

    [LabFact]
    public async Task Become_with_a_password_works_and_the_password_shows_nowhere()
    {
        var inventory = await InventoryAsync("many3 ansible_user=ops ansible_become=true ansible_become_password=opspass");
        var ended = await Lab.ToolAsync("exec", "many3", "-i", inventory, "-m", "shell", "-a", "id -un; ps -eo args | grep -c opspas[s] || true; echo opspass");
        ended.Status.ShouldBe(0, ended.Output + ended.Error);
        ended.Output.ShouldContain("root\n0\n********");
    }

    [LabFact]
    public async Task A_missing_interpreter_is_no_matter_for_no_host_has_python()
    {
        var ended = await Lab.ToolAsync("exec", "dash1", "-i", Lab.Inventory, "-m", "shell", "-a", "command -v python3 python || echo none");
        ended.Output.ShouldContain("none");
    }

    [LabFact]
    public async Task A_module_takes_its_arguments_as_words_or_as_JSON()
    {
        (await Lab.ToolAsync("exec", "many1", "-i", Lab.Inventory, "-m", "copy", "-a", "content='two words' dest=\"/root/a file\" mode=0600")).Status.ShouldBe(0);
        (await Lab.ToolAsync("exec", "many1", "-i", Lab.Inventory, "-m", "copy", "-a", """{"content": "{\"json\": 1}", "dest": "/root/json"}""")).Status.ShouldBe(0);
        (await Lab.OnAsync("many1", "stat -c %a '/root/a file'; cat '/root/a file' /root/json")).ShouldBe("600\ntwo words{\"json\": 1}");
    }

    [LabFact]
    public async Task A_shell_gets_what_stands_behind_the_dashes()
    {
        var ended = await Lab.ToolAsync("exec", "many1", "-i", Lab.Inventory, "-m", "shell", "--", "echo 'a  b' | tr a c; echo $((6 * 7))");
        ended.Output.ShouldContain("rc=0 >>\nc  b\n42\n");
    }

    [LabFact]
    public async Task A_module_that_only_looks_shows_what_it_found()
    {
        var ended = await Lab.ToolAsync("exec", "many1", "-i", Lab.Inventory, "-m", "stat", "-a", "path=/etc/hosts");
        ended.Output.ShouldContain("ok: [many1]\n{\n  \"stat\": {\n    \"exists\": true,");
    }

    [LabFact]
    public async Task An_owner_or_a_group_that_the_host_does_not_know_fails_in_check_mode_too()
    {
        const string Hosts = "dash1,busybox1";
        foreach (var unknown in new[] { "owner=nobodyknows", "owner=root group=nobodyknows" })
        {
            var ended = await Lab.ToolAsync("exec", Hosts, "-i", Lab.Inventory, "-m", "copy", "-a", $"content=x dest=/tmp/owned {unknown}", "--check");
            ended.Status.ShouldBe(2, ended.Output + ended.Error);
            ended.Output.ShouldMatch(@"failed: \[dash1\] => cannot set owner or mode of /tmp/owned: .*nobodyknows");
            ended.Output.ShouldMatch(@"failed: \[busybox1\] => cannot set owner or mode of /tmp/owned: .*nobodyknows");
        }

        var known = await Lab.ToolAsync("exec", Hosts, "-i", Lab.Inventory, "-m", "copy", "-a", "content=x dest=/tmp/owned owner=4711 group=adm", "--check");
        known.Status.ShouldBe(0, known.Output + known.Error);
    }

    [LabFact]
    public async Task A_limit_narrows_the_pattern()
    {
        var ended = await Lab.ToolAsync("exec", "many*", "-i", Lab.Inventory, "--limit", "many2:many3:!many3", "--", "true");
        ended.Status.ShouldBe(0, ended.Output + ended.Error);
        ended.Output.Trim().ShouldBe("many2 | CHANGED | rc=0 >>");
    }

    [LabFact]
    public async Task Wrong_input_is_told_before_any_host_is_touched()
    {
        // Had it been tried, the host would be unreachable.
        var inventory = await InventoryAsync("down ansible_host=192.0.2.1");
        var module = await Lab.ToolAsync("exec", "down", "-i", inventory, "-m", "coppy", "-a", "dest=/x content=y");
        module.Status.ShouldBe(1, module.Output + module.Error);
        (module.Output + module.Error).ShouldContain("did you mean 'copy'?");
        var argument = await Lab.ToolAsync("exec", "down", "-i", inventory, "-m", "copy", "-a", "dst=/x content=y");
        argument.Status.ShouldBe(1, argument.Output + argument.Error);
        (argument.Output + argument.Error).ShouldContain("did you mean 'dest'?");
        var pattern = await Lab.ToolAsync("exec", "mani*", "-i", inventory, "--", "true");
        pattern.Status.ShouldBe(1, pattern.Output + pattern.Error);
        (pattern.Output + pattern.Error).ShouldContain("no host");
    }

    /// <summary>The lab's inventory with lines in front, which may say more of its hosts.</summary>
    private async Task<string> InventoryAsync(string lines)
    {
        var path = Path.Combine(_folder.FullName, "hosts.ini");
        await File.WriteAllTextAsync(path, $"{await File.ReadAllTextAsync(Lab.Inventory)}\n[lab]\n{lines}\n");
        return path;
    }
}
