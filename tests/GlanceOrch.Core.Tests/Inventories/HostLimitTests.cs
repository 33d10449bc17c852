using GlanceOrch.Core.Inventories;

namespace GlanceOrch.Core.Tests.Inventories;

public sealed class HostLimitTests : IDisposable
{
    private readonly InventoryFolder _folder = new();

    [Theory]
    [InlineData("web", "web1 web2")]
    [InlineData("!web1", "db1 web2")]
    [InlineData("web,db1", "db1 web1 web2")]
    [InlineData("@chosen", "db1")]
    [InlineData("web1,@chosen", "db1 web1")]
    public void A_limit_is_a_pattern_or_a_file_of_patterns(string limit, string expected)
    {
        _folder.With("chosen", "# the database\n\n  db*  \n!web2\n");
        Allowed(limit).ShouldBe(expected);
        _folder.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_limit_that_leaves_no_host_is_an_error()
    {
        Allowed("wbe").ShouldBe("");
        _folder.Findings.ShouldBe(
        [
            "--limit:1:1: error GO2050: no host and no group matches 'wbe'; did you mean 'web'?",
            "--limit:1:1: error GO2053: the limit 'wbe' matches no host",
        ]);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error()
    {
        Allowed("@nowhere");
        _folder.Findings.ShouldHaveSingleItem().ShouldStartWith("nowhere: error GO2002: cannot be read:");
    }

    [Fact]
    public void This_machine_is_allowed_only_when_it_is_named()
    {
        var inventory = Inventory();
        HostLimit.Read(inventory, "web", _folder.FullPath, _folder.Diagnostics).Allows(inventory.ImplicitLocalhost("localhost")).ShouldBeFalse();
        HostLimit.Read(inventory, "localhost", _folder.FullPath, _folder.Diagnostics).Allows(inventory.ImplicitLocalhost("localhost")).ShouldBeTrue();
        HostLimit.None.Allows(inventory.ImplicitLocalhost("localhost")).ShouldBeTrue();
    }

    public void Dispose() => _folder.Dispose();

    private Inventory Inventory() => _folder.With("hosts", "[db]\ndb1\n[web]\nweb[1:2]\n").Load("hosts");

    private string Allowed(string limit)
    {
        var inventory = Inventory();
        var read = HostLimit.Read(inventory, limit, _folder.FullPath, _folder.Diagnostics);
        return string.Join(' ', inventory.Hosts.Where(read.Allows));
    }
}
