namespace GlanceOrch.Core.Tests.Inventories;

public sealed class YamlInventoryTests : IDisposable
{
    private readonly InventoryFolder _folder = new();

    [Theory]
    [InlineData("- a", "t.yml:1:1: error GO2005: an inventory in YAML is a mapping of groups, not a list")]
    [InlineData("plugin: amazon.aws.aws_ec2", "t.yml:1:9: error GO2006: unknown inventory plugin 'amazon.aws.aws_ec2'; there is 'constructed'; a script that prints the hosts as JSON can take its place")]
    [InlineData("g:\n  host:\n    h1:", "t.yml:2:3: error GO2031: unknown key 'host' in group 'g'; did you mean 'hosts'?")]
    [InlineData("g:\n  hosts:\n    - h1", "t.yml:3:5: error GO2030: 'hosts' of group 'g' must be a mapping, not a list")]
    [InlineData("g:\n  vars: [1]", "t.yml:2:9: error GO2030: 'vars' of group 'g' must be a mapping, not a list")]
    [InlineData("g:\n  hosts:\n    h1: 3", "t.yml:3:9: error GO2030: host 'h1' must be a mapping, not a number")]
    [InlineData("g: 3", "t.yml:1:4: error GO2030: group 'g' must be a mapping, not a number")]
    [InlineData("g:\n  hosts:\n    5:", "t.yml:3:5: error GO2032: the name '5' is not text in YAML; put quotes around it: '5'")]
    [InlineData("g:\n  hosts:\n    \"h[1]\":", "t.yml:3:7: error GO2025: bad range: it needs a start and an end; a range reads '[1:10]', '[01:10]', '[a:f]' or, with a step, '[0:10:2]'")]
    [InlineData("a:\n  children:\n    b:\n      children:\n        a:", "t.yml:5:9: error GO2014: group 'a' cannot be a child of 'b': it contains 'b' already")]
    [InlineData("g:\n  hosts:\n    h1: {a: \"{{ b\"}", "t.yml:3:14: error GO5001: these braces are never closed")]
    [InlineData("g: [", "t.yml:1:5: error GO1001")]
    public void A_wrong_place_is_reported_where_it_stands(string content, string expected)
    {
        _folder.With("t.yml", content).Load("t.yml");
        _folder.Findings.ShouldHaveSingleItem().ShouldStartWith(expected);
    }

    public void Dispose() => _folder.Dispose();
}
