using GlanceOrch.Core.Connections;

namespace GlanceOrch.Core.Tests.Connections;

/// <summary>The driving of ssh, with a small program in its place; the real one is in the integration tests.</summary>
public sealed class SshConnectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("go").FullName;

    private string Ssh => Path.Combine(_folder, "ssh");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_failed_connect_is_tried_again_as_often_as_wished()
    {
        Program("echo x >>\"$0.calls\"; echo 'ssh: connect to host h port 22: Connection refused' >>\"$log\"; exit 255");
        var failure = await ConnectAsync(new() { HostName = "h", Address = "h", ConnectRetries = 2 }).ShouldThrowAsync<UnreachableException>();
        failure.Message.ShouldBe("ssh: connect to host h port 22: Connection refused");
        failure.OutcomeUnknown.ShouldBeFalse();
        File.ReadAllLines(Ssh + ".calls").Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_refused_login_is_not_tried_again()
    {
        Program("echo x >>\"$0.calls\"; echo 'h: Permission denied (publickey).' >>\"$log\"; exit 255");
        var failure = await ConnectAsync(new() { HostName = "h", Address = "h", ConnectRetries = 2 }).ShouldThrowAsync<UnreachableException>();
        failure.Message.ShouldBe(
            "h: Permission denied (publickey).; ssh asks nobody here: load the key with ssh-add or name it with --private-key, or give a password with --ask-pass");
        File.ReadAllLines(Ssh + ".calls").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Noise_before_the_hello_does_not_hurt()
    {
        Program("printf 'Welcome\\0\\377 to h\\n'; echo banner >&2; exec sh -c \"$command\"");
        (await ConnectAsync(new() { HostName = "h", Address = "h" })).Out().ShouldBe("hello\n");
    }

    [Theory]
    [InlineData("ops@h.example's password: ", "s3 cret\\")]
    [InlineData("(ops@h.example) Password: ", "s3 cret\\")]
    [InlineData("ops@bastion's password: ", "")]
    [InlineData("root@h.example's password: ", "")]
    [InlineData("Enter passphrase for key '/k': ", "")]
    [InlineData("The authenticity of host 'h' can't be established.\nAre you sure you want to continue connecting (yes/no/[fingerprint])? ", "no")]
    public async Task Askpass_answers_only_the_password_question_of_this_host(string question, string answer)
    {
        // The program asks as ssh would, twice: the second time there is no answer, and no waiting either.
        File.WriteAllText(Ssh + ".question", question);
        Program("""
            if [ "$explain" = 1 ]; then echo user ops; echo hostname h.example; exit; fi
            q=$(cat "$0.question"; echo .)
            for i in 1 2; do "$SSH_ASKPASS" "${q%.}" >"$0.answer$i" 2>&1; done
            exec sh -c "$command"
            """);
        await ConnectAsync(new() { HostName = "h", Address = "h", Password = "s3 cret\\" });
        File.ReadAllText(Ssh + ".answer1").TrimEnd('\n').ShouldBe(answer);
        File.ReadAllText(Ssh + ".answer2").TrimEnd('\n').ShouldBe(answer == "no" ? "no" : "");
    }

    [Fact]
    public async Task A_private_directory_that_others_may_enter_is_refused()
    {
        Program("exec sh -c \"$command\"");
        Directory.CreateDirectory(Path.Combine(_folder, "p"));
        var failure = await ConnectAsync(new() { HostName = "h", Address = "h" }).ShouldThrowAsync<UnreachableException>();
        failure.Message.ShouldContain("is not a directory of our own");
    }

    [Fact]
    public async Task A_run_leaves_no_private_files_but_those_of_shared_connections()
    {
        Program("if [ \"$explain\" = 1 ]; then echo user ops; echo hostname h; exit; fi; exec sh -c \"$command\"");
        var folder = Path.Combine(_folder, "p");
        UnixCalls.MakePrivateDirectory(folder);
        Directory.CreateDirectory(Path.Combine(folder, "rdead"));
        await File.WriteAllTextAsync(Path.Combine(folder, "rdead", "lock"), "");
        await ConnectAsync(new() { HostName = "h", Address = "h", Password = "x" });
        Directory.GetFileSystemEntries(folder).ShouldBeEmpty();
    }

    private async Task<ShellAnswer> ConnectAsync(ConnectionOptions options)
    {
        var environment = ConnectionEnvironment.From(Environment.GetEnvironmentVariable) with { Ssh = Ssh, RuntimeDirectory = _folder, PrivateName = "p" };
        var time = new FastTime();
        using var factory = new ConnectionFactory(environment, time);
        await using var session = new HostSession(factory.Create(options), new ShellSettings { HelloDeadline = TimeSpan.FromMinutes(20) }, time);
        return await session.Shell(BecomeOptions.None).SendAsync(
            new ShellRequest { Kind = ShellKind.Helper, Script = "echo hello" }, CancellationToken.None);
    }

    /// <summary>A program for ssh's place: it knows $log (of -E), $explain (-G) and $command (the last word).</summary>
    private void Program(string script)
    {
        var head = "#!/bin/sh\nlog=/dev/null; p=\nfor a do case $p in -E) log=$a ;; esac; case $a in -G) explain=1 ;; esac; p=$a; command=$a; done\n";
        UnixCalls.WriteProgram(Ssh, head + script + "\n");
    }
}
