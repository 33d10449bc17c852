using GlanceOrch.Cli.Verbs;

namespace GlanceOrch.Cli.Tests;

public sealed class AnsibleSettingsTests
{
    [Fact]
    public void Settings_that_are_not_read_are_warned_of()
    {
        AnsibleSettings.Warning(_ => null).ShouldBeNull();
        AnsibleSettings.Warning(name => name is "ANSIBLE_FORKS" or "ANSIBLE_CONFIG" ? "x" : null).ShouldNotBeNull()
            .ShouldStartWith("warning: settings of Ansible that are not read: ANSIBLE_CONFIG, ANSIBLE_FORKS; ");
    }

    [Fact]
    public async Task Roles_are_searched_where_Ansible_would_be_told_to()
    {
        using var folder = new TestFolder();
        folder.Put("shared/roles/greeter/tasks/main.yml", "- debug: { msg: from the shared role }\n");
        var playbook = folder.Put("site.yml", "- hosts: localhost\n  connection: local\n  gather_facts: false\n  roles: [greeter]\n");
        var (code, output, error) = await InProcess.RunAsync(
            usual => usual with { Environment = name => name switch
            {
                "HOME" => folder.Path,
                "ANSIBLE_ROLES_PATH" => "/nowhere:~/shared/roles",
                _ => usual.Environment(name),
            } },
            "play", playbook);
        code.ShouldBe(ExitCodes.Success, error);
        output.ShouldContain("from the shared role");
    }
}
