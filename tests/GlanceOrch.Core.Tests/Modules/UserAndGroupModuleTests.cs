using System.Text;
using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules;

public class UserAndGroupModuleTests
{
    private readonly UserModule _user = new();
    private readonly GroupModule _group = new();
    private readonly FakeHost _host = new FakeHost().Directory("/var/lib/glance");

    public UserAndGroupModuleTests()
    {
        Write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash", "glance:x:64:64::/var/lib/glance:/bin/false");
        Write("/etc/group", "root:x:0:", "adm:x:4:", "glance:x:64:", "ceph:x:65:glance", "kvm:x:66:glance");
        _host.File("/etc/shadow", "glance:$6$old:1::\n");
    }

    [Fact]
    public async Task A_missing_user_is_made()
    {
        _host.AnswerWith("useradd -u 70 -g adm -G ceph,kvm -d /var/lib/nova -s /bin/sh -c 'Nova user' -r -M nova", prefix: false, _ =>
        {
            Append("/etc/passwd", "nova:x:70:4:Nova user:/var/lib/nova:/bin/sh");
            Write("/etc/group", "root:x:0:", "adm:x:4:", "ceph:x:65:glance,nova", "kvm:x:66:nova");
            return FakeHost.Result();
        });
        var change = await _user.ConvergeAsync(
            new() { Name = "nova", Uid = 70, Group = "adm", Groups = ["ceph", "kvm"], Home = "/var/lib/nova", Shell = "/bin/sh", Comment = "Nova user", System = true, CreateHome = false },
            _host);
        change.ShouldNotBeNull().Summary.ShouldBe("create user nova");
    }

    [Fact]
    public async Task A_new_user_joins_a_group_of_its_name()
    {
        Append("/etc/group", "nova:x:70:");
        _host.AnswerWith("useradd -g nova -m nova", prefix: false, _ =>
        {
            Append("/etc/passwd", "nova:x:70:70::/home/nova:/bin/sh");
            _host.Directory("/home/nova");
            return FakeHost.Result();
        });
        await _user.ConvergeAsync(new() { Name = "nova" }, _host);
    }

    /// <summary>A user that is there without its password would never be given it: <c>update_password: on_create</c>.</summary>
    [Fact]
    public async Task A_new_user_has_its_password_with_one_command()
    {
        _host.AnswerWith("useradd -M nova </dev/null && chpasswd -e", prefix: false, command =>
        {
            Encoding.UTF8.GetString(command.Input.Span).ShouldBe("nova:$6$new\n");
            Append("/etc/passwd", "nova:x:70:70::/home/nova:/bin/sh");
            return FakeHost.Result();
        });
        await _user.ConvergeAsync(new() { Name = "nova", CreateHome = false, Password = "$6$new", UpdatePassword = UserModule.PasswordRule.OnCreate }, _host);
    }

    [Fact]
    public async Task What_is_so_already_is_no_change() =>
        (await _user.DryAsync(
            new() { Name = "glance", Uid = 64, Group = "64", Groups = ["kvm", "ceph"], Home = "/var/lib/glance", Shell = "/bin/false", Comment = "", Password = "$6$old" },
            _host)).ShouldBeNull();

    [Theory]
    [InlineData(new[] { "adm" }, true, "usermod -a -G adm glance")]
    [InlineData(new[] { "ceph" }, true, null)]
    [InlineData(new[] { "ceph" }, false, "usermod -G ceph glance")]
    [InlineData(new string[0], false, "usermod -G '' glance")]
    [InlineData(new[] { "65", "kvm" }, false, null)]
    public async Task Groups_are_added_or_kept_exactly(string[] groups, bool append, string? command)
    {
        var change = await _user.DryAsync(new() { Name = "glance", Groups = groups, Append = append }, _host);
        (change?.Commands.Single().Script).ShouldBe(command);
    }

    [Fact]
    public async Task Each_field_that_differs_is_changed_in_one_call()
    {
        var change = await _user.DryAsync(new() { Name = "glance", Shell = "/bin/sh", Home = "/srv/glance", MoveHome = true, Group = "adm" }, _host);
        change.ShouldNotBeNull().Commands.ShouldHaveSingleItem().Script.ShouldBe("usermod -g adm -d /srv/glance -m -s /bin/sh glance");
        change.Differences.ShouldHaveSingleItem().After.ShouldBe("group: adm\nhome: /srv/glance\nshell: /bin/sh\n");
    }

    [Fact]
    public async Task A_password_goes_through_stdin_and_stays_hidden()
    {
        _host.AnswerWith("chpasswd -e", prefix: false, command =>
        {
            var line = Encoding.UTF8.GetString(command.Input.Span).Trim();
            _host.File("/etc/shadow", $"{line}:1::\n");
            return FakeHost.Result();
        });
        var change = await _user.ConvergeAsync(new() { Name = "glance", Password = "$6$new" }, _host);
        change.ShouldNotBeNull().Differences.ToString().ShouldNotBeNull().ShouldNotContain("$6$");
        _host.Runs.ShouldAllBe(run => !run.Script.Contains("$6$"));
        (await _user.DryAsync(new() { Name = "glance", Password = "$6$other", UpdatePassword = UserModule.PasswordRule.OnCreate }, _host)).ShouldBeNull();
    }

    [Fact]
    public async Task Shadow_is_read_only_for_a_password()
    {
        await _user.DryAsync(new() { Name = "glance" }, _host);
        _host.Reads.ShouldNotContain("read /etc/shadow");
    }

    [Fact]
    public async Task A_missing_home_is_made()
    {
        _host.AnswerWith("home=/var/lib/glance\n", prefix: true, _ =>
        {
            _host.Directory("/var/lib/glance");
            return FakeHost.Result();
        });
        await _host.RemoveAsync("/var/lib/glance", CancellationToken.None);
        (await _user.DryAsync(new() { Name = "glance", CreateHome = false }, _host)).ShouldBeNull();
        await _user.ConvergeAsync(new() { Name = "glance" }, _host);
    }

    [Fact]
    public async Task Users_are_removed()
    {
        _host.AnswerWith("userdel -r glance", prefix: false, _ =>
        {
            Write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash");
            return FakeHost.Result();
        });
        await _user.ConvergeAsync(new() { Name = "glance", State = UserModule.State.Absent, Remove = true }, _host);
    }

    [Fact]
    public async Task Groups_are_made_changed_and_removed()
    {
        foreach (var (command, line) in new[] { ("groupadd -g 90 -r swift", "swift:x:90:"), ("groupmod -g 91 swift", "swift:x:91:"), ("groupdel swift", "") })
        {
            _host.AnswerWith(command, prefix: false, _ =>
            {
                Write("/etc/group", "root:x:0:", line);
                return FakeHost.Result();
            });
        }

        await _group.ConvergeAsync(new() { Name = "swift", Gid = 90, System = true }, _host);
        (await _group.DryAsync(new() { Name = "swift" }, _host)).ShouldBeNull();
        await _group.ConvergeAsync(new() { Name = "swift", Gid = 91 }, _host);
        await _group.ConvergeAsync(new() { Name = "swift", State = GroupModule.State.Absent }, _host);
        _host.Exists("/etc/group").ShouldBeTrue();
    }

    [Theory]
    [InlineData("-r")]
    [InlineData("a:b")]
    [InlineData("")]
    public async Task What_is_no_name_is_an_error(string name)
    {
        (await _user.FailAsync(new() { Name = name }, _host)).ShouldContain("name of a user");
        (await _group.FailAsync(new() { Name = name }, _host)).ShouldContain("name of a group");
    }

    [Fact]
    public async Task What_makes_no_sense_is_an_error()
    {
        (await _user.FailAsync(new() { Name = "a", Comment = "x:y" }, _host)).ShouldContain("comment");
        (await _user.FailAsync(new() { Name = "a", Append = true }, _host)).ShouldContain("groups");
        (await _user.FailAsync(new() { Name = "a", Remove = true }, _host)).ShouldContain("absent");
        (await _user.FailAsync(new() { Name = "a", Home = "x" }, _host)).ShouldContain("absolute");
    }

    [Fact]
    public async Task A_command_that_fails_says_why()
    {
        _host.AnswerPrefix("useradd", status: 6, error: "useradd: group 'nova' does not exist\n");
        (await _user.FailAsync(new() { Name = "a", Group = "nova" }, _host)).ShouldBe("create user a failed with status 6: useradd: group 'nova' does not exist");
    }

    private void Write(string path, params string[] lines) => _host.File(path, string.Concat(lines.Where(line => line.Length > 0).Select(line => line + "\n")));

    private void Append(string path, string line) => _host.File(path, _host.Text(path) + line + "\n");
}
