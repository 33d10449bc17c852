using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Tests.Execution;

namespace GlanceOrch.Core.Tests.Planning;

public sealed class UnreadVariablesTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_connection_variable_that_nobody_reads_is_told_once_where_it_stands()
    {
        _run.File("group_vars/all.yml", "ansible_become_exe: /usr/local/bin/sudo\n");
        Findings("""
            - { hosts: all, gather_facts: false, vars: { ansible_shell_executable: /bin/bash } }
            - { hosts: all, gather_facts: false }
            """, "a ansible_ssh_executable=/opt/ssh\nb ansible_ssh_executable=/opt/ssh\n").ShouldBe(
            [
                "site.yml:1:46: warning GO4019: 'ansible_shell_executable' is not read by this version; the host's /bin/sh is used; the module shell takes 'executable'",
                "group_vars/all.yml:1:1: warning GO4019: 'ansible_become_exe' is not read by this version; the program is that of become_method, as the host's PATH finds it",
                "hosts.ini:1:1: warning GO4019: 'ansible_ssh_executable' is not read by this version; the 'ssh' that PATH finds is used",
            ]);
    }

    [Fact]
    public void Those_that_are_read_and_those_that_mean_nothing_here_are_not_told() =>
        Findings("- hosts: all\n", "a ansible_host=h ansible_ssh_args=-C ansible_timeout=5 ansible_python_interpreter=/usr/bin/python3 ansible_pipelining=true\n").ShouldBeEmpty();

    private List<string> Findings(string playbook, string inventory)
    {
        _run.Compile(playbook, inventory);
        return [.. _run.Diagnostics.Select(finding => finding.ToString().Replace(_run.Folder + "/", "", StringComparison.Ordinal))];
    }
}
