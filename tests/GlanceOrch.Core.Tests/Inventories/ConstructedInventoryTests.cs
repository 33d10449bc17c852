using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Inventories;

public sealed class ConstructedInventoryTests : IDisposable
{
    private const string Hosts = """
        [web]
        h1 os=deb n=1 tags="['a', 'b-c']" d="{'k': 'v', 'e': ''}" empty=''
        h2 n=2 t="{{ os }}!"
        [web:vars]
        os=red

        """;

    private readonly InventoryFolder _folder = new();

    [Fact]
    public void Variables_are_composed_and_groups_made_of_them()
    {
        var inventory = Load("""
            plugin: constructed
            compose:
              double: n * 2
              missing: nope
            groups:
              first: n == 1 && "web" in group_names
              big: double > 2
            """.Replace("&& \"web\" in group_names", "&& array.contains group_names \"web\"", StringComparison.Ordinal));
        _folder.Findings.ShouldBeEmpty();
        inventory.Hosts.Select(host => inventory.VariablesOf(host)["double"]).ShouldBe([2L, 4L]);
        inventory.VariablesOf(inventory.Hosts[0]).ContainsKey("missing").ShouldBeFalse();
        Members(inventory, "first").ShouldBe("h1");
        Members(inventory, "big").ShouldBe("h2");
    }

    [Theory]
    [InlineData("{key: os, prefix: os}", "os_deb=h1 os_red=h2")]
    [InlineData("{key: os}", "_deb=h1 _red=h2")]
    [InlineData("{key: tags, prefix: t, separator: '-'}", "t_a=h1 t_b_c=h1")]
    [InlineData("{key: d, prefix: d}", "d_e_=h1 d_k_v=h1")]
    [InlineData("{key: d, prefix: d, trailing_separator: false}", "d_e=h1 d_k_v=h1")]
    [InlineData("{key: d, prefix: d, default_value: none}", "d_e_none=h1 d_k_v=h1")]
    [InlineData("{key: empty, prefix: e, default_value: none}", "e_none=h1")]
    [InlineData("{key: empty, prefix: e}", "")]
    [InlineData("{key: t, prefix: t}", "t_red_=h2")]
    [InlineData("{key: os, prefix: os, parent_group: systems}", "systems= os_deb=h1 os_red=h2")]
    public void Keyed_groups_are_named_after_values(string item, string expected)
    {
        var inventory = Load($"plugin: ansible.builtin.constructed\nkeyed_groups:\n  - {item}\n");
        _folder.Findings.ShouldBeEmpty();
        string.Join(' ', inventory.Groups.Where(group => group.Name is not ("all" or "ungrouped" or "web"))
            .OrderByDescending(group => group.Children.Count).ThenBy(group => group.Name, StringComparer.Ordinal)
            .Select(group => $"{group.Name}={Members(inventory, group.Name, group.Hosts)}")).ShouldBe(expected);
    }

    [Fact]
    public void Without_leading_separator_a_name_without_prefix_is_the_value_alone() =>
        Load("plugin: constructed\nleading_separator: false\nkeyed_groups:\n  - key: os\n").FindGroup("deb").ShouldNotBeNull();

    [Theory]
    [InlineData("strict: true\ncompose:\n  a: nope", "t.yml:3:6: error GO2072: for host 'h1': ")]
    [InlineData("compose:\n  a: 1 +", "t.yml:2:")]
    [InlineData("composed:\n  a: 1", "t.yml:1:1: error GO2070: unknown key 'composed' for the plugin 'constructed'; did you mean 'compose'?")]
    [InlineData("keyed_groups:\n  - {kye: os}", "t.yml:2:6: error GO2070: unknown key 'kye' for the plugin 'constructed'; did you mean 'key'?")]
    [InlineData("keyed_groups:\n  - {prefix: os}", "t.yml:2:5: error GO2075: an item of keyed_groups needs a 'key'")]
    [InlineData("keyed_groups: os", "t.yml:1:15: error GO2033: keyed_groups must be a list, not a string")]
    [InlineData("keyed_groups:\n  - {key: n}", "t.yml:2:11: error GO2073: for host 'h1' the key is the number 1; it must be a text, a list or a mapping")]
    [InlineData("use_vars_plugins: true", "t.yml:1:1: error GO2071: 'use_vars_plugins' is not supported: only the variables of the sources themselves can be used here")]
    [InlineData("strict: 3", "t.yml:1:9: error GO2035: 'strict' must be true or false, not a number")]
    [InlineData("groups: [a]", "t.yml:1:9: error GO2030: groups must be a mapping, not a list")]
    public void What_is_wrong_is_said(string content, string expected)
    {
        Load($"{content}\nplugin: constructed\n");
        _folder.Findings.ToList()[0].ShouldStartWith(expected);
    }

    public void Dispose() => _folder.Dispose();

    private Inventory Load(string constructed) => new InventoryLoader(_folder.With("hosts", Hosts).With("t.yml", constructed).FullPath, new ScriptEngine())
        .Load(["hosts", "t.yml"], _folder.Diagnostics);

    private static string Members(Inventory inventory, string group, IReadOnlyList<Host>? hosts = null) =>
        string.Join(',', hosts ?? inventory.FindGroup(group)?.AllHosts ?? []);
}
