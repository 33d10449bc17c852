using GlanceOrch.Core.Connections;

namespace GlanceOrch.Core.Tests.Connections;

/// <summary>The dialogue with sudo and su, with small programs in their place; the real ones are in the integration tests.</summary>
public sealed class BecomeTests : IDisposable
{
    private readonly string _tools = Directory.CreateTempSubdirectory("go-become-").FullName;

    public void Dispose() => Directory.Delete(_tools, recursive: true);

    [Fact]
    public async Task Sudo_gets_the_password_when_it_asks_whatever_the_nonces_are()
    {
        Sudo("geheim");
        // The nonces are random, and some pairs of them once kept the question from being seen.
        for (var i = 0; i < 40; i++)
        {
            (await RunAsync(new() { User = "root", Password = "geheim" })).ShouldBe("as root\n");
        }
    }

    [Fact]
    public async Task A_password_that_sudo_does_not_ask_for_is_not_sent()
    {
        File.WriteAllText($"{_tools}/free", "");
        Sudo("geheim");
        (await RunAsync(new() { User = "root", Password = $"touch {_tools}/evaluated" })).ShouldBe("as root\n");
        File.Exists($"{_tools}/evaluated").ShouldBeFalse();
    }

    [Fact]
    public async Task A_wrong_or_missing_password_is_told()
    {
        Sudo("geheim");
        (await RunAsync(new() { User = "root", Password = "other" }).ShouldThrowAsync<BecomeException>()).Message.ShouldBe("wrong sudo password to become root");
        (await RunAsync(new() { User = "root" }).ShouldThrowAsync<BecomeException>()).Message.ShouldBe("cannot become root: sudo: a password is required");
    }

    [Fact]
    public async Task Su_that_asks_and_has_no_password_does_not_wait()
    {
        UnixCalls.WriteProgram($"{_tools}/su", "#!/bin/sh\nprintf 'Password: ' >&2\nIFS= read -r p\necho >&2\n[ \"$p\" = geheim ] || { echo 'su: Authentication failure' >&2; exit 1; }\nexec sh -c \"$4\"\n");
        var become = new BecomeOptions { User = "ops", Method = BecomeMethod.Su };
        (await RunAsync(become with { Password = "geheim" })).ShouldBe("as\n");
        (await RunAsync(become with { Password = "x" }).ShouldThrowAsync<BecomeException>()).Message.ShouldBe("cannot become ops: su: Authentication failure");
        (await RunAsync(become).ShouldThrowAsync<BecomeException>()).Message.ShouldBe("su asks for a password to become ops, and none is given");
    }

    [Fact]
    public async Task A_host_without_the_program_is_told()
    {
        (await RunAsync(new() { User = "root", Method = BecomeMethod.Doas }).ShouldThrowAsync<BecomeException>()).Message.ShouldContain("doas: not found");
        (await RunAsync(new() { User = "root", Method = BecomeMethod.Doas, Password = "x" }).ShouldThrowAsync<BecomeException>()).Message.ShouldContain("terminal");
    }

    [Fact]
    public void Flags_from_ansible_do_not_forbid_the_question_that_a_password_answers()
    {
        var become = new BecomeOptions { User = "root", Password = "x", Flags = ["-H", "-S", "-n"] };
        BecomeStart.For(become, new ShellSettings(), () => "abc").Command.ShouldStartWith("exec sudo -S -H -p abc: -H -S -u root -- /bin/sh -c ");
    }

    /// <summary>As sudo does: asks with -p on standard error, three times at most, unless the file "free" is there.</summary>
    private void Sudo(string password) => UnixCalls.WriteProgram($"{_tools}/sudo", $$"""
        #!/bin/sh
        n=
        while :; do
          case $1 in -p) prompt=$2; shift ;; -u) user=$2; shift ;; -n) n=1 ;; --) shift; break ;; esac
          shift
        done
        if [ ! -e {{_tools}}/free ]; then
          [ -z "$n" ] || { echo 'sudo: a password is required' >&2; exit 1; }
          echo 'We trust you have received the usual lecture' >&2
          while :; do
            printf %s "$prompt" >&2
            IFS= read -r p || exit 1
            [ "$p" != {{password}} ] || break
            echo 'Sorry, try again.' >&2
          done
        fi
        BECOME_USER=$user exec "$@"

        """);

    private async Task<string> RunAsync(BecomeOptions become)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = _tools + ":/usr/bin:/bin" };
        var connection = new LocalConnection(ConnectionEnvironment.From(Environment.GetEnvironmentVariable), variables: variables);
        await using var session = new HostSession(connection, new ShellSettings(), TimeProvider.System);
        return (await session.Shell(become).SendAsync(
            new ShellRequest { Kind = ShellKind.Helper, Script = "echo as ${BECOME_USER-}" }, CancellationToken.None)).Out();
    }
}
