namespace GlanceOrch.Core.Tests.Inventories;

/// <summary>What people and tools get wrong in inventories: each is told with its place, and none takes long.</summary>
public sealed class InventoryMistakesTests : IDisposable
{
    private readonly InventoryFolder _folder = new();

    [Theory]
    [InlineData("t.yml", "all:\n  hosts:\n    a:\n    a:\n", "t.yml:4:5: error GO1002: key 'a' stands twice in this mapping; the first one is at t.yml:3:5")]
    [InlineData("t.json", "{\"all\": {\"hosts\": {\"a\": {}, \"a\": {}}}}", "t.json:1:29: error GO1002: key 'a' stands twice in this mapping; the first one is at t.json:1:20")]
    [InlineData("t.yml", "all:\n\thosts:\n", "t.yml:2:1: error GO1001: ")]
    [InlineData("t.yml", "all: *nope\n", "t.yml:1:6: error GO1007: no anchor '&nope' stands before this alias")]
    [InlineData("t.yml", "all:\n  children:\n    a:\n      children:\n        b:\n          children:\n            a:\n", "t.yml:7:13: error GO2014: group 'a' cannot be a child of 'b': it contains 'b' already")]
    [InlineData("hosts", "[a:children]\nb\n[b:children]\na\n", "hosts:4:1: error GO2014: group 'a' cannot be a child of 'b': it contains 'b' already")]
    [InlineData("hosts", "[a:children]\nnope\n", "hosts:2:1: error GO2012: group 'a' has the child 'nope', but there is no such group; a group without hosts is written '[nope]'")]
    [InlineData("hosts", "[nope:vars]\na=1\n", "hosts:1:2: error GO2013: variables for group 'nope', but there is no such group; a group without hosts is written '[nope]'")]
    [InlineData("hosts", "web[1:3\n", "hosts:1:4: error GO2025: bad range: no ']' follows")]
    [InlineData("hosts", "web[1:x]\n", "hosts:1:4: error GO2025: bad range: start and end are two numbers or two letters")]
    [InlineData("hosts", "web[1:9:0]\n", "hosts:1:4: error GO2025: bad range: the step is a whole number other than 0")]
    [InlineData("hosts", "web[1:999999999999]\n", "hosts:1:4: error GO2027: this range holds more than 100000 hosts")]
    [InlineData("hosts", "w[1:999][1:999][1:999]\n", "hosts:1:9: error GO2027: this range holds more than 100000 hosts")]
    [InlineData("hosts", "w[-9223372036854775808:9223372036854775807:2147483647]\n", "hosts:1:2: error GO2027: this range holds more than 100000 hosts")]
    [InlineData("t.yml", "plugin: nonsense\n", "t.yml:1:9: error GO2006: unknown inventory plugin 'nonsense'")]
    public void A_mistake_is_told_with_its_place(string path, string content, string expected)
    {
        _folder.With(path, content).Load(path);
        _folder.Findings.Where(finding => finding.Contains(" error ", StringComparison.Ordinal)).ToList()[0].ShouldStartWith(expected);
    }

    [Fact]
    public void Bytes_that_are_not_utf_8_are_told_with_their_place()
    {
        File.WriteAllBytes(Path.Combine(_folder.FullPath, "hosts"), [.. "web1\nweb2 x="u8, 0xE9, .. "\n"u8]);
        _folder.Load("hosts");
        _folder.Findings.ShouldHaveSingleItem().ShouldBe("hosts:2:8: error GO2007: from here on the text is not UTF-8");
    }

    [Fact]
    public void Aliases_that_multiply_are_bounded()
    {
        var laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
            + string.Concat(Enumerable.Range(1, 12).Select(level => $"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 9))}]\n"));
        _folder.With("hosts", "h\n").With("group_vars/all.yml", laughs).Load("hosts");
        _folder.Findings.ShouldHaveSingleItem().ShouldContain("error GO1009: the YAML is nested or expanded beyond the limit");
    }

    [Fact]
    public void A_directory_that_contains_itself_is_told_and_not_followed()
    {
        _folder.With("inv/hosts", "h\n");
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullPath, "inv/again"), Path.Combine(_folder.FullPath, "inv"));
        _folder.Load("inv").Hosts.ShouldHaveSingleItem();
        _folder.Findings.ShouldHaveSingleItem().ShouldBe("inv/again: error GO2008: this directory contains itself by a symbolic link");
    }

    [Fact]
    public void A_directory_of_variables_that_contains_itself_is_told_and_not_followed()
    {
        _folder.With("hosts", "h\n").With("group_vars/all/a.yml", "x: 1\n");
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullPath, "group_vars/all/again"), Path.Combine(_folder.FullPath, "group_vars/all"));
        _folder.Load("hosts");
        _folder.Findings.ShouldHaveSingleItem().ShouldBe("group_vars/all/again: error GO2008: this directory contains itself by a symbolic link");
    }

    [Fact]
    public void A_link_that_points_to_itself_is_told()
    {
        File.CreateSymbolicLink(Path.Combine(_folder.With("inv/hosts", "h\n").FullPath, "inv/loop"), "loop");
        _folder.Load("inv").Hosts.ShouldHaveSingleItem();
        _folder.Findings.ShouldHaveSingleItem().ShouldStartWith("inv/loop: error GO2002: cannot be read:");
    }

    public void Dispose() => _folder.Dispose();
}
