using GlanceOrch.Core.Connections;

namespace GlanceOrch.Core.Tests.Execution;

public sealed class ConnectionVariablesTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task The_words_of_ansible_ssh_args_come_before_the_others_and_ask_for_no_terminal() =>
        (await Connection("ansible_ssh_args='-tt -o ProxyJump=jump' ansible_ssh_common_args=-C ansible_ssh_extra_args=-4")).ExtraArguments
            .ShouldBe(["-o", "ProxyJump=jump", "-C", "-4"]);

    [Theory]
    [InlineData("ansible_ssh_timeout=7", 7)]
    [InlineData("ansible_timeout=8", 8)]
    [InlineData("ansible_ssh_timeout=7 ansible_timeout=8", 7)]
    [InlineData("ansible_timeout=0", 10)]
    [InlineData("", 10)]
    public async Task A_host_may_say_how_long_connecting_may_take(string variables, int seconds) =>
        (await Connection(variables)).ConnectTimeout.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("ansible_become_user=one ansible_sudo_user=two ansible_sudo_pass=p ansible_sudo_flags=-E", BecomeMethod.Sudo, "two", "p", "-E")]
    [InlineData("ansible_become_user=one ansible_become_pass=p ansible_su_user=two", BecomeMethod.Sudo, "one", "p", "")]
    [InlineData("ansible_become_method=su ansible_su_user=two ansible_su_pass=p ansible_sudo_user=one", BecomeMethod.Su, "two", "p", "")]
    [InlineData("ansible_become_method=doas ansible_doas_user=two ansible_become_password=p ansible_become_flags='-a b'", BecomeMethod.Doas, "two", "p", "-a b")]
    public async Task The_method_s_own_variables_win_over_those_of_all_methods(string variables, BecomeMethod method, string user, string password, string flags)
    {
        await Connection(variables + " ansible_become=true");
        var become = _run.Became.First();
        (become.Method, become.User, become.Password, string.Join(' ', become.Flags)).ShouldBe((method, user, password, flags));
    }

    private async Task<ConnectionOptions> Connection(string variables)
    {
        await _run.RunAsync("- { hosts: a, gather_facts: false, tasks: [{ stat: { path: /x } }] }", $"a {variables}\n");
        return _run.Opened.ShouldHaveSingleItem();
    }
}
