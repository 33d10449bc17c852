using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace GlanceOrch.Integration.Tests;

/// <summary>
/// What a deploy has to endure. Each test makes work for the roles, lets the run meet a failure, looks at what the run has left behind, takes the
/// failure away and runs again.
/// </summary>
[Collection("hosts services, api1")]
public sealed class FailureTests(DeployedGlance glance, FailureTests.Begun begun, ITestOutputHelper output) : IClassFixture<FailureTests.Begun>
{
    /// <summary>Options to be written, a directory to be made, and a restart that follows.</summary>
    private const string Work = """
        option /etc/glance/glance-api.conf DEFAULT workers change 1
        option /etc/glance/glance-api.conf keystone_authtoken region_name remove
        option /etc/glance/glance-cache.conf DEFAULT image_cache_dir change /nowhere
        rmdir /var/lib/glance/staging
        """;

    [LabFact]
    public async Task A_stopped_database_is_named_and_the_next_run_does_what_is_left_and_the_restart()
    {
        var wanted = await BeginAsync();
        var starts = await StartAsync();
        await OnAsync("services", "mysql -e \"REVOKE SELECT ON glance.* FROM 'glance'@'%'\"");
        await OnAsync("api1", Work);
        var before = await SiteState.ReadAsync();
        await OnAsync("services", "systemctl stop mariadb");
        try
        {
            var site = await PlayAsync();
            site.Status.ShouldBe(2, site.Output + site.Error);
            site.Output.ShouldContain("failed: [services] => the database refuses: ERROR 2002 (HY000): Can't connect to local");

            // The API's host alone, where it is the schema that cannot be seen: by then the configuration is written.
            var api = await PlayAsync("--limit", "api1");
            api.Status.ShouldBe(2, api.Output + api.Error);
            api.Output.ShouldMatch(@"failed: \[api1\] => glance's database \(.*\) cannot be reached from the host: .*refuse");
            api.Output.ShouldContain("api1: notified handlers that did not run: ");
            (await StartAsync()).ShouldBe(starts);
        }
        finally
        {
            await OnAsync("services", "systemctl start mariadb");
        }

        await JudgeLeftoversAsync(before, wanted);
        await ConvergesAsync(wanted);
        (await StartAsync()).ShouldNotBe(starts); // by the handlers of the run that failed: the configuration was right already
    }

    [LabFact]
    public async Task A_stopped_RabbitMQ_is_named_and_the_next_run_converges()
    {
        var wanted = await BeginAsync();
        await OnAsync("services", "broker PUT /api/permissions/%2F/glance '{\"configure\": \"^$\", \"write\": \".*\", \"read\": \".*\"}'");
        await OnAsync("api1", Work);
        var before = await SiteState.ReadAsync();
        await OnAsync("services", "systemctl stop rabbitmq-server");
        try
        {
            var run = await PlayAsync();
            run.Status.ShouldBe(2, run.Output + run.Error);
            run.Output.ShouldMatch(@"failed: \[api1 -> services\] => .*rabbit");
        }
        finally
        {
            await OnAsync("services", "systemctl start rabbitmq-server && rabbitmqctl -q await_startup");
        }

        await JudgeLeftoversAsync(before, wanted);
        await ConvergesAsync(wanted);
    }

    [LabFact]
    public async Task A_full_disk_leaves_the_old_file_whole_and_nothing_beside_it()
    {
        var wanted = await BeginAsync();
        await OnAsync("api1", Work);
        var before = await SiteState.ReadAsync();
        await OnAsync("api1", """
            install -d -m 0700 /root/full
            mount -t tmpfs -o size=1m full /root/full
            cp -a /etc/glance/. /root/full/
            chown --reference=/etc/glance /root/full
            chmod --reference=/etc/glance /root/full
            mount --bind /root/full /etc/glance
            head -c 2M /dev/zero >/root/full/full 2>/dev/null || true
            """);
        try
        {
            var full = await SiteState.ReadAsync();
            var run = await PlayAsync("--tags", "config");
            run.Status.ShouldBe(2, run.Output + run.Error);
            run.Output.ShouldMatch(@"failed: \[api1\] => cannot write /etc/glance/glance-api\.conf: .*No space left on device");
            (await SiteState.ReadAsync()).Since(full).ShouldBeEmpty();
        }
        finally
        {
            await OnAsync("api1", "umount /etc/glance && umount /root/full && rmdir /root/full");
        }

        await JudgeLeftoversAsync(before, wanted);
        await ConvergesAsync(wanted);
    }

    [LabFact]
    public async Task A_port_that_another_program_has_is_named_and_the_service_is_not_restarted_onto_it()
    {
        var wanted = await BeginAsync();
        await OnAsync("api1", Work + "\nsystemctl stop glance-api; systemd-run -q --unit=port-holder /usr/sbin/sshd -D -p 9292");
        try
        {
            var run = await PlayAsync();
            run.Status.ShouldBe(2, run.Output + run.Error);
            run.Output.ShouldMatch(@"HANDLER \[glance : See whether another program has the port of glance-api\][ *]*\nfailed: \[api1\] => .*\n.*stdout:\n.*:9292 .*\(\(""sshd"",");
            (await Lab.OnAsync("api1", "systemctl is-active glance-api || true")).Trim().ShouldBe("inactive");
        }
        finally
        {
            await OnAsync("api1", "systemctl stop port-holder");
        }

        await ConvergesAsync(wanted);
    }

    [LabFact(CutsLinks = true)]
    public async Task A_host_that_is_cut_off_in_the_middle_is_unreachable_and_the_next_run_converges()
    {
        var wanted = await BeginAsync();
        await OnAsync("api1", Work);
        var before = await SiteState.ReadAsync();
        Lab.Ended run;
        try
        {
            run = await WatchedAsync("TASK [api : Configure glance-api]", () => Lab.DoAsync("cut", "api1"));
        }
        finally
        {
            await Lab.DoAsync("mend", "api1");
        }

        // A write that was on its way waits for the rest of its file, until the host learns that nobody sends it any more.
        await OnAsync("api1", "i=0; while [ $i -lt 600 ] && ls /etc/glance/.glance-orch-* >/dev/null 2>&1; do i=$((i+1)); sleep 0.1; done");
        run.Status.ShouldBe(3, run.Output + run.Error);
        run.Output.ShouldContain("unreachable: [api1] => ");
        Lab.Recap(run.Output, "api1", "unreachable").ShouldBe(1);
        Lab.Recap(run.Output, "services", "failed").ShouldBe(0);
        await JudgeLeftoversAsync(before, wanted);
        await ConvergesAsync(wanted);
    }

    [LabFact]
    public async Task A_held_lock_of_apt_is_waited_for()
    {
        var wanted = await BeginAsync();
        await OnAsync("api1", Remove + Hold);
        Lab.Ended run;
        try
        {
            run = await WatchedAsync("TASK [", () => OnAsync("api1", "until [ \"$(pgrep -of '[a]pt-get.* install' | xargs -r ps -o etimes= -p)\" -ge 2 ] 2>/dev/null; do sleep 0.1; done; systemctl stop apt-holder"));
        }
        finally
        {
            await OnAsync("api1", "systemctl stop apt-holder 2>/dev/null || true");
        }

        run.Status.ShouldBe(0, run.Output + run.Error);
        await ConvergesAsync(wanted);
    }

    [LabFact]
    public async Task A_lock_of_apt_that_is_held_for_too_long_is_named_with_its_holder()
    {
        var wanted = await BeginAsync();
        await OnAsync("api1", Remove + Hold);
        Lab.Ended run;
        try
        {
            run = await Lab.ToolAsync("exec", "api1", "-i", glance.Inventory, "-m", "package", "-a", $"name={Package} lock_timeout=2");
            run.Status.ShouldBe(2, run.Output + run.Error);
            run.Output.ShouldContain("/var/lib/dpkg/lock-frontend");
            run.Output.ShouldMatch(@"held by process \d+ \(");
        }
        finally
        {
            await OnAsync("api1", "systemctl stop apt-holder 2>/dev/null || true");
        }

        await ConvergesAsync(wanted);
    }

    /// <summary>Installed by a task of its own, and soon removed.</summary>
    private const string Package = "python3-pymysql";

    private const string Remove = $"dpkg --force-depends -r {Package} >/dev/null 2>&1\n";

    /// <summary>Takes the lock as apt and dpkg does, by fcntl(2): the locks of flock(2) are others.</summary>
    private const string Hold = """
        systemd-run -q --unit=apt-holder python3 -c 'import fcntl, signal
        file = open("/var/lib/dpkg/lock-frontend", "w")
        fcntl.lockf(file, fcntl.LOCK_EX)
        signal.pause()'
        until grep -q " $(systemctl show -p MainPID --value apt-holder) " /proc/locks; do sleep 0.1; done
        """;

    private static Task<string> OnAsync(string host, string script) =>
        Lab.OnAsync(host, $"set -e\n{SiteState.Functions}\n{DriftEdits.Functions}\n{script}");

    private static Task<string> StartAsync() => Lab.OnAsync("api1", "systemctl show -p ExecMainStartTimestampMonotonic --value glance-api");

    private IReadOnlyList<string> Arguments(IEnumerable<string> options) => ["play", "site.yml", "-i", glance.Inventory, "-e", "glance_rabbitmq_user=glance", .. options];

    private Task<Lab.Ended> PlayAsync(params IReadOnlyList<string> options) => Lab.ToolAsync(Arguments(options));

    private async Task<SiteState> BeginAsync()
    {
        if (begun.Wanted is not { } wanted)
        {
            glance.First.Status.ShouldBe(0, "the site was not deployed");
            var run = await PlayAsync();
            run.Status.ShouldBe(0, run.Output + run.Error);
            wanted = await SiteState.ReadAsync();
        }

        begun.Wanted = null;
        return wanted;
    }

    /// <summary>All is as it was before the run or as it shall be, also owners and modes; no temporary file is left.</summary>
    private static async Task JudgeLeftoversAsync(SiteState before, SiteState wanted)
    {
        (await SiteState.ReadAsync()).Beside(before, wanted).ShouldBeEmpty();
        (await Lab.OnAsync("api1", "find / -xdev -name '.glance-orch-*' -not -path '/proc/*'")).ShouldBe("");
    }

    private async Task ConvergesAsync(SiteState wanted)
    {
        var next = await PlayAsync();
        next.Status.ShouldBe(0, next.Output + next.Error);
        var state = await SiteState.ReadAsync();
        state.Since(wanted).ShouldBeEmpty();
        var last = await PlayAsync("--detailed-exitcode");
        last.Status.ShouldBe(0, last.Output + last.Error);
        var verified = await DeployedGlance.VerifyAsync();
        verified.Status.ShouldBe(0, verified.Output + verified.Error);
        begun.Wanted = state;
        output.WriteLine($"the run after the failure: {next.Duration.TotalSeconds:0.0} s");
    }

    /// <summary>Plays, and does something once a line of the output begins so.</summary>
    private async Task<Lab.Ended> WatchedAsync(string line, Func<Task> act)
    {
        var start = new ProcessStartInfo(Lab.Tool, Arguments([]))
        {
            WorkingDirectory = Lab.Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start).ShouldNotBeNull();
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var text = new System.Text.StringBuilder();
        var acted = false;
        while (await process.StandardOutput.ReadLineAsync() is { } read)
        {
            text.AppendLine(read);
            if (!acted && read.StartsWith(line, StringComparison.Ordinal))
            {
                acted = true;
                await act();
            }
        }

        await process.WaitForExitAsync();
        acted.ShouldBeTrue(string.Create(CultureInfo.InvariantCulture, $"no line '{line}' in\n{text}"));
        return new Lab.Ended(process.ExitCode, text.ToString(), await error, clock.Elapsed);
    }

    /// <summary>What one test left for the next.</summary>
    public sealed class Begun
    {
        /// <summary>The site as it shall be, and is; null before the first test, and after one that failed.</summary>
        internal SiteState? Wanted { get; set; }
    }
}
