using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Modules.Library;

public class SetupModuleTests
{
    private const string Common = """

        @@uname
        Linux 6.1.0-40-amd64 x86_64

        @@node
        api1

        @@release
        PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
        NAME="Debian GNU/Linux"
        VERSION_ID="12"
        VERSION_CODENAME=bookworm
        ID=debian

        @@debian
        12.12

        @@id
        uid=0(root) gid=0(root) groups=0(root)

        @@hosts
        10.99.0.11 api1.example.com api1 # this one

        @@cpus
        4

        @@memory
        MemTotal:        4028164 kB
        MemFree:          123456 kB
        SwapTotal:             0 kB

        @@init
        systemd

        @@tools
        apt-get
        ip

        @@links
        eth0 52:54:00:12:34:56 1500 up
        lo 00:00:00:00:00:00 65536 unknown

        """;

    private const string WithIp = """
        @@addresses
        1: lo    inet 127.0.0.1/8 scope host lo\       valid_lft forever preferred_lft forever
        1: lo    inet6 ::1/128 scope host \       valid_lft forever preferred_lft forever
        2: eth0    inet 10.99.0.11/24 brd 10.99.0.255 scope global eth0\       valid_lft forever preferred_lft forever
        2: eth0    inet6 fe80::1/64 scope link \       valid_lft forever preferred_lft forever

        @@routes
        default via 10.99.0.1 dev eth0 proto static

        @@env
        HOME=/root
        PATH=/usr/bin:/bin
        """;

    private const string WithoutIp = """
        @@kernel-routes
        Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
        eth0	00000000	0100630A	0003	0	0	0	00000000	0	0	0
        eth0	0000630A	00000000	0001	0	0	0	00FFFFFF	0	0	0

        @@kernel-addresses
        Main:
          +-- 0.0.0.0/0 3 0 5
             |-- 10.99.0.0
                /24 link UNICAST
             |-- 10.99.0.11
                /32 host LOCAL
             |-- 127.0.0.1
                /32 host LOCAL
        Local:
             |-- 10.99.0.11
                /32 host LOCAL
        """;

    private static async Task<ScriptObject> FactsOf(string output)
    {
        var host = new FakeHost().AnswerPrefix("s() {", output);
        var result = await new SetupModule().Read(new(), host);
        host.Queries.Count.ShouldBe(1);
        return result.Facts.ShouldNotBeNull();
    }

    private static object? Member(object? value, string path) =>
        path.Split('.').Aggregate(value, (current, name) => current.ShouldBeOfType<ScriptObject>()[name]);

    [Theory]
    [InlineData("ansible_hostname", "api1")]
    [InlineData("ansible_facts.hostname", "api1")]
    [InlineData("ansible_fqdn", "api1.example.com")]
    [InlineData("ansible_domain", "example.com")]
    [InlineData("ansible_os_family", "Debian")]
    [InlineData("ansible_distribution", "Debian")]
    [InlineData("ansible_distribution_version", "12.12")]
    [InlineData("ansible_distribution_major_version", "12")]
    [InlineData("ansible_distribution_release", "bookworm")]
    [InlineData("ansible_kernel", "6.1.0-40-amd64")]
    [InlineData("ansible_architecture", "x86_64")]
    [InlineData("ansible_processor_vcpus", 4)]
    [InlineData("ansible_memtotal_mb", 3933)]
    [InlineData("ansible_service_mgr", "systemd")]
    [InlineData("ansible_pkg_mgr", "apt")]
    [InlineData("ansible_user_id", "root")]
    [InlineData("ansible_env.HOME", "/root")]
    [InlineData("ansible_default_ipv4.address", "10.99.0.11")]
    [InlineData("ansible_default_ipv4.interface", "eth0")]
    [InlineData("ansible_default_ipv4.gateway", "10.99.0.1")]
    [InlineData("ansible_default_ipv4.netmask", "255.255.255.0")]
    [InlineData("ansible_eth0.ipv4.network", "10.99.0.0")]
    [InlineData("ansible_eth0.mtu", 1500)]
    [InlineData("ansible_eth0.macaddress", "52:54:00:12:34:56")]
    public async Task Facts_have_the_names_ansible_users_know(string fact, object value) =>
        Member(await FactsOf(Common + WithIp), fact).ShouldBe(value);

    [Fact]
    public async Task Addresses_leave_the_loopback_out()
    {
        var facts = await FactsOf(Common + WithIp);
        facts["ansible_all_ipv4_addresses"].ShouldBeOfType<ScriptArray>().ShouldBe(["10.99.0.11"]);
        facts["ansible_interfaces"].ShouldBeOfType<ScriptArray>().ShouldBe(["eth0", "lo"]);
    }

    [Theory]
    [InlineData("ansible_default_ipv4.address", "10.99.0.11")]
    [InlineData("ansible_default_ipv4.gateway", "10.99.0.1")]
    [InlineData("ansible_eth0.ipv4.prefix", "24")]
    [InlineData("ansible_lo.ipv4.address", "127.0.0.1")]
    public async Task Without_ip_the_kernels_tables_tell(string fact, object value) =>
        Member(await FactsOf(Common + WithoutIp), fact).ShouldBe(value);

    [Fact]
    public async Task Without_a_default_route_the_fact_is_empty() =>
        (await FactsOf(Common))["ansible_default_ipv4"].ShouldBeOfType<ScriptObject>().ShouldBeEmpty();

    [Theory]
    [InlineData("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.4\"", "Rocky", "RedHat", "9")]
    [InlineData("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"", "Ubuntu", "Debian", "24")]
    [InlineData("ID=alpine\nVERSION_ID=3.20.1", "Alpine", "Alpine", "3")]
    [InlineData("ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\nVERSION_ID=\"15.6\"", "openSUSE Leap", "Suse", "15")]
    public async Task Distributions_are_told_apart(string release, string distribution, string family, string major)
    {
        var facts = await FactsOf($"@@node\nh\n@@release\n{release}\n");
        (facts["ansible_distribution"], facts["ansible_os_family"], facts["ansible_distribution_major_version"]).ShouldBe((distribution, family, major));
    }
}
