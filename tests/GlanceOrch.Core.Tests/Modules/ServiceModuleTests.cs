using GlanceOrch.Core.Modules;
using State = GlanceOrch.Core.Modules.ServiceModule.State;

namespace GlanceOrch.Core.Tests.Modules;

public class ServiceModuleTests
{
    private readonly ServiceModule _module = new();
    private readonly FakeHost _host = new();
    private readonly Dictionary<string, string> _unit = new(StringComparer.Ordinal)
    {
        ["LoadState"] = "loaded", ["ActiveState"] = "inactive", ["SubState"] = "dead", ["UnitFileState"] = "disabled", ["NRestarts"] = "0",
        ["ActiveEnterTimestampMonotonic"] = "0", ["NeedDaemonReload"] = "no",
    };

    public ServiceModuleTests()
    {
        _host.AnswerWith("systemctl show -p Id,", prefix: true, _ =>
            FakeHost.Result(string.Concat(_unit.Select(pair => $"{pair.Key}={pair.Value}\n")) + "1000.00 5000.00\n"));
        _host.AnswerWith("systemctl show -p NeedDaemonReload '*'", prefix: false, _ => FakeHost.Result($"NeedDaemonReload={_unit["NeedDaemonReload"]}\n\nNeedDaemonReload=no\n"));
        _host.AnswerPrefix("journalctl -u g -n 5", "ERROR: no such store\n");
        foreach (var verb in (string[])["start", "stop", "restart", "reload", "enable", "disable", "mask", "unmask", "reset-failed", "daemon-reload"])
        {
            _host.AnswerWith($"systemctl {verb}", prefix: true, command =>
            {
                foreach (var part in command.Script.Split(" && "))
                {
                    Do(part.Split(' ')[1]);
                }

                return FakeHost.Result();
            });
        }
    }

    [Theory]
    [InlineData(995, false)]
    [InlineData(900, true)]
    [InlineData(5000, true)] // a container with an uptime of its own
    public async Task A_unit_that_was_restarted_is_crashing_while_it_is_young(long since, bool isRunning)
    {
        foreach (var (name, value) in new[] { ("ActiveState", "active"), ("SubState", "running"), ("NRestarts", "3"), ("ActiveEnterTimestampMonotonic", $"{since}000000") })
        {
            _unit[name] = value;
        }

        (await _module.DryAsync(new() { Name = "g", State = State.Started }, _host) is null).ShouldBe(isRunning);
    }

    [Fact]
    public async Task A_stopped_unit_is_enabled_and_started()
    {
        var change = await _module.ConvergeAsync(new() { Name = "g", State = State.Started, Enabled = true }, _host);
        change.ShouldNotBeNull().Summary.ShouldBe("enable g, start g");
        change.Differences.ShouldBe([new Difference("unit g", "enabled: no\nstate: inactive\n", "enabled: yes\nstate: active\n")]);
        _host.Runs.ShouldHaveSingleItem().Script.ShouldBe("systemctl enable -- g && systemctl start -- g");
    }

    [Theory]
    [InlineData("active", "running", "0", "0", null)]
    [InlineData("active", "exited", "0", "0", null)]
    [InlineData("reloading", "reload", "0", "0", null)]
    [InlineData("inactive", "dead", "0", "0", "systemctl start -- g")]
    [InlineData("failed", "failed", "5", "0", "systemctl reset-failed -- g && systemctl start -- g")]
    [InlineData("activating", "start", "0", "0", "systemctl start -- g")]
    [InlineData("activating", "auto-restart", "1", "0", "systemctl reset-failed -- g && systemctl restart -- g")]
    [InlineData("active", "running", "7", "995000000", "systemctl reset-failed -- g && systemctl restart -- g")]
    [InlineData("active", "running", "7", "500000000", null)]
    [InlineData("active", "running", "1", "995000000", null)]
    public async Task Started_means_running_and_not_crashing(string active, string sub, string restarts, string since, string? script)
    {
        (_unit["ActiveState"], _unit["SubState"], _unit["NRestarts"], _unit["ActiveEnterTimestampMonotonic"]) = (active, sub, restarts, since);
        await _module.ConvergeAsync(new() { Name = "g", State = State.Started }, _host);
        _host.Runs.Select(run => run.Script).SingleOrDefault().ShouldBe(script);
    }

    [Theory]
    [InlineData("active", "systemctl stop -- g")]
    [InlineData("activating", "systemctl stop -- g")]
    [InlineData("inactive", null)]
    [InlineData("failed", null)]
    public async Task Stopped_means_down(string active, string? script)
    {
        _unit["ActiveState"] = active;
        await _module.ConvergeAsync(new() { Name = "g", State = State.Stopped }, _host);
        _host.Runs.Select(run => run.Script).SingleOrDefault().ShouldBe(script);
    }

    [Theory]
    [InlineData("enabled", true, false)]
    [InlineData("disabled", true, true)]
    [InlineData("enabled-runtime", true, true)]
    [InlineData("enabled", false, true)]
    [InlineData("disabled", false, false)]
    [InlineData("static", true, false)]
    [InlineData("static", false, false)]
    [InlineData("masked", false, false)]
    public async Task Enabled_is_compared_with_the_unit_file(string state, bool enabled, bool changes)
    {
        _unit["UnitFileState"] = state;
        (await _module.DryAsync(new() { Name = "g", Enabled = enabled }, _host) is not null).ShouldBe(changes);
    }

    [Fact]
    public async Task An_init_script_is_asked_for_with_systemctl_s_own_helper()
    {
        _unit["UnitFileState"] = "generated";
        _host.Answer("systemctl is-enabled -- g", status: 0);
        (await _module.DryAsync(new() { Name = "g", Enabled = true }, _host)).ShouldBeNull();
        _host.Answer("systemctl is-enabled -- g", status: 1);
        (await _module.DryAsync(new() { Name = "g", Enabled = true }, _host)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("active", State.Restarted, "systemctl restart -- g")]
    [InlineData("inactive", State.Restarted, "systemctl restart -- g")]
    [InlineData("active", State.Reloaded, "systemctl reload -- g")]
    [InlineData("inactive", State.Reloaded, "systemctl start -- g")]
    public async Task Restarted_and_reloaded_always_act(string active, State state, string script)
    {
        _unit["ActiveState"] = active;
        var change = (await _module.DryAsync(new() { Name = "g", State = state }, _host)).ShouldNotBeNull();
        await _module.ApplyAsync(change, _host, CancellationToken.None);
        _host.Runs.ShouldHaveSingleItem().Script.ShouldBe(script);
    }

    [Fact]
    public async Task Masking_goes_both_ways()
    {
        await _module.ConvergeAsync(new() { Name = "g", Masked = true, State = State.Stopped }, _host);
        var change = await _module.ConvergeAsync(new() { Name = "g", Masked = false, State = State.Started }, _host);
        change.ShouldNotBeNull().Verbs.ShouldBe(["unmask", "start"]);
    }

    [Fact]
    public async Task Daemon_reload_acts_only_when_files_have_changed()
    {
        (await _module.DryAsync(new() { DaemonReload = true }, _host)).ShouldBeNull();
        _unit["NeedDaemonReload"] = "yes";
        (await _module.ConvergeAsync(new() { DaemonReload = true }, _host)).ShouldNotBeNull().Summary.ShouldBe("daemon-reload");
        _unit["NeedDaemonReload"] = "yes";
        var change = await _module.ConvergeAsync(new() { Name = "g", State = State.Started, DaemonReload = true }, _host);
        change.ShouldNotBeNull().Verbs.ShouldBe(["daemon-reload", "start"]);
    }

    [Fact]
    public async Task An_unknown_unit_stands_in_the_way()
    {
        (_unit["LoadState"], _unit["UnitFileState"]) = ("not-found", "");
        ServiceModule.Args args = new() { Name = "g", State = State.Started };
        var change = (await _module.DryAsync(args, _host)).ShouldNotBeNull();
        (await change.ObstacleAsync(_host, CancellationToken.None)).ShouldBe("there is no unit 'g' on the host");
        (await _module.FailAsync(args, _host)).ShouldBe("there is no unit 'g' on the host");
        (await _module.FailAsync(args with { State = State.Stopped }, _host)).ShouldBe("there is no unit 'g' on the host");
    }

    [Fact]
    public async Task A_start_that_fails_shows_the_journal()
    {
        _host.AnswerPrefix("systemctl start", status: 1, error: "Job for g.service failed.\n");
        (await _module.FailAsync(new() { Name = "g", State = State.Started }, _host))
            .ShouldBe("start g failed with status 1: Job for g.service failed.; its journal ends with:\nERROR: no such store");
    }

    [Fact]
    public async Task A_start_that_does_not_last_fails_too()
    {
        _host.AnswerWith("systemctl restart", prefix: true, _ =>
        {
            (_unit["ActiveState"], _unit["SubState"]) = ("activating", "auto-restart");
            return FakeHost.Result();
        });
        (await _module.FailAsync(new() { Name = "g", State = State.Restarted }, _host)).ShouldContain("g does not stay up (activating, auto-restart)");
    }

    [Fact]
    public async Task A_host_without_systemd_is_told_so()
    {
        _host.AnswerPrefix("systemctl show", status: 127);
        (await _module.FailAsync(new() { Name = "g", State = State.Started }, _host)).ShouldContain("no systemd");
    }

    [Fact]
    public async Task What_makes_no_sense_is_an_error()
    {
        (await _module.FailAsync(new(), _host)).ShouldContain("daemon_reload");
        (await _module.FailAsync(new() { Name = "g" }, _host)).ShouldContain("give state");
        (await _module.FailAsync(new() { DaemonReload = true, Enabled = true }, _host)).ShouldContain("need name");
        (await _module.FailAsync(new() { Name = "a b", Enabled = true }, _host)).ShouldContain("'a b'");
        (await _module.FailAsync(new() { Name = "g", Masked = true, Enabled = true }, _host)).ShouldContain("masked");
    }

    private void Do(string verb)
    {
        switch (verb)
        {
            case "start" or "restart" or "reload":
                (_unit["ActiveState"], _unit["SubState"]) = ("active", "running");
                break;
            case "stop":
                (_unit["ActiveState"], _unit["SubState"]) = ("inactive", "dead");
                break;
            case "reset-failed":
                _unit["NRestarts"] = "0";
                break;
            case "daemon-reload":
                _unit["NeedDaemonReload"] = "no";
                break;
            default:
                _unit["UnitFileState"] = verb switch { "enable" => "enabled", "mask" => "masked", _ => "disabled" };
                break;
        }
    }
}
