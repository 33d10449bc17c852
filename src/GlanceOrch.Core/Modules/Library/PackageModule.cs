using System.Globalization;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps packages installed, up to date or away.</summary>
/// <remarks>Only apt so far. Configuration files that were changed on the host are kept when a package brings new ones.</remarks>
[Doc("Install, upgrade or remove packages (apt).")]
public sealed class PackageModule : IModule<PackageModule.Args, PackageModule.PackageChange>
{
    private const string Lists = "/var/lib/apt/lists";

    public enum State
    {
        Present,
        Latest,
        Absent,
    }

    public sealed record Args
    {
        [Alias("pkg")]
        [Alias("package")]
        [Doc("Packages: NAME, NAME=VERSION ('*' in the version stands for anything) or NAME:ARCH. Left out: only the lists are refreshed.")]
        public IReadOnlyList<string> Name { get; init; } = [];

        [Doc("present (any version, or the given one), latest or absent.")]
        public State State { get; init; }

        [Doc("Refresh the package lists before packages are installed or upgraded.")]
        public bool UpdateCache { get; init; }

        [Doc("Seconds for which lists count as fresh and are not refreshed; 0: always refresh. More than 0 implies update_cache.")]
        public TimeSpan CacheValidTime { get; init; }

        [Doc("Install what packages recommend. Left out: as the host's apt is configured.")]
        public bool? InstallRecommends { get; init; }

        [Doc("With absent: remove the configuration files too.")]
        public bool Purge { get; init; }

        [Doc("Allow an older version than the installed one.")]
        public bool AllowDowngrade { get; init; }

        [Doc("Release to take packages from, such as bookworm-backports.")]
        public string? DefaultRelease { get; init; }

        [Doc("Seconds to wait for another process that works with packages; then the task fails and names it.")]
        public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(120);
    }

    /// <summary>What apt is asked to do, in this order; empty lists and false are left out.</summary>
    public sealed record PackageChange : Change
    {
        public bool Update { get; init; }

        /// <summary>Whether there is anything to upgrade is only known after the update.</summary>
        public bool OnlyIfNewer { get; init; }

        public IReadOnlyList<string> Install { get; init; } = [];

        public IReadOnlyList<string> Remove { get; init; } = [];

        public IReadOnlyList<string> Options { get; init; } = [];

        public bool Purge { get; init; }

        public string? Release { get; init; }

        /// <summary>How long to wait for apt's locks.</summary>
        public TimeSpan LockTimeout { get; init; }

        public required string Before { get; init; }

        public required string After { get; init; }

        public override string Summary => string.Join(", ", new[]
        {
            Update ? "refresh package lists" : "",
            Install.Count > 0 ? $"{(OnlyIfNewer ? "upgrade if newer:" : "install")} {string.Join(' ', Install)}" : "",
            Remove.Count > 0 ? $"{(Purge ? "purge" : "remove")} {string.Join(' ', Remove)}" : "",
        }.Where(part => part.Length > 0));

        public override IReadOnlyList<Difference> Differences => Before == After ? [] : [new Difference("packages", Before, After)];
    }

    public string Name => "package";

    public string Example => "- package: { name: [glance-api, python3-rbd], state: present, install_recommends: false }";

    public async Task<PackageChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var packages = args.Name.Select(AptPackage.Parse).DistinctBy(package => package.Name, StringComparer.Ordinal).ToList();
        Refuse(args, packages);
        var names = packages.Select(package => package.Name).ToList();
        var stale = IsStaleAsync(args, host, cancellationToken);
        if (packages.Count == 0)
        {
            return await stale ? new PackageChange { Update = true, LockTimeout = args.LockTimeout, Before = "", After = "" } : null;
        }

        var asking = host.QueryAsync(DpkgStatus.Query(names), cancellationToken);
        var policy = args.State == State.Latest ? host.QueryAsync(AptPolicy.Query(names, args.DefaultRelease), cancellationToken) : null;
        var status = DpkgStatus.Parse(await asking);
        if (args.State == State.Absent)
        {
            var remove = names.Where(name => status.Installed(name) is not null || (args.Purge && status.HasRemains(name))).ToList();
            return remove.Count == 0 ? null : new PackageChange
            {
                Remove = remove,
                Purge = args.Purge,
                LockTimeout = args.LockTimeout,
                Before = Describe(remove, name => status.Installed(name) ?? "configuration files"),
                After = Describe(remove, _ => "absent"),
            };
        }

        var wanted = await WantedAsync(packages, status, host, cancellationToken);
        var candidates = policy is null ? null : AptPolicy.Candidates(await policy);
        var newer = candidates is null ? [] : packages
            .Where(package => status.Installed(package.Name) is { } version && AptPolicy.Of(candidates, package.Name) is { } candidate && candidate != version)
            .ToList();
        var install = wanted.Union(newer).ToList();
        var update = (install.Count > 0 || args.State == State.Latest) && await stale;
        if (install.Count == 0 && !update)
        {
            return null;
        }

        // After an update there may be more to upgrade than is known now.
        var all = update && args.State == State.Latest ? packages : install;
        return new PackageChange
        {
            Update = update,
            OnlyIfNewer = install.Count == 0,
            Install = [.. all.Select(package => package.ToString())],
            Options = Options(args),
            Release = args.DefaultRelease,
            LockTimeout = args.LockTimeout,
            Before = Describe(install.Select(package => package.Name), name => status.Installed(name) ?? "absent"),
            After = Describe(
                install.Select(package => package.Name),
                name => (candidates is null ? null : AptPolicy.Of(candidates, name)) ?? install.First(package => package.Name == name).Version ?? "present"),
        };
    }

    public async Task<ModuleOutput> ApplyAsync(PackageChange change, IHost host, CancellationToken cancellationToken)
    {
        if (change.Update)
        {
            await RunAsync("apt-get update", Update(change.LockTimeout), host, cancellationToken);
        }

        if (change.Remove.Count > 0)
        {
            await RunAsync("apt-get remove", Apt(change.Purge ? "purge" : "remove", change.Remove, change.LockTimeout), host, cancellationToken);
        }

        if (change.Install.Count == 0)
        {
            return ModuleOutput.None;
        }

        if (change.OnlyIfNewer)
        {
            // state: latest takes no versions, so these are names.
            var names = change.Install;
            var asking = host.QueryAsync(DpkgStatus.Query(names), cancellationToken);
            var policy = host.QueryAsync(AptPolicy.Query(names, change.Release), cancellationToken);
            var status = DpkgStatus.Parse(await asking);
            var candidates = AptPolicy.Candidates(await policy);
            if (names.All(name => AptPolicy.Of(candidates, name) is not { } candidate || candidate == status.Installed(name)))
            {
                return new ModuleOutput { Changed = false, Message = "package lists refreshed, nothing newer" };
            }
        }

        await RunAsync("apt-get install", Apt("install", [.. change.Options, .. change.Install], change.LockTimeout), host, cancellationToken);
        return ModuleOutput.None;
    }

    private static void Refuse(Args args, IReadOnlyList<AptPackage> packages)
    {
        var problem = args switch
        {
            _ when packages.Count == 0 && !args.UpdateCache && args.CacheValidTime == TimeSpan.Zero => "give name, or update_cache: true",
            { State: State.Latest } when packages.Any(package => package.Version is not null) => "state: latest and a version exclude each other",
            { State: State.Absent } when packages.Any(package => package.Version is not null) => "state: absent takes names without version",
            { Purge: true, State: not State.Absent } => "purge needs state: absent",
            { DefaultRelease: { } release } when release.Length == 0 || release.StartsWith('-') => $"'{release}' is not the name of a release",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ModuleException(problem);
        }
    }

    /// <summary>The packages that are not installed as wished.</summary>
    private static async Task<List<AptPackage>> WantedAsync(
        List<AptPackage> packages, DpkgStatus status, IHostReader host, CancellationToken cancellationToken)
    {
        var missing = packages.Where(package => status.Installed(package.Name) is not { } version || !package.Accepts(version)).ToList();
        if (!missing.Exists(package => package.Version is null && status.Installed(package.Name) is null))
        {
            return missing;
        }

        // Names that another package provides (mail-transport-agent) are never installed themselves. This is asked
        // only when something seems to be missing, for the answer lists all packages.
        var all = DpkgStatus.Parse(await host.QueryAsync(DpkgStatus.Query([]), cancellationToken));
        var provided = missing.Where(package => package.Version is null && all.Provides(package.Name)).Select(package => package.Name).ToList();
        if (provided.Count > 0)
        {
            // What has a candidate is a package of its own all the same.
            var real = AptPolicy.Candidates(await host.QueryAsync(AptPolicy.Query(provided, release: null), cancellationToken));
            missing.RemoveAll(package => provided.Contains(package.Name, StringComparer.Ordinal) && !real.ContainsKey(package.Name));
        }

        return missing;
    }

    private static async Task<bool> IsStaleAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        if (args.CacheValidTime <= TimeSpan.Zero)
        {
            return args.UpdateCache;
        }

        // The host's own clock: ours may differ.
        var clock = host.QueryAsync(Command.Of("date", "+%s"), cancellationToken);
        var stat = await host.StatAsync(Lists, cancellationToken);
        return stat is null
            || !long.TryParse((await clock).OutputText.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var now)
            || now - stat.ModifiedUnixSeconds > args.CacheValidTime.TotalSeconds;
    }

    private static List<string> Options(Args args)
    {
        var options = new List<string>();
        if (args.InstallRecommends is { } recommends)
        {
            options.AddRange(recommends ? ["-o", "APT::Install-Recommends=yes"] : ["--no-install-recommends"]);
        }

        if (args.AllowDowngrade)
        {
            options.Add("--allow-downgrades");
        }

        if (args.DefaultRelease is { } release)
        {
            options.AddRange(["-t", release]);
        }

        return options;
    }

    private static string Describe(IEnumerable<string> names, Func<string, string> state) =>
        string.Concat(names.Select(name => $"{name}: {state(name)}\n"));

    private static Command Update(TimeSpan lockTimeout)
    {
        var update = Apt("update", [], lockTimeout);
        return update with
        {
            // apt waits for the lock of dpkg, but not for that of the lists. It leaves the folder's time alone when nothing was new; that time
            // is how we know later that the lists are fresh.
            Script = $"""
                n={Seconds(lockTimeout)}
                while o=$({update.Script} 2>&1); r=$?; [ $r != 0 ]; do
                case $o in *'Could not get lock'*) if [ $n -gt 0 ]; then n=$((n-1)); sleep 1; continue; fi ;; esac
                printf '%s\n' "$o" >&2
                exit $r
                done
                touch {Lists}
                """,
        };
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds)}");

    private static Command Apt(string verb, IReadOnlyList<string> words, TimeSpan lockTimeout) =>
        Command.Of(
        [
            "apt-get", "-y", "-q", "-o", "Dpkg::Options::=--force-confdef", "-o", "Dpkg::Options::=--force-confold",
            "-o", $"DPkg::Lock::Timeout={Seconds(lockTimeout)}",
            // A name that is no package is none, and not a pattern for others; lists that could not be fetched are a failure.
            "-o", "APT::Cmd::Pattern-Only=true", "-o", "APT::Update::Error-Mode=any", verb, .. words,
        ]) with { Environment = AptEnvironment.Variables };

    private static async Task RunAsync(string what, Command command, IHost host, CancellationToken cancellationToken)
    {
        var result = await host.RunAsync(command, cancellationToken);
        try
        {
            CommandFailure.ThrowIfFailed(what, result);
        }
        catch (ModuleException exception) when (result.ErrorText.Contains("Unable to locate package", StringComparison.Ordinal))
        {
            throw new ModuleException($"{exception.Message} (are the package lists old? update_cache: true refreshes them)", exception) { Values = exception.Values };
        }
    }
}
