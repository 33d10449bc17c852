namespace GlanceOrch.Integration.Tests;

/// <summary>Logging in with a password, and becoming other users.</summary>
[Collection("hosts many*")]
public sealed class UsersTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-users-");

    public void Dispose() => _folder.Delete(recursive: true);

    [LabFact]
    public async Task A_login_password_is_asked_for_and_given_to_ssh()
    {
        var ended = await ExecAsync("opspass\n", "ansible_user=ops ansible_ssh_extra_args='-o PubkeyAuthentication=no'", ["-k"], "id -un; ps -eo args | grep -c opspas[s] || true");
        ended.Status.ShouldBe(0, ended.Output + ended.Error);
        ended.Output.ShouldContain("rc=0 >>\nops\n0\n");
    }

    [LabFact]
    public async Task A_wrong_login_password_is_unreachable()
    {
        var ended = await ExecAsync("not-this-one\n", "ansible_user=ops ansible_ssh_extra_args='-o PubkeyAuthentication=no'", ["-k"], "id -un");
        ended.Status.ShouldBe(3, ended.Output + ended.Error);
        ended.Output.ShouldContain("Permission denied");
        (ended.Output + ended.Error).ShouldNotContain("not-this-one");
    }

    [LabFact]
    public async Task An_empty_become_password_is_the_login_password()
    {
        var ended = await ExecAsync("opspass\n\n", "ansible_user=ops ansible_ssh_extra_args='-o PubkeyAuthentication=no'", ["-k", "-K", "-b"], "id -un");
        ended.Output.ShouldContain("rc=0 >>\nroot\n", Case.Sensitive, ended.Output + ended.Error);
    }

    [LabFact]
    public async Task A_wrong_become_password_fails_with_the_reason()
    {
        var ended = await ExecAsync("not-this-one\n", "ansible_user=ops", ["-K", "-b"], "id -un");
        ended.Status.ShouldBe(2, ended.Output + ended.Error);
        ended.Output.ShouldContain("failed: [many2] => wrong sudo password to become root");
        (ended.Output + ended.Error).ShouldNotContain("not-this-one");
    }

    [LabFact]
    public async Task Who_may_not_become_root_fails_with_the_words_of_sudo()
    {
        var ended = await ExecAsync("", "ansible_user=nosudo", ["-b"], "id -un");
        ended.Status.ShouldBe(2, ended.Output + ended.Error);
        ended.Output.ShouldContain("failed: [many2] => cannot become root: sudo: ");
    }

    [LabTheory]
    [InlineData("ansible_user=root")]
    [InlineData("ansible_user=root ansible_become_method=su")]
    [InlineData("ansible_user=deploy")]
    public async Task Another_user_than_root_can_be_become_and_is_at_home(string variables)
    {
        var ended = await ExecAsync("", variables, ["-b", "--become-user", "ops"], "id -un; pwd; echo $HOME; : > ~/mine; stat -c %U ~/mine");
        ended.Output.ShouldContain("rc=0 >>\nops\n/home/ops\n/home/ops\nops\n", Case.Sensitive, ended.Output + ended.Error);
    }

    [LabFact]
    public async Task Several_users_work_in_one_play()
    {
        var playbook = Path.Combine(_folder.FullName, "users.yml");
        await File.WriteAllTextAsync(playbook, """
            - hosts: many3
              gather_facts: false
              become: true
              tasks:
                - copy: { dest: /tmp/of-ops, content: "x\n", mode: "0600" }
                  become_user: ops
                - copy: { dest: /tmp/of-root, content: "x\n", mode: "0600" }
                - command: cat /tmp/of-ops
                  become: false
                  register: denied
                  failed_when: denied.rc == 0
                  changed_when: false
                - stat: { path: "/tmp/of-{{ item }}" }
                  loop: '["ops", "root"]'
                  register: files
                - assert:
                    that:
                      - files.results[0].stat.pw_name == "ops" && files.results[1].stat.pw_name == "root"
                      - (denied.stderr | string.contains "Permission denied")
            """);
        var ended = await Lab.ToolAsync("play", playbook, "-i", Lab.Inventory, "-e", "ansible_user=deploy");
        ended.Status.ShouldBe(0, ended.Output + ended.Error);
    }

    private async Task<Lab.Ended> ExecAsync(string input, string variables, string[] options, string command)
    {
        var inventory = Path.Combine(_folder.FullName, "hosts.ini");
        await File.WriteAllTextAsync(inventory, $"{await File.ReadAllTextAsync(Lab.Inventory)}\n[lab]\nmany2 {variables}\n");
        // No connection is kept: the next test's login shall be one.
        return await Lab.RunAsync(
            Lab.Tool, ["exec", "many2", "-i", inventory, .. options, "-m", "shell", "-a", command], input, ("GLANCE_ORCH_CONTROL_PERSIST", "0"));
    }
}
