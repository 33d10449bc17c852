using GlanceOrch.Core.Modules;
using State = GlanceOrch.Core.Modules.PackageModule.State;

namespace GlanceOrch.Core.Tests.Modules;

public class PackageModuleTests
{
    private const string Apt = "apt-get -y -q -o 'Dpkg::Options::=--force-confdef' -o 'Dpkg::Options::=--force-confold' -o 'DPkg::Lock::Timeout=120' -o 'APT::Cmd::Pattern-Only=true' -o 'APT::Update::Error-Mode=any'";
    private const string Install = $"{Apt} install ";
    private const string Remove = $"{Apt} remove ";
    private const string Update = $"n=120\nwhile o=$({Apt} update 2>&1); ";

    private readonly PackageModule _module = new();
    private readonly Dictionary<string, string> _installed = new(StringComparer.Ordinal) { ["dash"] = "0.5.12-2", ["libc6"] = "2.36" };
    private readonly Dictionary<string, string> _candidates = new(StringComparer.Ordinal) { ["dash"] = "0.5.12-2", ["haproxy"] = "2.6.12", ["libc6"] = "2.36" };
    private readonly FakeHost _host = new FakeHost().Directory("/var/lib/apt").Directory("/var/lib/apt/lists");
    private string _provides = "";

    public PackageModuleTests()
    {
        _host.AnswerWith("dpkg-query -W -f", prefix: true, command =>
        {
            var names = WordSplitter.Split(command.Script).Skip(4).ToList();
            var lines = _installed.Where(package => names.Count == 0 || names.Contains(package.Key))
                .Select(package => $"{package.Key}\tamd64\tii \t{package.Value}\t{(package.Key == "dash" ? _provides : "")}\n");
            return FakeHost.Result(string.Concat(lines), names.TrueForAll(_installed.ContainsKey) ? 0 : 1, "no packages found");
        });
        _host.AnswerWith("apt-cache policy ", prefix: true, command => FakeHost.Result(string.Concat(command.Script.Split(' ').Skip(2)
            .Where(_candidates.ContainsKey)
            .Select(name => $"{name}:\n  Installed: {_installed.GetValueOrDefault(name, "(none)")}\n  Candidate: {_candidates[name]}\n  Version table:\n"))));
        _host.AnswerWith(Install, prefix: true, command => Change(command.Script[Install.Length..], name =>
        {
            var (package, version) = name.Split('=') is [var first, var second] ? (first, second) : (name, _candidates.GetValueOrDefault(name, "1"));
            _installed[package] = version;
        }));
        _host.AnswerWith(Remove, prefix: true, command => Change(command.Script[Remove.Length..], name => _installed.Remove(name)));
        _host.Answer("date +%s", "1700000500\n");
    }

    [Fact]
    public async Task What_is_missing_is_installed_with_one_query_to_know_it()
    {
        (await _module.DryAsync(new() { Name = ["dash", "libc6:amd64"] }, WithArchitecture())).ShouldBeNull();
        _host.Queries.ShouldHaveSingleItem();
        var change = await _module.ConvergeAsync(new() { Name = ["dash", "haproxy"], InstallRecommends = false }, _host);
        change.ShouldNotBeNull().Summary.ShouldBe("install haproxy");
        change.Differences.ShouldBe([new Difference("packages", "haproxy: absent\n", "haproxy: present\n")]);
        var run = _host.Runs.ShouldHaveSingleItem();
        run.Script.ShouldBe($"{Install}--no-install-recommends haproxy");
        run.Environment["DEBIAN_FRONTEND"].ShouldBe("noninteractive");
    }

    [Theory]
    [InlineData("dash=0.5.12-2", true)]
    [InlineData("dash=0.5.*", true)]
    [InlineData("dash=0.6", false)]
    public async Task A_version_is_held(string name, bool holds) =>
        (await _module.ConvergeAsync(new() { Name = [name] }, _host) is null).ShouldBe(holds);

    [Fact]
    public async Task Latest_compares_with_the_candidate()
    {
        (await _module.DryAsync(new() { Name = ["dash"], State = State.Latest }, _host)).ShouldBeNull();
        _candidates["dash"] = "0.6";
        var change = await _module.ConvergeAsync(new() { Name = ["dash", "libc6"], State = State.Latest }, _host);
        change.ShouldNotBeNull().Differences.ShouldBe([new Difference("packages", "dash: 0.5.12-2\n", "dash: 0.6\n")]);
    }

    [Fact]
    public async Task Latest_with_old_lists_says_afterwards_whether_anything_was_newer()
    {
        _host.AnswerWith(Update, prefix: true, _ => FakeHost.Result());
        PackageModule.Args args = new() { Name = ["dash"], State = State.Latest, UpdateCache = true };
        var change = (await _module.DryAsync(args, _host)).ShouldNotBeNull();
        (await _module.ApplyAsync(change, _host, CancellationToken.None)).Changed.ShouldBe(false);
        _host.AnswerWith(Update, prefix: true, _ =>
        {
            _candidates["dash"] = "0.6";
            return FakeHost.Result();
        });
        (await _module.ApplyAsync(change, _host, CancellationToken.None)).Changed.ShouldBeNull();
        _installed["dash"].ShouldBe("0.6");
    }

    [Fact]
    public async Task Lists_are_refreshed_only_when_old_and_only_when_needed()
    {
        _host.AnswerWith(Update, prefix: true, _ => FakeHost.Result());
        PackageModule.Args args = new() { Name = ["haproxy"], CacheValidTime = TimeSpan.FromSeconds(3600) };
        (await _module.DryAsync(args, _host)).ShouldNotBeNull().Update.ShouldBeFalse();
        (await _module.DryAsync(args with { CacheValidTime = TimeSpan.FromSeconds(60) }, _host)).ShouldNotBeNull().Update.ShouldBeTrue();
        (await _module.DryAsync(args with { Name = ["dash"], UpdateCache = true, CacheValidTime = default }, _host)).ShouldBeNull();
        (await _module.DryAsync(args with { Name = [] }, _host)).ShouldBeNull();
        (await _module.DryAsync(new() { UpdateCache = true }, _host)).ShouldNotBeNull().Summary.ShouldBe("refresh package lists");
    }

    [Fact]
    public async Task Absent_removes_what_is_there()
    {
        var change = await _module.ConvergeAsync(new() { Name = ["dash", "haproxy"], State = State.Absent }, _host);
        change.ShouldNotBeNull().Summary.ShouldBe("remove dash");
    }

    [Fact]
    public void The_candidate_of_the_hosts_own_architecture_stands_under_the_bare_name()
    {
        var candidates = AptPolicy.Candidates(FakeHost.Result("bash:\n  Installed: 1\n  Candidate: 2\nlibc6:i386:\n  Installed: (none)\n  Candidate: 3\n"));
        AptPolicy.Of(candidates, "bash:amd64").ShouldBe("2");
        AptPolicy.Of(candidates, "libc6:i386").ShouldBe("3");
        AptPolicy.Of(candidates, "dash:amd64").ShouldBeNull();
    }

    [Theory]
    [InlineData("ii ", true)]
    [InlineData("hi ", true)]
    [InlineData("rc ", false)]
    [InlineData("iF ", false)]
    [InlineData("un ", false)]
    [InlineData("iiR", false)]
    public void Only_what_is_wholly_installed_counts(string state, bool installed) =>
        (DpkgStatus.Parse(FakeHost.Result($"dash\tamd64\t{state}\t1.0\t\n")).Installed("dash") is not null).ShouldBe(installed);

    [Fact]
    public async Task A_name_that_an_installed_package_provides_is_there()
    {
        _provides = "virtual-shell, other (= 1.0), haproxy";
        (await _module.DryAsync(new() { Name = ["virtual-shell"] }, _host)).ShouldBeNull();
        (await _module.DryAsync(new() { Name = ["other"] }, _host)).ShouldBeNull();
        // A package of its own is not, whoever else provides its name.
        (await _module.DryAsync(new() { Name = ["haproxy"] }, _host)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("-o")]
    [InlineData("haproxy-")]
    [InlineData("a b")]
    [InlineData("foo*")]
    [InlineData("foo;reboot")]
    public async Task What_is_no_name_is_an_error(string name) =>
        (await _module.FailAsync(new() { Name = [name] }, _host)).ShouldContain("is not the name of a package");

    [Fact]
    public async Task What_makes_no_sense_is_an_error()
    {
        (await _module.FailAsync(new(), _host)).ShouldContain("update_cache");
        (await _module.FailAsync(new() { Name = ["a1=1"], State = State.Latest }, _host)).ShouldContain("exclude");
        (await _module.FailAsync(new() { Name = ["a1"], Purge = true }, _host)).ShouldContain("absent");
    }

    [Fact]
    public async Task Failures_say_why()
    {
        _host.AnswerPrefix(Install, status: 100, error: "E: Unable to locate package haproxy\n");
        (await _module.FailAsync(new() { Name = ["haproxy"] }, _host))
            .ShouldBe("apt-get install failed with status 100: E: Unable to locate package haproxy (are the package lists old? update_cache: true refreshes them)");
        _host.AnswerPrefix("dpkg-query", status: 127);
        (await _module.FailAsync(new() { Name = ["haproxy"] }, _host)).ShouldContain("only apt is supported");
    }

    [Fact]
    public async Task How_long_another_process_is_waited_for_can_be_said()
    {
        var install = Install.Replace("Timeout=120", "Timeout=3", StringComparison.Ordinal);
        _host.AnswerPrefix(install, status: 100, error: "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 71 (apt-get)\n");
        (await _module.FailAsync(new() { Name = ["haproxy"], LockTimeout = TimeSpan.FromSeconds(2.5) }, _host)).ShouldContain("held by process 71 (apt-get)");
    }

    private FakeHost WithArchitecture()
    {
        _installed["libc6:amd64"] = "2.36";
        return _host;
    }

    private static CommandResult Change(string words, Action<string> change)
    {
        foreach (var name in WordSplitter.Split(words).Where(word => !word.StartsWith('-')))
        {
            change(name);
        }

        return FakeHost.Result();
    }
}
