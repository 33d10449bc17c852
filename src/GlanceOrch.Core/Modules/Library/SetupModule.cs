using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Gathers facts about the host, with one command of a few processes.</summary>
/// <remarks>
/// Names and values are those Ansible users know; each fact is there twice, as <c>ansible_facts.hostname</c> and as <c>ansible_hostname</c>.
/// What a host does not tell (no default route, no /etc/os-release) is left out, or empty where it is a list or mapping.
/// </remarks>
[Doc("Gather facts about the host.")]
public sealed class SetupModule : IReadModule<SetupModule.Args>
{
    // One section for each source; a tool or file that is missing leaves its section empty.
    // The resolver is asked only when /etc/hosts does not know the name: where no server answers, that costs seconds.
    private static readonly Command Gather = new()
    {
        Script = """
            s() { printf '\n@@%s\n' "$1"; }
            h=$(uname -n)
            s uname; uname -srm
            s node; echo "$h"
            s release; cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release 2>/dev/null
            s debian; [ -r /etc/debian_version ] && cat /etc/debian_version
            s id; id
            s hosts; grep -wF -- "$h" /etc/hosts 2>/dev/null || { case $h in *.*) ;; *) s fqdn; timeout 2 hostname -f 2>/dev/null;; esac; }
            s cpus; grep -c '^processor' /proc/cpuinfo
            s memory; cat /proc/meminfo 2>/dev/null
            s init; [ -d /run/systemd/system ] && echo systemd || cat /proc/1/comm 2>/dev/null
            s tools; for t in apt-get dnf yum zypper apk pacman ip; do command -v $t >/dev/null 2>&1 && echo $t; done
            s links; for d in /sys/class/net/*; do m=; read -r m <"$d/address"; u=; read -r u <"$d/mtu"; o=; read -r o <"$d/operstate"; echo "${d##*/} $m $u $o"; done 2>/dev/null
            if command -v ip >/dev/null 2>&1; then s addresses; ip -o addr show 2>/dev/null; s routes; ip -4 route show default 2>/dev/null; ip -6 route show default 2>/dev/null
            else s kernel-routes; cat /proc/net/route 2>/dev/null; s kernel-addresses; cat /proc/net/fib_trie 2>/dev/null; fi
            s env; env
            """,
    };

    public sealed record Args
    {
        [Doc("Accepted for playbooks that come from elsewhere: all facts here come from one cheap command.")]
        public IReadOnlyList<string> GatherSubset { get; init; } = ["all"];
    }

    public string Name => "setup";

    public string Example => "- setup:";

    public async Task<ModuleOutput> ReadAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var result = await host.QueryAsync(Gather, cancellationToken);
        var facts = HostFacts.Parse(result.OutputText);
        var variables = new ScriptObject(facts.Select(fact => KeyValuePair.Create("ansible_" + fact.Key, fact.Value))) { ["ansible_facts"] = facts };
        return new ModuleOutput { Facts = variables, Values = new ScriptObject { ["ansible_facts"] = facts } };
    }
}
