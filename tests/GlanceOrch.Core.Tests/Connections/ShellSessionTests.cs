using System.Globalization;
using System.Security.Cryptography;
using GlanceOrch.Core.Connections;

namespace GlanceOrch.Core.Tests.Connections;

public class ShellSessionTests
{
    /// <summary>For tests that count shells: on a machine so busy that nothing comes for the usual two seconds, a loop is given up that is only slow.</summary>
    private static readonly ShellSettings Patient = new() { Grace = TimeSpan.FromMinutes(1) };

    [Theory, Dash, Bash, Busybox]
    public async Task Output_error_and_status_come_apart(string name)
    {
        await using var shell = new TestShell(name);
        var answer = await shell.RunAsync("echo out; echo err >&2; exit 3");
        answer.Out().ShouldBe("out\n");
        answer.Err().ShouldBe("err\n");
        answer.Status.ShouldBe(3);
        answer.Note.ShouldBeNull();
    }

    [Theory, Dash, Bash, Busybox]
    public async Task Every_byte_comes_back_as_it_went(string name)
    {
        await using var shell = new TestShell(name);
        var all = string.Concat(Enumerable.Range(0, 256).Select(i => (char)i)) + "\n\r\n\\n no end of line \0";
        (await shell.RunAsync("cat", all)).Out().ShouldBe(all);
        (await shell.RunAsync("cat >&2", all)).Err().ShouldBe(all);
        (await shell.RunAsync("printf '\\000\\377\\300x'")).Out().ShouldBe("\0\u00ff\u00c0x");
        (await shell.HelpAsync("printf '\\000\\377\\300x'")).Out().ShouldBe("\0\u00ff\u00c0x");
    }

    [Theory, Dash, Bash, Busybox]
    public async Task Odd_text_in_a_script_stays_as_written(string name)
    {
        await using var shell = new TestShell(name);
        var answer = await shell.RunAsync("cat <<'E'\n  a\\b\t'\"$x`\n\n\u00fc\u4e2d \nE\nprintf %s \"$#\"");
        System.Text.Encoding.UTF8.GetString(answer.Output.Span).ShouldBe("  a\\b\t'\"$x`\n\n\u00fc\u4e2d \n0");
    }

    [Theory, Dash, Bash, Busybox]
    public async Task What_a_command_does_to_its_shell_does_not_reach_the_next(string name)
    {
        await using var shell = new TestShell(name);
        await shell.RunAsync("cd /; umask 0; PATH=/nowhere; export A=1; set -efu; trap '' TERM; exec 1>&-");
        var answer = await shell.RunAsync("pwd; umask; echo ${A-none}; echo /bi*");
        answer.Out().ShouldNotStartWith("/\n");
        answer.Out().ShouldEndWith("none\n/bin\n");
        answer.Out().ShouldNotContain("\n0000\n");
    }

    [Theory, Dash, Bash, Busybox]
    public async Task Any_end_of_a_command_is_told_and_the_loop_goes_on(string name)
    {
        await using var shell = new TestShell(name, Patient);
        (await shell.RunAsync("exec sh -c 'exit 5'")).Status.ShouldBe(5);
        (await shell.RunAsync("kill -9 $$")).Status.ShouldBe(137);
        (await shell.RunAsync("kill $$")).Status.ShouldBe(143);
        (await shell.RunAsync("if")).Status.ShouldBe(2);
        (await shell.RunAsync("exec >&- 2>&-; exit 4")).Status.ShouldBe(4);
        (await shell.RunAsync("no-such-program")).Status.ShouldBe(127);
        (await shell.RunAsync("read x; echo \"[$x]\"")).Out().ShouldBe("[]\n");
        (await shell.RunAsync("read x; echo \"[$x]\"", "one\ntwo\n")).Out().ShouldBe("[one]\n");
        (await shell.RunAsync("true", new string('x', 500_000))).Status.ShouldBe(0);
        (await shell.RunAsync("echo still")).Out().ShouldBe("still\n");
        shell.Session.Statistics.Shells.ShouldBe(1);
    }

    [Theory, Dash, Bash, Busybox]
    public async Task A_hundred_megabytes_come_through_without_being_kept(string name)
    {
        await using var shell = new TestShell(name);
        using var sink = new HashingStream();
        var request = new ShellRequest { Kind = ShellKind.Command, Script = "head -c 104857600 /dev/zero; echo end >&2", OutputSink = sink };
        var answer = await shell.Shell.SendAsync(request, CancellationToken.None);
        answer.Err().ShouldBe("end\n");
        sink.Count.ShouldBe(104857600);
        sink.Hash().ShouldBe("20492a4d0d84f8beb1767f6616229f85d44c2827b64bdbfb260ee12fa1109e0e");
        answer.Output.Length.ShouldBe(0);
    }

    [Theory, Dash, Bash, Busybox]
    public async Task Output_beyond_the_limit_is_dropped_and_said(string name)
    {
        await using var shell = new TestShell(name);
        var request = new ShellRequest { Kind = ShellKind.Command, Script = "head -c 3000000 /dev/zero; echo end >&2", OutputLimit = 1000 };
        var answer = await shell.Shell.SendAsync(request, CancellationToken.None);
        answer.Output.Length.ShouldBe(1000);
        answer.Note.ShouldBe("standard output was cut after 1000 bytes; 2999000 more were dropped");
    }

    [Theory, Dash, Bash, Busybox]
    public async Task Two_hundred_requests_at_once_are_answered_each_with_its_own(string name)
    {
        await using var shell = new TestShell(name, Patient);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => i % 10 == 0
            ? shell.RunAsync(string.Create(CultureInfo.InvariantCulture, $"cat; exit {i}"), new string('x', i))
            : shell.HelpAsync(string.Create(CultureInfo.InvariantCulture, $"echo {i}; echo e{i} >&2"))));
        for (var i = 0; i < 200; i++)
        {
            answers[i].Out().ShouldBe(i % 10 == 0 ? new string('x', i) : string.Create(CultureInfo.InvariantCulture, $"{i}\n"));
            answers[i].Status.ShouldBe(i % 10 == 0 ? i : 0);
        }

        shell.Session.Statistics.Shells.ShouldBe(1);
    }

    [Theory, Dash, Bash, Busybox]
    public async Task A_script_longer_than_a_variable_may_be_still_runs_and_has_its_input(string name)
    {
        await using var shell = new TestShell(name);
        var long_ = string.Join('\n', Enumerable.Range(0, 4000).Select(i => $": {i} {new string('y', 60)}"));
        var answer = await shell.RunAsync(long_ + "\ncat; exit 6", "in\0put");
        answer.Out().ShouldBe("in\0put");
        answer.Status.ShouldBe(6);
    }

    [Theory, Dash, Bash, Busybox]
    public async Task A_child_in_the_background_does_not_hold_the_answer_nor_what_comes_behind(string name)
    {
        await using var shell = new TestShell(name, new ShellSettings { Grace = TimeSpan.FromMilliseconds(100) });
        var first = shell.RunAsync("echo one; sleep 1000 & echo $!");
        var second = shell.RunAsync("echo two");
        var third = shell.HelpAsync("echo three");
        var answer = await first;
        answer.Status.ShouldBe(0);
        answer.Note.ShouldNotBeNull().ShouldContain("background");
        (await second).Out().ShouldBe("two\n");
        (await third).Out().ShouldBe("three\n");
        shell.Session.Statistics.Shells.ShouldBeGreaterThan(1);
        // The child was not ours to end.
        (await shell.RunAsync($"kill {answer.Out().Split('\n')[1]}")).Status.ShouldBe(0);
    }

    [Fact]
    public async Task Output_that_is_only_late_is_waited_for()
    {
        await using var shell = new TestShell("dash");
        var settings = shell.Settings with { Grace = TimeSpan.FromMilliseconds(100) };
        var (opened, loop) = (0, 0);
        await using var session = new ShellSession(
            async cancellationToken =>
            {
                if (++opened > 1)
                {
                    // While a second shell comes up, the host gets on again.
                    System.Diagnostics.Process.Start("kill", ["-CONT", "--", $"-{loop}"]).WaitForExit();
                }

                var channel = await ShellChannel.OpenAsync(shell.Connection, BecomeOptions.None, settings, new TransportStatistics(), TimeProvider.System, cancellationToken);
                loop = opened == 1 ? channel.LoopGroup : loop;
                return channel;
            },
            settings,
            TimeProvider.System);
        Task<ShellAnswer> RunAsync(string script) => session.SendAsync(new ShellRequest { Kind = ShellKind.Command, Script = script }, CancellationToken.None);

        await RunAsync(":");
        // What carries its output stands still; that it has ended is told all the same.
        var answer = await RunAsync($"pkill -STOP -x -g {loop} cat; echo late");
        answer.Out().ShouldBe("late\n");
        answer.Note.ShouldBeNull();
        opened.ShouldBe(2);
        (await RunAsync("ps -o pgid= -p $PPID")).Out().Trim().ShouldBe($"{loop}", "the first shell goes on");
    }

    [Fact]
    public async Task Output_that_is_held_while_its_caller_gives_up_does_not_hold_the_next_request()
    {
        await using var shell = new TestShell("dash", new ShellSettings { Grace = TimeSpan.FromMilliseconds(100) });
        using var cancel = new CancellationTokenSource();
        using var sink = new FirstBytes();
        var request = new ShellRequest { Kind = ShellKind.Command, Script = "setsid sleep 1000 & echo $!", OutputSink = sink };
        var running = shell.Shell.SendAsync(request, cancel.Token);
        var child = (await sink.Line).Trim();
        await cancel.CancelAsync();
        await running.ShouldThrowAsync<OperationCanceledException>();
        (await shell.RunAsync($"kill {child}; echo next").WaitAsync(TimeSpan.FromSeconds(30))).Out().ShouldBe("next\n");
    }

    [Theory, Dash, Bash, Busybox]
    public async Task At_its_deadline_a_command_is_killed_with_all_its_children(string name)
    {
        await using var shell = new TestShell(name, new ShellSettings { KillWait = TimeSpan.FromMilliseconds(300) });
        var slow = shell.RunAsync("echo $$; trap '' TERM; sleep 1000 | sleep 1000", timeout: TimeSpan.FromSeconds(1));
        var next = shell.RunAsync("echo next");
        var answer = await slow;
        answer.TimedOut.ShouldBeTrue();
        answer.Status.ShouldBe(137);
        answer.Note.ShouldBe("killed: it had not ended after 1 s");
        (await next).Out().ShouldBe("next\n");
        LivingInGroup(answer.Out().Trim()).ShouldBeEmpty();
        shell.Session.Statistics.Shells.ShouldBe(2); // one of them for the kill
    }

    [Theory, Dash, Bash, Busybox]
    public async Task A_cancelled_command_is_killed_before_the_waiting_ends(string name)
    {
        await using var shell = new TestShell(name);
        using var cancel = new CancellationTokenSource();
        using var sink = new FirstBytes();
        var request = new ShellRequest { Kind = ShellKind.Command, Script = "echo $$; exec sleep 1000", OutputSink = sink };
        var running = shell.Shell.SendAsync(request, cancel.Token);
        var group = (await sink.Line).Trim();
        await cancel.CancelAsync();
        await running.ShouldThrowAsync<OperationCanceledException>();
        LivingInGroup(group).ShouldBeEmpty();
    }

    [Theory, Dash, Bash, Busybox]
    public async Task A_helper_at_its_deadline_costs_the_loop_but_not_those_behind(string name)
    {
        await using var shell = new TestShell(name, new ShellSettings { HelperTimeout = TimeSpan.FromMilliseconds(300) });
        var stuck = shell.HelpAsync("sleep 1000");
        var next = shell.HelpAsync("echo next");
        await stuck.ShouldThrowAsync<TimeoutException>();
        (await next).Out().ShouldBe("next\n");
    }

    [Theory, Dash, Bash, Busybox]
    public async Task When_the_loop_dies_the_running_request_is_unknown_and_those_behind_did_not_run(string name)
    {
        await using var shell = new TestShell(name);
        var loop = (await shell.HelpAsync("echo $$")).Out().Trim();
        var running = shell.RunAsync($"kill -9 -{loop}; sleep 5");
        var behind = shell.RunAsync("echo no");
        (await running.ShouldThrowAsync<UnreachableException>()).OutcomeUnknown.ShouldBeTrue();
        (await behind.ShouldThrowAsync<UnreachableException>()).OutcomeUnknown.ShouldBeFalse();
        (await shell.RunAsync("echo again")).Out().ShouldBe("again\n");
    }

    [Fact]
    public async Task A_request_that_finds_its_loop_closed_before_the_session_knows_takes_no_others_answer()
    {
        await using var shell = new TestShell("dash");
        var channels = new List<ShellChannel>();
        var time = new HookedTime();
        await using var session = new ShellSession(
            async cancellationToken =>
            {
                channels.Add(await ShellChannel.OpenAsync(
                    shell.Connection, BecomeOptions.None, shell.Settings, new TransportStatistics(), TimeProvider.System, cancellationToken));
                return channels[^1];
            },
            shell.Settings,
            time);
        await session.SendAsync(Help(":"), CancellationToken.None);

        // The clock is asked while the session's lock is held, so the session cannot learn of the end before the second request is in.
        Task<ShellAnswer>? second = null;
        time.Hook = () =>
        {
            Task.WaitAny([channels[0].Ended], TimeSpan.FromSeconds(30)).ShouldBe(0);
            second = session.SendAsync(Help("echo second"), CancellationToken.None);
        };
        var first = session.SendAsync(Help($"kill -9 -{channels[0].LoopGroup}; sleep 5"), CancellationToken.None);
        (await first.WaitAsync(TimeSpan.FromSeconds(30)).ShouldThrowAsync<UnreachableException>()).OutcomeUnknown.ShouldBeTrue();
        (await second.ShouldNotBeNull()).Out().ShouldBe("second\n");

        static ShellRequest Help(string script) => new() { Kind = ShellKind.Helper, Script = script };
    }

    [Theory, Dash, Bash, Busybox]
    public async Task Neither_script_nor_nonce_show_in_arguments_or_variables(string name)
    {
        await using var shell = new TestShell(name);
        var answer = await shell.RunAsync(": geheim; tr '\\0' '\\n' </proc/$$/cmdline; echo; env; ls /proc/$$/fd");
        answer.Out().ShouldNotContain("geheim");
        answer.Out().ShouldNotContain("\nGO_");
    }

    [Fact]
    public async Task Another_shell_runs_the_command_when_it_is_named()
    {
        await using var shell = new TestShell("dash");
        var request = new ShellRequest { Kind = ShellKind.Command, Script = "a=(x y); echo ${a[1]}", Shell = "/bin/bash" };
        (await shell.Shell.SendAsync(request, CancellationToken.None)).Out().ShouldBe("y\n");
        (await shell.RunAsync("echo ${BASH_VERSION-dash}")).Out().ShouldBe("dash\n");
    }

    [Fact]
    public async Task A_start_that_never_says_hello_ends_at_its_deadline()
    {
        var settings = new ShellSettings { HelloDeadline = TimeSpan.FromMilliseconds(300), Shell = "/bin/sh -c 'echo strange; exec sleep 1000' sh" };
        await using var session = new HostSession(
            new LocalConnection(ConnectionEnvironment.From(Environment.GetEnvironmentVariable)), settings, TimeProvider.System);
        var request = new ShellRequest { Kind = ShellKind.Builtin, Script = ":" };
        var failure = await session.Shell(BecomeOptions.None).SendAsync(request, CancellationToken.None).ShouldThrowAsync<UnreachableException>();
        failure.Message.ShouldBe("no answer within 0.3 s: strange");
    }

    [Fact]
    public async Task A_start_that_ends_at_once_is_told_with_its_words()
    {
        var settings = new ShellSettings { Shell = "/bin/sh -c 'echo This account is currently not available.; exit 1' sh" };
        await using var session = new HostSession(
            new LocalConnection(ConnectionEnvironment.From(Environment.GetEnvironmentVariable)), settings, TimeProvider.System);
        var request = new ShellRequest { Kind = ShellKind.Builtin, Script = ":" };
        var failure = await session.Shell(BecomeOptions.None).SendAsync(request, CancellationToken.None).ShouldThrowAsync<UnreachableException>();
        failure.Message.ShouldBe("the remote shell did not start (status 1): This account is currently not available.");
        failure.OutcomeUnknown.ShouldBeFalse();
    }

    /// <summary>Processes of a group that are more than zombies nobody has fetched.</summary>
    private static List<string> LivingInGroup(string group)
    {
        var found = new List<string>();
        foreach (var process in Directory.GetDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            try
            {
                var text = File.ReadAllText(process + "/stat");
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[2] == group && fields[0] != "Z")
                {
                    found.Add(text);
                }
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        return found;
    }

    /// <summary>Runs the hook, once, when the next timer is made.</summary>
    private sealed class HookedTime : TimeProvider
    {
        public Action? Hook { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var hook = Hook;
            Hook = null;
            hook?.Invoke();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private sealed class FirstBytes : MemoryStream
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => _line.Task;

        public override void Write(ReadOnlySpan<byte> buffer) => _line.TrySetResult(System.Text.Encoding.ASCII.GetString(buffer));
    }

    private sealed class HashingStream : MemoryStream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Count { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Count += buffer.Length;
            _hash.AppendData(buffer);
        }

        public string Hash() => Convert.ToHexStringLower(_hash.GetHashAndReset());
    }
}
