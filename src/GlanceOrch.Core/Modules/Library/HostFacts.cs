using System.Globalization;
using System.Text.RegularExpressions;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Facts out of what <see cref="SetupModule"/>'s command printed: sections that begin with a line <c>@@NAME</c>.</summary>
internal static partial class HostFacts
{
    /// <summary>The facts, without the prefix <c>ansible_</c>.</summary>
    public static ScriptObject Parse(string output)
    {
        var sections = Sections(output);
        IReadOnlyList<string> Lines(string section) => sections.GetValueOrDefault(section) ?? [];
        string? First(string section) => Lines(section) is [var line, ..] ? line.Trim() : null;

        var facts = new ScriptObject();
        Names(facts, First("node"), Lines("hosts"), First("fqdn"));
        System(facts, First("uname"));
        Distribution(facts, Release(Lines("release")), First("debian"));
        Hardware(facts, First("cpus"), Lines("memory"));
        User(facts, First("id"));
        facts["service_mgr"] = First("init") switch { null => null, "init" => "sysvinit", var init => init };
        facts["pkg_mgr"] = Lines("tools").FirstOrDefault(tool => tool != "ip") switch { "apt-get" => "apt", var tool => tool };

        var env = new ScriptObject();
        foreach (var line in Lines("env"))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign)
            {
                env[line[..sign]] = line[(sign + 1)..];
            }
        }

        facts["env"] = env;
        facts["user_dir"] = env.GetValueOrDefault("HOME");
        NetworkFacts.Add(facts, Lines("links"), Lines("addresses"), Lines("routes"), Lines("kernel-routes"), Lines("kernel-addresses"));
        return facts;
    }

    private static Dictionary<string, List<string>> Sections(string output)
    {
        var sections = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? lines = null;
        foreach (var raw in output.Split('\n'))
        {
            var line = raw.TrimEnd('\r');
            if (line.StartsWith("@@", StringComparison.Ordinal))
            {
                sections[line[2..]] = lines = [];
            }
            else if (line.Length > 0)
            {
                lines?.Add(line);
            }
        }

        return sections;
    }

    /// <summary>The full name is the first on the line of /etc/hosts that names the host, as <c>hostname -f</c> has it.</summary>
    private static void Names(ScriptObject facts, string? node, IReadOnlyList<string> hosts, string? resolved)
    {
        var name = node ?? "";
        var known = hosts
            .Select(line => line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList())
            .FirstOrDefault(names => names.Contains(name, StringComparer.OrdinalIgnoreCase));
        var full = known?[0] ?? resolved ?? name;
        full = full.Contains('.', StringComparison.Ordinal) ? full : name;
        var dot = full.IndexOf('.', StringComparison.Ordinal);
        facts["hostname"] = name.Split('.')[0];
        facts["nodename"] = name;
        facts["fqdn"] = full;
        facts["domain"] = dot < 0 ? "" : full[(dot + 1)..];
    }

    private static void System(ScriptObject facts, string? uname)
    {
        // uname -srm: system, kernel release, machine.
        var words = (uname ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length >= 3)
        {
            facts["system"] = words[0];
            facts["kernel"] = words[1];
            facts["machine"] = words[^1];
            facts["architecture"] = words[^1];
        }
    }

    private static Dictionary<string, string> Release(IReadOnlyList<string> lines)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign)
            {
                members[line[..sign]] = line[(sign + 1)..].Trim('"', '\'');
            }
        }

        return members;
    }

    private static void Distribution(ScriptObject facts, Dictionary<string, string> release, string? debianVersion)
    {
        var id = release.GetValueOrDefault("ID", "");
        var version = release.GetValueOrDefault("VERSION_ID", "");

        // os-release of Debian knows the major version only.
        var full = id == "debian" && debianVersion is not null && debianVersion.StartsWith(version, StringComparison.Ordinal) ? debianVersion : version;
        facts["distribution"] = id switch
        {
            "debian" => "Debian",
            "ubuntu" => "Ubuntu",
            "rhel" => "RedHat",
            "centos" => "CentOS",
            "rocky" => "Rocky",
            "almalinux" => "AlmaLinux",
            "fedora" => "Fedora",
            "ol" => "OracleLinux",
            "amzn" => "Amazon",
            "alpine" => "Alpine",
            "arch" => "Archlinux",
            "sles" => "SLES",
            "opensuse-leap" => "openSUSE Leap",
            "opensuse-tumbleweed" => "openSUSE Tumbleweed",
            _ => release.GetValueOrDefault("NAME", id),
        };
        facts["distribution_version"] = full;
        facts["distribution_major_version"] = full.Split('.')[0];
        facts["distribution_release"] = release.GetValueOrDefault("VERSION_CODENAME", "");
        facts["os_family"] = Family([id, .. release.GetValueOrDefault("ID_LIKE", "").Split(' ')]) ?? facts["distribution"];
    }

    private static string? Family(IEnumerable<string> ids) => ids.Select(id => id switch
    {
        "debian" or "ubuntu" => "Debian",
        "rhel" or "fedora" or "centos" or "amzn" => "RedHat",
        "suse" or "sles" or "opensuse" => "Suse",
        "alpine" => "Alpine",
        "arch" => "Archlinux",
        _ => null,
    }).FirstOrDefault(family => family is not null);

    private static void Hardware(ScriptObject facts, string? cpus, IReadOnlyList<string> memory)
    {
        if (int.TryParse(cpus, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            facts["processor_vcpus"] = count;
        }

        foreach (var (key, fact) in ((string, string)[])[("MemTotal", "memtotal_mb"), ("MemFree", "memfree_mb"), ("SwapTotal", "swaptotal_mb"), ("SwapFree", "swapfree_mb")])
        {
            var line = memory.FirstOrDefault(candidate => candidate.StartsWith(key + ":", StringComparison.Ordinal));
            if (line is not null && MemoryLine().Match(line) is { Success: true } match)
            {
                facts[fact] = (int)(long.Parse(match.Groups["kib"].Value, CultureInfo.InvariantCulture) / 1024);
            }
        }
    }

    private static void User(ScriptObject facts, string? id)
    {
        if (id is not null && IdLine().Match(id) is { Success: true } match)
        {
            facts["user_id"] = match.Groups["user"].Value;
            facts["user_uid"] = int.Parse(match.Groups["uid"].Value, CultureInfo.InvariantCulture);
            facts["user_gid"] = int.Parse(match.Groups["gid"].Value, CultureInfo.InvariantCulture);
        }
    }

    [GeneratedRegex(@"^\w+:\s+(?<kib>\d+) kB", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MemoryLine();

    [GeneratedRegex(@"^uid=(?<uid>\d+)\((?<user>[^)]*)\) gid=(?<gid>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IdLine();
}
