using System.Text;
using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules.Library;

public class CronModuleTests
{
    private const string Purge = "glance-manage db purge --age_in_days 30 --max_rows 100 >>/var/log/glance/glance-rowsflush.log 2>&1";

    private static readonly CronModule.Args Args = new() { Name = "db purge", User = "glance", Job = Purge, Minute = "1", Hour = "0" };

    private readonly CronModule _module = new();
    private readonly FakeHost _host = new();
    private byte[]? _crontab;

    public CronModuleTests()
    {
        _host.AnswerWith("crontab -u glance -l", prefix: false, _ => _crontab is null
            ? FakeHost.Result(status: 1, error: "no crontab for glance\n")
            : new CommandResult(0, _crontab, default));
        _host.AnswerWith("[ \"$(crontab -u glance -l", prefix: true, command =>
        {
            var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(_crontab ?? []));
            if (!command.Script.Contains($"'{hash}  -'", StringComparison.Ordinal))
            {
                return FakeHost.Result(status: 75);
            }

            _crontab = command.Input.ToArray();
            return FakeHost.Result();
        });
    }

    private string Crontab
    {
        get => Encoding.UTF8.GetString(_crontab.ShouldNotBeNull());
        set => _crontab = Encoding.UTF8.GetBytes(value);
    }

    [Fact]
    public async Task A_user_without_a_crontab_has_an_empty_one()
    {
        var change = await _module.ConvergeAsync(Args, _host);
        Crontab.ShouldBe($"#Ansible: db purge\n1 0 * * * {Purge}\n");
        change.ShouldNotBeNull().Summary.ShouldBe("add cron job 'db purge' of glance");
        change.Differences.ShouldHaveSingleItem().Before.ShouldBeNull();
    }

    [Fact]
    public async Task Variables_stand_between_the_name_and_the_job()
    {
        await _module.ConvergeAsync(Args with { Env = new Dictionary<string, string> { ["PATH"] = "/bin:/usr/bin:/usr/sbin", ["SHELL"] = "/bin/sh" } }, _host);
        Crontab.ShouldBe($"#Ansible: db purge\nPATH=/bin:/usr/bin:/usr/sbin\nSHELL=/bin/sh\n1 0 * * * {Purge}\n");
        await _module.ConvergeAsync(Args with { Env = new Dictionary<string, string> { ["SHELL"] = "/bin/dash" } }, _host);
        Crontab.ShouldBe($"#Ansible: db purge\nSHELL=/bin/dash\n1 0 * * * {Purge}\n");
    }

    [Fact]
    public async Task Other_lines_stay_byte_for_byte()
    {
        var above = Encoding.UTF8.GetBytes("# edited by hand \t\nMAILTO=\"\"\n\n").Concat(new byte[] { (byte)'#', 0xE4, 0xFF, (byte)'\n' });
        var below = "  5 4 * * *\techo  keep % me\r\n#Ansible: other\n@daily /bin/true"u8.ToArray();
        _crontab = [.. above, .. "#Ansible: db purge\n1 0 * * * old\n"u8, .. below];
        var change = await _module.ConvergeAsync(Args with { Job = "neu ä" }, _host);
        _crontab.ShouldBe([.. above, .. "#Ansible: db purge\n1 0 * * * neu ä\n"u8, .. below]);
        change.ShouldNotBeNull().Summary.ShouldBe("change cron job 'db purge' of glance");
    }

    [Fact]
    public async Task A_job_of_Ansible_or_Puppet_is_taken_over()
    {
        Crontab = "# Puppet Name: db purge\nPATH=/bin\nSHELL=/bin/sh\n1 0 * * * glance-manage old\n#Ansible: cleaner\n*/5 * * * * glance-cache-cleaner\n";
        await _module.ConvergeAsync(Args, _host);
        await _module.ConvergeAsync(Args with { Name = "cleaner", Job = "glance-cache-cleaner --debug", Minute = "*/30", Hour = "*" }, _host);
        Crontab.ShouldBe($"#Ansible: db purge\n1 0 * * * {Purge}\n#Ansible: cleaner\n*/30 * * * * glance-cache-cleaner --debug\n");
    }

    [Fact]
    public async Task A_job_that_is_there_twice_is_there_once_afterwards()
    {
        Crontab = "#Ansible: db purge\n1 0 * * * a\n2 2 * * * keep\n#Ansible: db purge\n1 0 * * * b\n";
        await _module.ConvergeAsync(Args, _host);
        Crontab.ShouldBe($"#Ansible: db purge\n1 0 * * * {Purge}\n2 2 * * * keep\n");
    }

    [Theory]
    [InlineData("# a comment of mine\n")]
    [InlineData("\n")]
    [InlineData("#Ansible: other\n@daily true\n")]
    [InlineData("")]
    public async Task A_name_whose_job_was_removed_gets_it_back(string below)
    {
        Crontab = "#Ansible: db purge\n" + below;
        await _module.ConvergeAsync(Args, _host);
        Crontab.ShouldBe($"#Ansible: db purge\n1 0 * * * {Purge}\n{below}");
    }

    [Fact]
    public async Task Absent_takes_name_variables_and_job_away()
    {
        Crontab = "#Ansible: db purge\nPATH=/bin\n1 0 * * * x\nMAILTO=root\n3 3 * * * keep\n";
        var change = await _module.ConvergeAsync(new() { Name = "db purge", User = "glance", State = CronModule.JobState.Absent }, _host);
        Crontab.ShouldBe("MAILTO=root\n3 3 * * * keep\n");
        change.ShouldNotBeNull().Summary.ShouldBe("remove cron job 'db purge' of glance");
        (await _module.DryAsync(new() { Name = "nothing", User = "glance", State = CronModule.JobState.Absent }, _host)).ShouldBeNull();
    }

    [Fact]
    public async Task A_disabled_job_is_a_comment_and_comes_back()
    {
        await _module.ConvergeAsync(Args with { Job = "x", Disabled = true }, _host);
        Crontab.ShouldBe("#Ansible: db purge\n#1 0 * * * x\n");
        await _module.ConvergeAsync(Args with { Job = "x", SpecialTime = "reboot" }, _host);
        Crontab.ShouldBe("#Ansible: db purge\n@reboot x\n");
    }

    [Fact]
    public async Task A_crontab_that_somebody_edited_meanwhile_is_not_overwritten()
    {
        var change = (await _module.DryAsync(Args, _host)).ShouldNotBeNull();
        Crontab = "* * * * * new\n";
        await Should.ThrowAsync<HostChangedException>(() => _module.ApplyAsync(change, _host, CancellationToken.None));
        Crontab.ShouldBe("* * * * * new\n");
    }

    [Theory]
    [InlineData(1, "crontab: can't open 'glance': No such file or directory\n", null)]
    [InlineData(127, "sh: 1: crontab: not found\n", "there is no crontab on the host: install cron first")]
    [InlineData(1, "crontab:  user `glance' unknown\n", "crontab -l failed with status 1: crontab:  user `glance' unknown")]
    [InlineData(1, "/var/spool/cron/crontabs/glance: Permission denied\n", "crontab -l failed with status 1: /var/spool/cron/crontabs/glance: Permission denied")]
    public async Task Only_a_missing_crontab_is_an_empty_one(int status, string error, string? message)
    {
        var host = new FakeHost().AnswerPrefix("crontab", status: status, error: error);
        if (message is null)
        {
            (await _module.DryAsync(Args, host)).ShouldNotBeNull();
        }
        else
        {
            (await _module.FailAsync(Args, host)).ShouldBe(message);
        }
    }

    [Fact]
    public async Task What_no_crontab_can_hold_is_refused()
    {
        (await _module.FailAsync(Args with { Job = "a\nb" }, _host)).ShouldBe("job must be one line");
        (await _module.FailAsync(Args with { Job = null }, _host)).ShouldBe("state present needs a job");
        (await _module.FailAsync(Args with { Minute = "1 2" }, _host)).ShouldStartWith("minute: '1 2' is none");
        (await _module.FailAsync(Args with { SpecialTime = "often" }, _host)).ShouldStartWith("special_time: 'often' is none of reboot");
        (await _module.FailAsync(Args with { Env = new Dictionary<string, string> { ["A B"] = "x" } }, _host)).ShouldBe("env: 'A B' is no name for a variable");
    }
}
