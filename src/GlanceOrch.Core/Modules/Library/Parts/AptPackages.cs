using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Modules;

/// <summary>A package as tasks name it: <c>NAME</c>, <c>NAME:ARCH</c> or <c>NAME=VERSION</c>.</summary>
/// <param name="Version">Wanted version, in which <c>*</c> stands for anything; null: any.</param>
internal sealed record AptPackage(string Name, string? Version)
{
    // Debian policy 5.6.7, with an architecture. A last "-" would mean removal to apt-get.
    private static readonly Regex Valid = new("^[a-z0-9][a-z0-9+.-]*[a-z0-9+.](:[a-z0-9-]+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private static readonly Regex ValidVersion = new("^[A-Za-z0-9.+~:*-]+$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <exception cref="ModuleException">That cannot be the name of a package.</exception>
    public static AptPackage Parse(string text)
    {
        var (name, version) = text.Trim().Split('=', 2) is [var first, var second] ? (first, second) : (text.Trim(), null);
        return Valid.IsMatch(name) && (version is null || ValidVersion.IsMatch(version))
            ? new AptPackage(name, version)
            : throw new ModuleException($"'{text}' is not the name of a package (NAME or NAME=VERSION, no patterns in the name)");
    }

    public override string ToString() => Version is null ? Name : $"{Name}={Version}";

    public bool Accepts(string version) =>
        Version is null || version == Version
        || (Version.Contains('*', StringComparison.Ordinal)
            && Regex.IsMatch(version, $"^{Regex.Escape(Version).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
}

/// <summary>What dpkg says of some packages.</summary>
internal sealed class DpkgStatus
{
    private readonly Dictionary<string, (bool Installed, string Version)> _packages = new(StringComparer.Ordinal);
    private readonly HashSet<string> _provided = new(StringComparer.Ordinal);

    /// <summary>Asks for packages by name: one line each, <c>NAME ARCH STATUS VERSION</c>. Status 1 only means that some are not known.</summary>
    public static Command Query(IEnumerable<string> names) =>
        Command.Of(["dpkg-query", "-W", "-f", "${Package}\\t${Architecture}\\t${db:Status-Abbrev}\\t${Version}\\t${Provides}\\n", .. names]);

    /// <exception cref="ModuleException">The host has no dpkg.</exception>
    public static DpkgStatus Parse(CommandResult result)
    {
        if (result.Status is not (0 or 1))
        {
            throw new ModuleException(result.Status == 127
                ? "no package manager that we know is on the host: dpkg-query is missing (only apt is supported)"
                : CommandFailure.Message("dpkg-query", result));
        }

        var status = new DpkgStatus();
        foreach (var line in result.OutputText.Split('\n'))
        {
            if (line.Split('\t') is not [var name, var architecture, var state, var version, var provides])
            {
                continue;
            }

            // Second letter i: installed. A third letter would be an error.
            var installed = state is [_, 'i'] or [_, 'i', ' '];
            status._packages[$"{name}:{architecture}"] = (installed, version);
            if (installed || !status._packages.ContainsKey(name))
            {
                status._packages[name] = (installed, version);
            }

            if (installed)
            {
                // "mail-transport-agent, foo (= 1.0)"
                status._provided.UnionWith(provides.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(item => item.Split(' ')[0]));
            }
        }

        return status;
    }

    /// <summary>The installed version; null when it is not installed, or not wholly.</summary>
    public string? Installed(string name) => _packages.TryGetValue(name, out var found) && found.Installed ? found.Version : null;

    /// <summary>Removed, but its configuration files are still there (or it is half installed).</summary>
    public bool HasRemains(string name) => _packages.TryGetValue(name, out var found) && !found.Installed && found.Version.Length > 0;

    /// <summary>An installed package stands for that name.</summary>
    public bool Provides(string name) => _provided.Contains(name);
}

/// <summary>What <c>apt-cache policy</c> would install.</summary>
internal static class AptPolicy
{
    public static Command Query(IEnumerable<string> names, string? release) =>
        Command.Of(["apt-cache", .. release is null ? Array.Empty<string>() : ["-t", release], "policy", .. names]) with { Environment = AptEnvironment.Variables };

    /// <summary>The candidate of a package; null: none. apt-cache leaves the architecture out where it is the host's own.</summary>
    public static string? Of(IReadOnlyDictionary<string, string> candidates, string name) =>
        candidates.GetValueOrDefault(name) ?? candidates.GetValueOrDefault(name.Split(':')[0]);

    /// <summary>The candidate version of each package that has one.</summary>
    public static IReadOnlyDictionary<string, string> Candidates(CommandResult result)
    {
        CommandFailure.ThrowIfFailed("apt-cache policy", result);
        var candidates = new Dictionary<string, string>(StringComparer.Ordinal);
        var name = "";
        foreach (var line in result.OutputText.Split('\n'))
        {
            if (line.Length > 1 && line[0] != ' ' && line.EndsWith(':'))
            {
                name = line[..^1];
            }
            else if (line.TrimStart() is var text && text.StartsWith("Candidate: ", StringComparison.Ordinal) && !text.EndsWith("(none)", StringComparison.Ordinal))
            {
                candidates[name] = text["Candidate: ".Length..].Trim();
            }
        }

        return candidates;
    }
}

/// <summary>How apt is called: it asks nothing and its output can be parsed.</summary>
internal static class AptEnvironment
{
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DEBIAN_FRONTEND"] = "noninteractive",
        ["DEBIAN_PRIORITY"] = "critical",
        ["APT_LISTCHANGES_FRONTEND"] = "none",
        ["LC_ALL"] = "C",
    };
}
