using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Planning;

/// <summary>Ansible's variables on how to reach a host that nobody reads here.</summary>
/// <remarks>Those without a meaning here, such as <c>ansible_python_interpreter</c> and <c>ansible_pipelining</c>, are passed over in silence.</remarks>
internal static class UnreadVariables
{
    private const string Become = "use ansible_become, ansible_become_method and ansible_become_user";
    private const string Program = "the program is that of become_method, as the host's PATH finds it";
    private const string OnlySsh = "hosts are reached with OpenSSH's ssh only";
    private const string Multiplexing = "the shared connection has a place of its own";
    private const string Files = "files go through the same connection: use ansible_ssh_common_args";

    private static readonly Dictionary<string, string?> Names = new(StringComparer.Ordinal)
    {
        ["ansible_ssh_executable"] = "the 'ssh' that PATH finds is used",
        ["ansible_ssh_use_tty"] = "connections have no terminal",
        ["ansible_ssh_pkcs11_provider"] = "use ansible_ssh_common_args: '-o PKCS11Provider=...'",
        ["ansible_ssh_password_mechanism"] = null,
        ["ansible_sshpass_prompt"] = null,
        ["ansible_ssh_control_path"] = Multiplexing,
        ["ansible_control_path"] = Multiplexing,
        ["ansible_ssh_control_path_dir"] = Multiplexing,
        ["ansible_control_path_dir"] = Multiplexing,
        ["ansible_sftp_extra_args"] = Files,
        ["ansible_scp_extra_args"] = Files,
        ["ansible_shell_executable"] = "the host's /bin/sh is used; the module shell takes 'executable'",
        ["ansible_shell_type"] = "the host's /bin/sh is used",
        ["ansible_become_exe"] = Program,
        ["ansible_sudo_exe"] = Program,
        ["ansible_su_exe"] = Program,
        ["ansible_doas_exe"] = Program,
        ["ansible_sudo_chdir"] = "command and shell take 'chdir'",
        ["ansible_su_prompt_l10n"] = null,
        ["ansible_doas_prompt_l10n"] = null,
        ["ansible_sudo"] = Become,
        ["ansible_su"] = Become,
        ["ansible_network_os"] = OnlySsh,
        ["ansible_paramiko_proxy_command"] = OnlySsh + ": use ansible_ssh_common_args",
        ["ansible_paramiko_ssh_args"] = OnlySsh + ": use ansible_ssh_args",
        ["ansible_paramiko_timeout"] = OnlySsh + ": use ansible_ssh_timeout",
        ["ansible_winrm_transport"] = OnlySsh,
        ["ansible_winrm_scheme"] = OnlySsh,
        ["ansible_psrp_protocol"] = OnlySsh,
        ["ansible_command_timeout"] = "tasks take 'timeout'",
        ["ansible_connect_timeout"] = "use ansible_ssh_timeout",
    };

    /// <summary>Warns of each of them once, at the first place that sets it.</summary>
    public static void Warn(IReadOnlyList<PlannedPlay> plays, ScriptObject extraVars, DiagnosticBag diagnostics)
    {
        var unseen = new HashSet<string>(Names.Keys, StringComparer.Ordinal);
        foreach (var layer in plays.SelectMany(play => play.VarsFiles.Append(play.Prompted).Append(play.Syntax.ImportVars).Append(play.Syntax.Vars)).Prepend(extraVars))
        {
            Find(layer.ContainsKey, name => layer.PlaceOf(name)?.Name ?? SourceSpan.Nowhere(name));
        }

        foreach (var (inventory, host) in plays.SelectMany(play => play.Hosts.Select(host => (play.Inventory, host))).Distinct())
        {
            Find(inventory.VariablesOf(host).ContainsKey, name => inventory.PlaceOf(host, name)?.Name ?? host.Span);
        }

        void Find(Func<string, bool> isSet, Func<string, SourceSpan> place)
        {
            foreach (var name in unseen.Where(isSet).Order(StringComparer.Ordinal).ToList())
            {
                diagnostics.Add(PlanDiagnostics.UnreadVariable(place(name), name, Names[name]));
                unseen.Remove(name);
            }
        }
    }
}
