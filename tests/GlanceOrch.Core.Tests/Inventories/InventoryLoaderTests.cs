using GlanceOrch.Core.Inventories;

namespace GlanceOrch.Core.Tests.Inventories;

public sealed class InventoryLoaderTests : IDisposable
{
    private readonly InventoryFolder _folder = new();

    [Fact]
    public void A_name_is_a_path_if_that_exists_and_else_one_below_inventories()
    {
        _folder.With("inventories/prod", "below\n").With("inventories/stage/hosts", "staged\n").With("local", "here\n").With("inventories/local", "there\n");
        Names("prod").ShouldBe("below");
        Names("stage").ShouldBe("staged");
        Names("local").ShouldBe("here");
        Names("./inventories/local").ShouldBe("there");
        Names(Path.Combine(_folder.FullPath, "local")).ShouldBe("here");
        _folder.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_misspelt_name_is_an_error_with_the_nearest_one()
    {
        _folder.With("inventories/production", "h\n");
        Names("prodction").ShouldBe("");
        _folder.Findings.ShouldHaveSingleItem().ShouldBe(
            "--inventory: error GO2001: no inventory 'prodction': neither that path nor 'inventories/prodction' exists; did you mean 'production'?");
    }

    [Fact]
    public void A_comma_makes_a_list_of_hosts()
    {
        Names("web1,web2:22, [fe80::1]:22,").ShouldBe("web1 web2 fe80::1");
        Names("web[1:3],").ShouldBe("web1 web2 web3");
        Names("web1,").ShouldBe("web1");
        _folder.Findings.ShouldBeEmpty();
        Names("web1");
        _folder.Findings.ShouldHaveSingleItem().ShouldEndWith("; a list of hosts needs a comma: 'host1,'");
    }

    [Fact]
    public void Variable_files_lie_beside_the_inventory_also_below_inventories()
    {
        var inventory = _folder.With("inventories/prod", "h\n").With("inventories/group_vars/all.yml", "a: 1").Load("prod");
        inventory.VariablesOf(inventory.Hosts[0])["a"].ShouldBe(1L);
    }

    [Fact]
    public void An_ini_file_in_a_directory_is_passed_over_with_a_warning()
    {
        Names(_folder.With("inv/hosts.ini", "a\n").With("inv/more", "b\n"), "inv").ShouldBe("b");
        _folder.Findings.ShouldHaveSingleItem().ShouldStartWith("inv/hosts.ini: warning GO2004: not read:");
    }

    [Theory]
    [InlineData("group_vars/all.yml", "- a", "group_vars/all.yml:1:1: error GO2040: a file of variables is a mapping, not a list")]
    [InlineData("group_vars/all.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162", "group_vars/all.yml:2:1: error GO6002: cannot be decrypted: the vault text is damaged: it does not hold salt, signature and cipher text")]
    [InlineData("host_vars/h1.yml", "a: {{ b }}", "host_vars/h1.yml:1:4: error GO1004: a value that starts with '{{' is read as a YAML mapping; put quotes around the whole value: \"{{ ... }}\"")]
    [InlineData("host_vars/h1.yml", "a: '{{ b'", "host_vars/h1.yml:1:5: error GO5001: these braces are never closed")]
    [InlineData("group_vars/wbe.yml", "a: 1", "group_vars/wbe.yml: warning GO2043: variables for group 'wbe', but the inventory has no such group; did you mean 'web'?")]
    public void What_is_wrong_with_a_variable_file_is_said(string path, string content, string expected)
    {
        Names(_folder.With("hosts", "[web]\nh1\n").With(path, content), "hosts").ShouldBe("h1");
        _folder.Findings.ShouldHaveSingleItem().ShouldBe(expected);
    }

    [Fact]
    public void Of_two_files_for_one_group_the_loser_is_named()
    {
        Names(_folder.With("hosts", "[web]\nh1\n").With("group_vars/web.yml", "a: 1").With("group_vars/web/x.yml", "a: 2"), "hosts");
        _folder.Findings.ShouldHaveSingleItem().ShouldBe(
            "group_vars/web.yml: warning GO2041: not read: 'group_vars/web' is there too and is read instead; put both into a directory of that name");
    }

    [Fact]
    public void Files_of_groups_and_hosts_that_are_not_there_are_not_opened()
    {
        Names(_folder.With("hosts", "h1\n").With("group_vars/other.yml", "- broken: [").With("host_vars/x.yml", "]"), "hosts");
        _folder.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Hosts_of_the_same_groups_share_what_the_groups_say()
    {
        var inventory = _folder.With("hosts", "[web]\nweb[1:1000] own=1\n").With("group_vars/web.yml", "a: [1, 2]").Load("hosts");
        inventory.VariablesOf(inventory.Hosts[0])["a"].ShouldBeSameAs(inventory.VariablesOf(inventory.Hosts[999])["a"]);
        inventory.Hosts[0].Groups.ShouldBeSameAs(inventory.Hosts[999].Groups);
    }

    [Fact]
    public void Variables_list_each_name_once_with_the_value_that_wins()
    {
        var inventory = _folder.With("hosts", "h a=host b=2\n[all:vars]\na=all\nc=3\n").Load("hosts");
        var variables = inventory.VariablesOf(inventory.Hosts[0]);
        variables.Select(pair => $"{pair.Key}={pair.Value}").ShouldBe(["a=host", "c=3", "b=2"]);
        (variables.Count, variables.ContainsKey("c"), variables.TryGetValue("d", out _)).ShouldBe((3, true, false));
    }

    [Fact]
    public void The_inventory_without_the_playbook_stays_as_it_was()
    {
        var before = _folder.With("hosts", "h\n").With("pb/group_vars/all.yml", "a: 1").Load("hosts");
        var after = _folder.Load(before, "pb");
        before.VariablesOf(before.Hosts[0]).ShouldBeEmpty();
        after.VariablesOf(after.Hosts[0])["a"].ShouldBe(1L);
    }

    [Fact]
    public void No_source_is_an_empty_inventory_with_this_machine()
    {
        var inventory = _folder.Load();
        inventory.Hosts.ShouldBeEmpty();
        _folder.Select(inventory, "localhost").ShouldBe("localhost");
        inventory.Groups.Select(group => group.Name).ShouldBe(["all", "ungrouped"]);
    }

    public void Dispose() => _folder.Dispose();

    private string Names(string source) => Names(_folder, source);

    private static string Names(InventoryFolder folder, string source) => string.Join(' ', folder.Load(source).Hosts);
}
