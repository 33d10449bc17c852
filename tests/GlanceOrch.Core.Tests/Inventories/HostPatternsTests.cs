using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Text;
namespace GlanceOrch.Core.Tests.Inventories;

/// <summary>The expected hosts are those <c>ansible --list-hosts</c> prints (ansible-core 2.14).</summary>
public sealed class HostPatternsTests : IDisposable
{
    private const string Hosts = """
        lone
        [web]
        web[1:5]
        [db]
        db1
        web2
        db2
        [glance_api]
        web3
        db1
        [parent:children]
        db
        web
        [empty]
        """;

    private readonly InventoryFolder _folder = new();

    [Theory]
    [InlineData("all", "lone web3 db1 web2 db2 web1 web4 web5")]
    [InlineData("*", "lone web3 db1 web2 db2 web1 web4 web5")]
    [InlineData("web*", "web1 web2 web3 web4 web5")]
    [InlineData("web:db", "web1 web2 web3 web4 web5 db1 db2")]
    [InlineData("db:web", "db1 web2 db2 web1 web3 web4 web5")]
    [InlineData("web,db", "web1 web2 web3 web4 web5 db1 db2")]
    [InlineData("web1 , web2", "web1 web2")]
    [InlineData("web1,web[0],db", "web1 db1 web2 db2")]
    [InlineData("", "lone web3 db1 web2 db2 web1 web4 web5")]
    [InlineData("parent", "db1 web2 db2 web1 web3 web4 web5")]
    [InlineData("ungrouped", "lone")]
    [InlineData("empty", "")]
    public void Names_groups_and_wildcards_choose_hosts_in_order(string pattern, string expected) => Select(pattern).ShouldBe(expected);

    [Theory]
    [InlineData("web:!db", "web1 web3 web4 web5")]
    [InlineData("!db:web", "web1 web3 web4 web5")]
    [InlineData("!db", "lone web3 web1 web4 web5")]
    [InlineData("web*:!web3", "web1 web2 web4 web5")]
    [InlineData("!web1,web1", "")]
    [InlineData("web:&db", "web2")]
    [InlineData("&db", "db1 web2 db2")]
    [InlineData("!web[0]:web", "web2 web3 web4 web5")]
    [InlineData("web[0]:&db[1]", "")]
    [InlineData("web,&nope", "")]
    [InlineData("web,!nope", "web1 web2 web3 web4 web5")]
    public void Exclusions_and_intersections_come_last(string pattern, string expected) => Select(pattern).ShouldBe(expected);

    [Theory]
    [InlineData("web[0]", "web1")]
    [InlineData("web[-1]", "web5")]
    [InlineData("web[1:3]", "web2 web3 web4")]
    [InlineData("web[1-2]", "web2 web3")]
    [InlineData("web[1:]", "web2 web3 web4 web5")]
    [InlineData("parent[0]", "db1")]
    [InlineData("web1[0]", "web1")]
    [InlineData("w*[0]", "web1")]
    [InlineData("web*[1:2]", "web2 web3")]
    [InlineData("all[0]", "lone")]
    public void Subscripts_count_within_what_the_term_matches(string pattern, string expected) => Select(pattern).ShouldBe(expected);

    [Theory]
    [InlineData("~web[23]", "web2 web3")]
    [InlineData("~^(db|lo)", "db1 web2 db2 lone")]
    [InlineData("~.*2$", "web2 db2")]
    [InlineData("web?", "web1 web2 web3 web4 web5")]
    [InlineData("web[:2]", "web2")]
    [InlineData("web[!12]", "web3 web4 web5")]
    [InlineData("web[24]*", "web2 web4")]
    [InlineData("glance*", "web3 db1")]
    [InlineData("e*", "")]
    public void Regular_expressions_match_from_the_start_and_wildcards_the_whole(string pattern, string expected)
    {
        Select(pattern).ShouldBe(expected);
        _folder.Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("glance_apo", "hosts: error GO2050: no host and no group matches 'glance_apo'; did you mean 'glance_api'?")]
    [InlineData("WEB1", "hosts: error GO2050: no host and no group matches 'WEB1'; did you mean 'web1'?")]
    [InlineData("nothing-like-it", "hosts: error GO2050: no host and no group matches 'nothing-like-it'")]
    [InlineData("~eb2", "hosts: error GO2050: no host and no group matches '~eb2'; did you mean 'web2'?")]
    [InlineData("web[9]", "hosts: error GO2051: 'web[9]' counts beyond its hosts; the first one is [0]")]
    [InlineData("!", "hosts: error GO2054: '!' names nothing")]
    [InlineData("web1:&", "hosts: error GO2054: '&' names nothing")]
    public void What_matches_nothing_is_reported(string pattern, string expected)
    {
        Select(pattern);
        _folder.Findings.ShouldHaveSingleItem().ShouldBe(expected);
    }

    [Fact]
    public void A_broken_regular_expression_is_an_error()
    {
        Select("~web(").ShouldBe("");
        _folder.Findings.ShouldHaveSingleItem().ShouldStartWith("hosts: error GO2052: '~web(' is no regular expression:");
    }

    [Fact]
    public void What_matches_nothing_is_a_warning_to_those_who_mean_it()
    {
        var inventory = _folder.With("hosts", Hosts).Load("hosts");
        HostPatterns.Select(inventory, "web1:nope", SourceSpan.Nowhere("hosts"), _folder.Diagnostics, allowEmpty: true).ShouldHaveSingleItem().Name.ShouldBe("web1");
        _folder.Findings.ShouldHaveSingleItem().ShouldStartWith("hosts: warning GO2050:");
        HostLimit.Read(inventory, "nope", _folder.FullPath, _folder.Diagnostics, allowEmpty: true).Allows(inventory.Hosts[0]).ShouldBeFalse();
        _folder.Diagnostics.HasErrors.ShouldBeFalse();
    }

    [Fact]
    public void Addresses_are_not_cut_at_their_colons() => Select("fe80::1,10.0.0.*", "[::1]:22\n10.0.0.4\nfe80::1\n").ShouldBe("fe80::1 10.0.0.4");

    [Fact]
    public void Localhost_is_there_without_an_inventory()
    {
        var inventory = _folder.With("hosts", "web1\n").With("group_vars/all.yml", "a: 1").With("host_vars/localhost.yml", "b: 2").Load("hosts");

        _folder.Select(inventory, "localhost,web1").ShouldBe("localhost web1");
        var localhost = inventory.ImplicitLocalhost("localhost");
        var variables = inventory.VariablesOf(localhost);
        (variables["ansible_connection"], variables["a"], variables["b"]).ShouldBe(("local", 1L, 2L));
        _folder.Select(inventory, "all").ShouldBe("web1");
        _folder.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_host_with_a_name_of_this_machine_is_meant_by_all_of_them() =>
        Select("localhost", "127.0.0.1 ansible_port=3\n").ShouldBe("127.0.0.1");

    [Fact]
    public void A_group_wins_over_a_host_of_its_name_and_that_is_said()
    {
        Select("web", "[web]\nweb\nother\n").ShouldBe("web other");
        _folder.Findings.ShouldHaveSingleItem().ShouldBe("hosts:2:1: warning GO2015: 'web' is a host and a group; patterns mean the group");
    }

    public void Dispose() => _folder.Dispose();

    private string Select(string pattern, string hosts = Hosts) => _folder.Select(_folder.With("hosts", hosts).Load("hosts"), pattern);

    [Fact]
    public void A_regular_expression_that_takes_for_ever_is_an_error()
    {
        using var folder = new InventoryFolder();
        var inventory = folder.With("hosts", new string('a', 40) + "-1\n").Load("hosts");
        folder.Select(inventory, "~(a+)+$").ShouldBeEmpty();
        folder.Findings.ShouldHaveSingleItem().ShouldContain("it takes longer than");
    }
}
