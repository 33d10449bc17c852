using GlanceOrch.Core.Connections;

namespace GlanceOrch.Core.Tests.Connections;

public class SshWordsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Warning: Permanently added '10.0.0.1' (ED25519) to the list of known hosts.\r\nops@10.0.0.1: Permission denied (publickey,password).\r\n",
        "ops@10.0.0.1: Permission denied (publickey,password).")]
    [InlineData("ssh: Could not resolve hostname web9: Name or service not known\r\n", "ssh: Could not resolve hostname web9: Name or service not known")]
    [InlineData("Timeout, server 10.0.0.1 not responding.\r\n", "Timeout, server 10.0.0.1 not responding.")]
    [InlineData("Connection to 10.0.0.1 closed by remote host.\r\n", "")]
    [InlineData("Connection to 10.0.0.1 port 22 timed out\r\n", "Connection to 10.0.0.1 port 22 timed out")]
    [InlineData("""
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        @    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
        Someone could be eavesdropping on you right now (man-in-the-middle attack)!
        It is also possible that a host key has just been changed.
        The fingerprint for the ED25519 key sent by the remote host is
        SHA256:xyz.
        Please contact your system administrator.
        Add correct host key in /root/.ssh/known_hosts to get rid of this message.
        Offending ED25519 key in /root/.ssh/known_hosts:3
        Host key for 10.0.0.1 has changed and you have requested strict checking.
        Host key verification failed.
        """, "WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!; Offending ED25519 key in /root/.ssh/known_hosts:3; Host key verification failed.")]
    public void The_telling_words_of_ssh_are_one_line(string log, string words) => SshWords.OneLine(log).ShouldBe(words);

    [Theory]
    [InlineData("ops@10.0.0.1: Permission denied (publickey).", true)]
    [InlineData("Host key verification failed.", true)]
    [InlineData("ssh: connect to host 10.0.0.1 port 22: Connection refused", false)]
    public void Only_what_may_get_better_is_tried_again(string words, bool isFinal) => SshWords.IsFinal(words).ShouldBe(isFinal);
}
