using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Modules;

namespace GlanceOrch.Integration.Tests.Connections;

/// <summary>The transport on real hosts: ssh, three shells, other users, and everything that can go wrong on the way.</summary>
[Collection("hosts dash1, bash1, busybox1")] // some tests cut these hosts off: nobody else may work on them meanwhile
public sealed class TransportTests : IDisposable
{
    private readonly string _runtime = Directory.CreateTempSubdirectory("go").FullName;
    private readonly ConnectionFactory _factory;

    public TransportTests()
    {
        _factory = new ConnectionFactory(Environment(), TimeProvider.System);
    }

    private string Private => Path.Combine(_runtime, "p");

    public void Dispose()
    {
        _factory.Dispose();
        Directory.Delete(_runtime, recursive: true);
    }

    [LabFact("dash1")]
    public Task Every_byte_comes_through_ssh_and_dash() => EveryByteAsync("dash1");

    [LabFact("bash1")]
    public Task Every_byte_comes_through_ssh_and_bash() => EveryByteAsync("bash1");

    [LabFact("busybox1")]
    public Task Every_byte_comes_through_ssh_and_busybox() => EveryByteAsync("busybox1");

    [LabFact("dash1")]
    public async Task Become_without_a_password_starts_one_more_shell_and_no_new_connection()
    {
        // The server's process that serves the connection: all its channels hang below it.
        const string Server = "p=$$; until [ \"$(cat /proc/$p/comm)\" = sshd ]; do while read -r k v; do [ \"$k\" = PPid: ] && q=$v; done </proc/$p/status; p=$q; done; echo $p";
        await using var access = Open(Lab.Host("dash1") with { User = "deploy" });
        (await RunAsync(access, BecomeOptions.None, "id -un")).OutputText.ShouldBe("deploy\n");
        (await RunAsync(access, new() { User = "root" }, "id -un; pwd")).OutputText.ShouldBe("root\n/root\n");
        (await RunAsync(access, new() { User = "nobody" }, "id -un")).OutputText.ShouldBe("nobody\n");
        var server = (await RunAsync(access, BecomeOptions.None, Server)).OutputText;
        int.Parse(server, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(1);
        (await RunAsync(access, new() { User = "root" }, Server)).OutputText.ShouldBe(server);
        access.Statistics.Shells.ShouldBe(3);
    }

    [LabFact("dash1")]
    public async Task Become_can_be_the_first_and_only_channel()
    {
        await using var access = Open(Lab.Host("dash1") with { User = "deploy" });
        (await RunAsync(access, new() { User = "root" }, "id -un")).OutputText.ShouldBe("root\n");
        access.Statistics.Shells.ShouldBe(1);
    }

    [LabFact("dash1", "bash1", "busybox1")]
    public async Task Become_with_a_password()
    {
        foreach (var host in new[] { "dash1", "bash1", "busybox1" })
        {
            await using var access = Open(Lab.Host(host) with { User = "ops" });
            (await RunAsync(access, new() { User = "root", Password = "opspass" }, "id -un; cat", "in\0")).OutputText.ShouldBe("root\nin\0", host);
        }
    }

    [LabFact("dash1")]
    public async Task A_become_password_that_is_not_asked_for_is_not_sent()
    {
        await using var access = Open(Lab.Host("dash1") with { User = "deploy" });
        (await RunAsync(access, new() { User = "root", Password = "touch /tmp/evaluated" }, "ls /tmp/evaluated")).Status.ShouldNotBe(0);
    }

    [LabFact("dash1")]
    public async Task Failures_to_become_are_told_in_words()
    {
        await using var access = Open(Lab.Host("dash1") with { User = "ops" });
        (await FailingAsync<ModuleException>(access, new() { User = "root", Password = "wrong" })).Message.ShouldBe("wrong sudo password to become root");
        (await FailingAsync<ModuleException>(access, new() { User = "daemon" })).Message.ShouldBe("cannot become daemon: sudo: a password is required");
        await using var other = Open(Lab.Host("dash1") with { User = "nosudo" });
        (await FailingAsync<ModuleException>(other, new() { User = "root" })).Message.ShouldStartWith("cannot become root: ");
        (await RunAsync(other, BecomeOptions.None, "id -un")).OutputText.ShouldBe("nosudo\n");
        await using var third = Open(Lab.Host("dash1") with { User = "deploy" });
        (await FailingAsync<ModuleException>(third, new() { User = "nosuchuser" })).Message.ShouldContain("unknown user");
    }

    [LabFact("dash1")]
    public async Task Su_works_from_root_and_with_a_password()
    {
        await using var root = Open(Lab.Host("dash1"));
        (await RunAsync(root, new() { User = "nobody", Method = BecomeMethod.Su }, "id -un")).OutputText.ShouldBe("nobody\n");
        await using var access = Open(Lab.Host("dash1") with { User = "deploy" });
        (await RunAsync(access, new() { User = "ops", Method = BecomeMethod.Su, Password = "opspass" }, "id -un")).OutputText.ShouldBe("ops\n");
        await using var wrong = Open(Lab.Host("dash1") with { User = "deploy" });
        (await FailingAsync<ModuleException>(wrong, new() { User = "ops", Method = BecomeMethod.Su, Password = "bad" })).Message.ShouldContain("Authentication failure");
    }

    [LabFact("dash1")]
    public async Task A_login_password_is_given_by_askpass_and_leaves_no_trace()
    {
        await using (var access = Open(WithPassword("opspass")))
        {
            (await RunAsync(access, BecomeOptions.None, "id -un")).OutputText.ShouldBe("ops\n");
            foreach (var process in Directory.GetDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
            {
                TextOf(process + "/cmdline").ShouldNotContain("opspass");
                TextOf(process + "/environ").ShouldNotContain("opspass");
            }
        }

        foreach (var file in Directory.GetFiles(Private, "*", SearchOption.AllDirectories))
        {
            TextOf(file).ShouldNotContain("opspass");
        }
    }

    [LabFact("dash1")]
    public async Task A_wrong_login_password_is_told_and_tried_once()
    {
        await using var access = Open(WithPassword("wrong") with { ConnectRetries = 3 });
        var watch = System.Diagnostics.Stopwatch.StartNew();
        (await FailingAsync<UnreachableException>(access, BecomeOptions.None)).Message.ShouldContain("Permission denied");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
    }

    [LabFact("dash1")]
    public async Task A_key_that_is_refused_is_told()
    {
        await using var access = Open(Lab.Host("dash1") with { PrivateKeyFile = "/dev/null" });
        (await FailingAsync<UnreachableException>(access, BecomeOptions.None)).Message.ShouldContain("Permission denied (publickey");
    }

    [LabFact("dash1", "bash1")]
    public async Task A_wrong_host_key_is_refused_and_told()
    {
        var (dash, bash) = (Lab.Host("dash1"), Lab.Host("bash1"));
        var known = dash.ExtraArguments.First(word => word.StartsWith("UserKnownHostsFile=", StringComparison.Ordinal))["UserKnownHostsFile=".Length..];
        var file = Path.Combine(_runtime, "known");
        File.WriteAllLines(file, File.ReadAllLines(known).Where(line => line.Contains(bash.Address, StringComparison.Ordinal))
            .Select(line => $"{dash.Address} {string.Join(' ', line.Split(' ').Skip(1))}"));
        await using var changed = Open(dash with { ExtraArguments = ["-o", $"UserKnownHostsFile={file}"] });
        var message = (await FailingAsync<UnreachableException>(changed, BecomeOptions.None)).Message;
        message.ShouldContain("Host key verification failed.");
        message.ShouldContain("Offending ");
        message.ShouldContain($"{file}:");
        message.ShouldNotContain("\n");

        await using var unknown = Open(dash with { ExtraArguments = ["-o", "UserKnownHostsFile=/dev/null"] });
        (await FailingAsync<UnreachableException>(unknown, BecomeOptions.None)).Message.ShouldContain("Host key verification failed.");
        // With a password somebody answers ssh's questions; this one with no.
        await using var asked = Open(WithPassword("opspass") with { ExtraArguments = ["-o", "UserKnownHostsFile=/dev/null"] });
        (await FailingAsync<UnreachableException>(asked, BecomeOptions.None)).Message.ShouldContain("Host key verification failed.");
    }

    [LabFact("dash1")]
    public async Task A_host_that_is_down_and_a_name_that_does_not_resolve_are_told()
    {
        var address = Lab.Host("dash1").Address;
        var nobody = address[..address.LastIndexOf('.')] + ".250";
        await using var down = Open(Lab.Host("dash1") with { Address = nobody, ConnectTimeout = TimeSpan.FromSeconds(2) });
        (await FailingAsync<UnreachableException>(down, BecomeOptions.None)).Message.ShouldMatch("No route to host|timed out");
        await using var port = Open(Lab.Host("dash1") with { Port = 9 });
        (await FailingAsync<UnreachableException>(port, BecomeOptions.None)).Message.ShouldContain("Connection refused");
        await using var name = Open(Lab.Host("dash1") with { Address = "no-such-host.invalid" });
        (await FailingAsync<UnreachableException>(name, BecomeOptions.None)).Message.ShouldContain("Could not resolve hostname no-such-host.invalid");
    }

    [LabFact("dash1")]
    public async Task The_next_run_uses_the_connection_that_stayed()
    {
        var options = Lab.Host("dash1") with { ControlPersist = TimeSpan.FromSeconds(20) };
        async Task<string> PeerAsync()
        {
            using var factory = new ConnectionFactory(Environment(), TimeProvider.System);
            await using var access = Open(options, factory);
            return (await RunAsync(access, BecomeOptions.None, "echo $SSH_CONNECTION")).OutputText;
        }

        var first = await PeerAsync();
        Directory.GetFiles(Private).Select(Path.GetFileName).ShouldAllBe(name => name != null && name.StartsWith('c'));
        (await PeerAsync()).ShouldBe(first);
    }

    [LabFact("dash1")]
    public async Task Without_persistence_nothing_stays()
    {
        await using (var access = Open(Lab.Host("dash1")))
        {
            await RunAsync(access, BecomeOptions.None, "true");
            Directory.GetFiles(Private, "c*").ShouldNotBeEmpty();
        }

        _factory.Dispose();
        Directory.GetFileSystemEntries(Private).ShouldBeEmpty();
    }

    [LabFact("dash1")]
    public async Task Many_shells_at_once_share_one_connection()
    {
        await using var access = Open(Lab.Host("dash1"));
        var users = new[] { "root", "nobody", "daemon", "deploy", "ops" };
        var peers = await Task.WhenAll(users.Select(user => RunAsync(access, new() { User = user, Method = BecomeMethod.Su }, "echo $SSH_CONNECTION")));
        peers.Select(result => result.OutputText).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
    }

    [LabFact("dash1")]
    public async Task More_users_than_the_server_allows_sessions_are_served_all_the_same()
    {
        await using var access = Open(Lab.Host("dash1"));
        var users = new[] { "root", "nobody", "daemon", "deploy", "ops", "nosudo", "bin", "sys", "games", "man", "lp", "mail", "news" };
        var names = await Task.WhenAll(users.Select(user => RunAsync(access, new() { User = user, Method = BecomeMethod.Su }, "id -un")));
        names.Select(result => result.OutputText.Trim()).ShouldBe(users);
    }

    [LabFact("dash1")]
    public async Task A_configuration_made_for_people_at_terminals_does_not_hurt()
    {
        var file = Path.Combine(_runtime, "config");
        File.WriteAllText(file, """
            Host *
              RequestTTY force
              RemoteCommand echo trap
              ControlPath none
              ForwardX11 yes
              LocalForward 9999 localhost:9999
              BatchMode no
              LogLevel QUIET
            """);
        var options = Lab.Host("dash1");
        await using var access = Open(options with { ExtraArguments = ["-F", file, .. options.ExtraArguments] });
        (await RunAsync(access, BecomeOptions.None, "printf 'a\\n'; tty; echo e >&2")).OutputText.ShouldBe("a\nnot a tty\n");
        (await RunAsync(access, new() { User = "root" }, "echo $SSH_TTY")).OutputText.ShouldBe("\n");
        await using var down = Open(options with { Port = 9, ExtraArguments = ["-F", file, .. options.ExtraArguments] });
        (await FailingAsync<UnreachableException>(down, BecomeOptions.None)).Message.ShouldContain("Connection refused");
    }

    [LabFact("bash1", CutsLinks = true)]
    public async Task A_shared_connection_that_has_died_since_the_last_run_is_replaced()
    {
        var options = Lab.Host("bash1") with { ControlPersist = TimeSpan.FromSeconds(60), ConnectTimeout = TimeSpan.FromSeconds(30) };
        await using (var first = Open(options))
        {
            await RunAsync(first, BecomeOptions.None, "true");
        }

        await Lab.DoAsync("cut", "bash1");
        await using var second = Open(options);
        var result = RunAsync(second, BecomeOptions.None, "echo here");
        // The old connection is given up after some 15 s without an answer, then a new one is tried; by then the host is back.
        await Task.Delay(TimeSpan.FromSeconds(18));
        await Lab.DoAsync("mend", "bash1");
        (await result).OutputText.ShouldBe("here\n");
    }

    [LabFact("dash1")]
    public async Task A_killed_controller_leaves_nothing_running_that_had_not_begun()
    {
        await using var access = Open(Lab.Host("dash1"));
        var marker = $"/tmp/{Guid.NewGuid():N}";
        await using (var connection = _factory.Create(Lab.Host("dash1")))
        {
            // As when it is killed: the frames are sent, and nobody is there any more.
            await using var session = new HostSession(connection, new ShellSettings(), TimeProvider.System);
            var shell = session.Shell(BecomeOptions.None);
            await shell.SendAsync(new ShellRequest { Kind = ShellKind.Builtin, Script = ":" }, default);
            var first = shell.SendAsync(new ShellRequest { Kind = ShellKind.Command, Script = "sleep 1" }, default);
            var second = shell.SendAsync(new ShellRequest { Kind = ShellKind.Command, Script = $"touch {marker}" }, default);
            await shell.DisposeAsync();
            await first.ShouldThrowAsync<UnreachableException>();
            await second.ShouldThrowAsync<UnreachableException>();
        }

        (await RunAsync(access, BecomeOptions.None, $"sleep 2; ls {marker}")).Status.ShouldNotBe(0);
    }

    [LabFact("dash1")]
    public async Task Tcp_goes_through_the_host()
    {
        await using var access = Open(Lab.Host("dash1"));
        var host = access.As(BecomeOptions.None);
        for (var i = 0; i < 3; i++)
        {
            await using var stream = await host.ConnectAsync("127.0.0.1", 22, default);
            var buffer = new byte[7];
            await stream.ReadExactlyAsync(buffer);
            System.Text.Encoding.ASCII.GetString(buffer).ShouldBe("SSH-2.0");
        }

        (await Should.ThrowAsync<IOException>(() => host.ConnectAsync("127.0.0.1", 9, default))).Message.ShouldContain("127.0.0.1:9 refuses");
        var http = await Should.ThrowAsync<HttpRequestException>(() => host.Http.GetAsync(new Uri("http://127.0.0.1:9/"), default(CancellationToken)));
        http.ToString().ShouldContain("127.0.0.1:9 refuses the connection");
    }

    [LabFact("dash1")]
    public async Task A_command_is_killed_at_its_deadline_also_as_another_user()
    {
        await using var access = Open(Lab.Host("dash1") with { User = "deploy" });
        foreach (var become in new[] { BecomeOptions.None, new BecomeOptions { User = "root" } })
        {
            var host = access.As(become);
            var result = await host.RunAsync(new Command { Script = "trap '' TERM; sleep 4321 | sleep 4321", Timeout = TimeSpan.FromSeconds(1) }, default);
            result.Status.ShouldBe(137);
            result.Note.ShouldNotBeNull().ShouldContain("killed");
            (await host.RunAsync(new Command { Script = "pgrep -f '[s]leep 4321'" }, default)).OutputText.ShouldBe("");
        }
    }

    [LabFact("busybox1")]
    public async Task Files_are_read_and_written_with_busybox_tools()
    {
        await using var access = Open(Lab.Host("busybox1"));
        var host = access.As(BecomeOptions.None);
        var path = $"/root/{Guid.NewGuid():N}";
        await host.WriteAsync(new FileWrite { Path = path, Content = "x\0y"u8.ToArray(), ExpectedSha256 = null }, default);
        var read = (await host.ReadAsync(path, default)).ShouldNotBeNull();
        read.Text.ShouldBe("x\0y");
        await host.WriteAsync(new FileWrite { Path = path, Content = "z"u8.ToArray(), ExpectedSha256 = null }, default).ShouldThrowAsync<HostChangedException>();
        await host.RemoveAsync(path, default);
        (await host.GlobAsync("/root/.glance-orch-*", default)).ShouldBeEmpty();
    }

    [LabFact("dash1")]
    public async Task An_ordinary_user_may_not_read_or_write_what_is_not_his()
    {
        await using var access = Open(Lab.Host("dash1") with { User = "nosudo" });
        var host = access.As(BecomeOptions.None);
        (await host.ReadAsync("/etc/shadow", default).ShouldThrowAsync<ModuleException>()).Message.ShouldBe("no permission to read /etc/shadow");
        (await host.StatAsync("/root/x", default).ShouldThrowAsync<ModuleException>()).Message.ShouldBe("no permission to look at /root/x");
        (await host.ListAsync("/root", default).ShouldThrowAsync<ModuleException>()).Message.ShouldBe("no permission to look at /root");
        var write = new FileWrite { Path = "/etc/x", Content = "x"u8.ToArray(), ExpectedSha256 = null };
        (await host.WriteAsync(write, default).ShouldThrowAsync<ModuleException>()).Message.ShouldMatch("cannot write /etc/x: .*[Pp]ermission denied");
    }

    [LabFact("bash1", CutsLinks = true)]
    public async Task A_link_that_is_cut_ends_in_bounded_time_and_the_outcome_is_unknown()
    {
        await using var access = Open(Lab.Host("bash1"));
        var host = access.As(BecomeOptions.None);
        await RunAsync(access, BecomeOptions.None, "true");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var running = host.RunAsync(new Command { Script = "sleep 300" }, default);
        var behind = host.RunAsync(new Command { Script = "touch /tmp/behind" }, default);
        await Lab.DoAsync("cut", "bash1");
        try
        {
            var lost = await running.ShouldThrowAsync<UnreachableException>();
            lost.OutcomeUnknown.ShouldBeTrue();
            lost.Message.ShouldContain("not responding");
            (await behind.ShouldThrowAsync<UnreachableException>()).OutcomeUnknown.ShouldBeFalse();
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
            (await FailingAsync<UnreachableException>(access, BecomeOptions.None)).OutcomeUnknown.ShouldBeFalse();
        }
        finally
        {
            await Lab.DoAsync("mend", "bash1");
        }

        (await RunAsync(access, BecomeOptions.None, "ls /tmp/behind")).Status.ShouldNotBe(0);
    }

    [LabFact("bash1", CutsLinks = true)]
    public async Task A_deadline_while_the_link_is_cut_is_unknown_not_killed()
    {
        await using var access = Open(Lab.Host("bash1"));
        var host = access.As(BecomeOptions.None);
        await RunAsync(access, BecomeOptions.None, "true");
        var running = host.RunAsync(new Command { Script = "sleep 300", Timeout = TimeSpan.FromSeconds(2) }, default);
        await Lab.DoAsync("cut", "bash1");
        try
        {
            (await running.ShouldThrowAsync<UnreachableException>()).OutcomeUnknown.ShouldBeTrue();
        }
        finally
        {
            await Lab.DoAsync("mend", "bash1");
        }
    }

    private static async Task<CommandResult> RunAsync(HostAccess access, BecomeOptions become, string script, string input = "") =>
        await access.As(become).RunAsync(new Command { Script = script, Input = System.Text.Encoding.Latin1.GetBytes(input) }, default);

    private static Task<T> FailingAsync<T>(HostAccess access, BecomeOptions become)
        where T : Exception =>
        Should.ThrowAsync<T>(() => RunAsync(access, become, "true"));

    private static ConnectionOptions WithPassword(string password) =>
        Lab.Host("dash1") with { User = "ops", Password = password, PrivateKeyFile = "/dev/null" };

    private static string TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private HostAccess Open(ConnectionOptions options, ConnectionFactory? factory = null) =>
        new((factory ?? _factory).Create(options), options.ConnectTimeout, TimeProvider.System);

    private ConnectionEnvironment Environment() =>
        ConnectionEnvironment.From(System.Environment.GetEnvironmentVariable) with { RuntimeDirectory = _runtime, PrivateName = "p" };

    private async Task EveryByteAsync(string host)
    {
        await using var access = Open(Lab.Host(host));
        var all = string.Concat(Enumerable.Range(0, 256).Select(i => (char)i)) + "\n\r\n no end of line \0";
        var result = await RunAsync(access, BecomeOptions.None, "tee /dev/stderr; exit 7", all);
        result.Status.ShouldBe(7);
        System.Text.Encoding.Latin1.GetString(result.Output.Span).ShouldBe(all);
        System.Text.Encoding.Latin1.GetString(result.Error.Span).ShouldBe(all);
        var large = new byte[5_000_000];
        new Random(1).NextBytes(large);
        var echoed = await access.As(BecomeOptions.None).RunAsync(new Command { Script = "cat", Input = large }, default);
        echoed.Output.Span.SequenceEqual(large).ShouldBeTrue();
    }
}
