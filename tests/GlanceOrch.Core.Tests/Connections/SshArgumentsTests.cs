using GlanceOrch.Core.Connections;

namespace GlanceOrch.Core.Tests.Connections;

public class SshArgumentsTests
{
    private static readonly ConnectionOptions Plain = new() { HostName = "web1", Address = "10.0.0.1" };

    [Fact]
    public void What_would_break_the_streams_is_set_before_the_users_words_and_defaults_come_after_them()
    {
        var options = Plain with { ExtraArguments = ["-o", "ConnectTimeout=99"], Port = 2222, User = "o'ps", PrivateKeyFile = "/k" };
        string.Join(' ', SshArguments.Session(options, "/run/c%1", "/run/e1", TimeSpan.FromSeconds(60), onlyShared: false)).ShouldBe(
            "-T -o RequestTTY=no -o RemoteCommand=none -o ForwardX11=no -o ControlMaster=auto -o ClearAllForwardings=yes -o ControlPath=/run/c%%1 "
            + "-o ControlPersist=60 -E /run/e1 -o BatchMode=yes -o ConnectTimeout=99 -o Port=2222 -l o'ps -i /k "
            + "-o ServerAliveInterval=5 -o ServerAliveCountMax=2 -o ConnectTimeout=10 -o LogLevel=INFO -- 10.0.0.1");
    }

    [Fact]
    public void A_further_channel_can_open_nothing_new_even_with_a_jump_host()
    {
        var options = Plain with { ExtraArguments = ["-J", "bastion", "-oProxyJump=b", "-o", "ProxyCommand=nc x", "-o", "User=x"] };
        var words = string.Join(' ', SshArguments.Session(options, "/c", "/e", TimeSpan.FromSeconds(60), onlyShared: true));
        words.ShouldContain("-o ProxyCommand=false -o User=x ");
        words.ShouldNotContain("bastion");
        words.ShouldNotContain("nc x");
    }

    [Fact]
    public void A_password_is_asked_for_once_and_is_no_argument()
    {
        var words = SshArguments.Session(Plain with { Password = "geheim" }, "/c", "/e", TimeSpan.FromSeconds(60), onlyShared: false);
        words.ShouldContain("NumberOfPasswordPrompts=1");
        words.ShouldContain("BatchMode=no");
        words.ShouldNotContain(word => word.Contains("geheim", StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_that_makes_the_connection_is_in_its_identity()
    {
        ConnectionOptions[] all =
        [
            Plain, Plain with { Address = "10.0.0.2" }, Plain with { Port = 22 }, Plain with { User = "a" }, Plain with { PrivateKeyFile = "a" },
            Plain with { ExtraArguments = ["a"] }, Plain with { ExtraArguments = ["a", "b"] }, Plain with { ExtraArguments = ["a b"] },
        ];
        all.Select(options => SshArguments.Identity(options, "ssh", "")).Distinct(StringComparer.Ordinal).Count().ShouldBe(all.Length);
        SshArguments.Identity(Plain, "ssh", "").Length.ShouldBe(20);
    }
}
