using System.Globalization;

namespace GlanceOrch.Integration.Tests;

/// <summary>Secrets on their way to a real host are in no process list there, and nothing of them is left on either side.</summary>
[Collection("hosts many*")]
public sealed class CanaryOnHostsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-canary-");
    private readonly string _mark = $"canary{Guid.NewGuid():N}";

    public void Dispose() => _folder.Delete(recursive: true);

    [LabFact]
    public async Task Passwords_and_vaulted_values_show_in_no_output_no_process_list_and_no_file()
    {
        var password = Path.Combine(_folder.FullName, "password");
        await File.WriteAllTextAsync(password, "a pass phrase\n");
        var vaulted = await Lab.RunAsync(Lab.Tool, ["vault", "encrypt-string", "--vault-password-file", password, "--stdin-name", "inline"], _mark);
        vaulted.Status.ShouldBe(0, vaulted.Error);
        var inventory = Path.Combine(_folder.FullName, "hosts.ini");
        await File.WriteAllTextAsync(inventory, $"{await File.ReadAllTextAsync(Lab.Inventory)}\n[lab]\nmany3 ansible_user=ops ansible_ssh_extra_args='-o PubkeyAuthentication=no'\n");
        var playbook = Path.Combine(_folder.FullName, "site.yml");
        await File.WriteAllTextAsync(playbook, $$$"""
            - hosts: many3
              gather_facts: false
              become: true
              vars:
            {{{string.Join('\n', vaulted.Output.TrimEnd('\n').Split('\n').Select(line => "    " + line))}}}
              tasks:
                - copy: { dest: /root/canary, content: "{{ inline }}\n", mode: "0600" }
                - shell: cat /root/canary; cat /root/canary | base64; sleep 1; exit 3
                  ignore_errors: true
                - debug: { msg: "{{ inline }}" }
                - file: { path: /root/canary, state: absent }
            """);
        await Lab.OnAsync("many3", "rm -f /run/canary-ended /run/canary-watching; touch /run/canary-began");
        // The patterns do not match themselves.
        var pattern = string.Create(CultureInfo.InvariantCulture, $"[{_mark[0]}]{_mark[1..]}|opspas[s]");
        var watching = Lab.OnAsync("many3", $"""
            touch /run/canary-watching
            for i in $(seq 3000); do
              ended=; [ ! -e /run/canary-ended ] || ended=1
              cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' | grep -aoE '{pattern}|watche[d]-canary'
              [ -z "$ended" ] || break
              sleep 0.1
            done
            rm /run/canary-watching
            """);
        await Lab.OnAsync("many3", "for i in $(seq 300); do [ ! -e /run/canary-watching ] || exit 0; sleep 0.1; done; exit 1");
        foreach (var format in new[] { "human", "jsonl", "junit" })
        {
            var ended = await Lab.RunAsync(
                Lab.Tool, ["play", playbook, "-i", inventory, "--vault-password-file", password, "-k", "-K", "-D", "-vvv", "-o", format], "opspass\n\n", ("GLANCE_ORCH_CONTROL_PERSIST", "0"));
            ended.Status.ShouldBe(0, ended.Output + ended.Error);
            ended.Output.ShouldContain("********");
            (ended.Output + ended.Error).ShouldNotContain(_mark);
            (ended.Output + ended.Error).ShouldNotContain("opspass");
        }

        // A process that the watcher must see, after all the others: it waits until the watcher has ended.
        await Lab.OnAsync("many3", "sh -c 'touch /run/canary-ended; while [ -e /run/canary-watching ]; do sleep 0.1; done' watched-canary");
        (await watching).Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ShouldBe(["watched-canary"]);
        (await Lab.OnAsync("many3", $"find / -xdev \\( -path /proc -o -path /sys \\) -prune -o -type f -newer /run/canary-began -exec grep -laE '{pattern}' {{}} + ; grep -rlaE '{pattern}' /tmp /run /dev/shm 2>/dev/null; true")).ShouldBeEmpty();
        var here = await Lab.RunAsync("sh", ["-c", $"grep -rlaE '{pattern}' /dev/shm /run/user \"$HOME/.glance-orch\" \"$HOME/.local/state/glance-orch\" \"/tmp/glance-orch-$(id -u)\" 2>/dev/null; true"], "");
        here.Output.ShouldBeEmpty();
    }
}
