using GlanceOrch.Core.Inventories;

namespace GlanceOrch.Core.Tests.Inventories;

public sealed class InventoryScriptTests : IDisposable
{
    private readonly InventoryFolder _folder = new();

    [Fact]
    public void A_script_prints_groups_hosts_and_variables()
    {
        var inventory = Load("""
            #!/bin/sh
            echo '{"_meta": {"hostvars": {"a": {"x": 1e2}, "ghost": {}}}, "g": {"hosts": ["a", "b:22"], "vars": {"v": "{{ x }}"}, "children": ["k"]}, "k": ["c"]}'
            """);
        InventoryJson.List(inventory).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal).ShouldBe(
            """{"_meta":{"hostvars":{"a":{"v":"{{x}}","x":100.0},"b:22":{"v":"{{x}}"},"c":{"v":"{{x}}"}}},"all":{"children":["ungrouped","g"]},"g":{"children":["k"],"hosts":["a","b:22"]},"k":{"hosts":["c"]}}""");
        _folder.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Without_meta_it_is_asked_for_each_host_in_its_own_directory()
    {
        var inventory = Load("""
            #!/bin/sh
            if [ "$1" = --host ]; then echo "{\"name\": \"$2\", \"place\": \"${PWD##*/}\"}"; else echo '{"g": ["a", "b", "c"]}'; fi
            """);
        inventory.Hosts.Select(host => (host.Name, inventory.VariablesOf(host)["name"], inventory.VariablesOf(host)["place"]))
            .ShouldBe([("a", "a", "inv"), ("b", "b", "inv"), ("c", "c", "inv")]);
    }

    [Theory]
    [InlineData("echo 1 >&2; echo oh >&2; exit 3", "inv/script: error GO2062: the inventory script failed: '--list' ended with status 3: 1\noh")]
    [InlineData("echo '{\"a\": {},'; echo ' nope}'", "inv/script --list:2:2: error GO2064: the inventory script printed no JSON: expected a key in double quotes")]
    [InlineData("exit 0", "inv/script: error GO2063: the inventory script printed nothing for '--list'; an inventory without hosts is '{}'")]
    [InlineData("echo '[]'", "inv/script --list:1:1: error GO2030: what --list prints must be a mapping, not a list")]
    [InlineData("printf '{\"a\": \"\\377\"}'", "inv/script --list:1:8: error GO2007: from here on the text is not UTF-8")]
    [InlineData("echo '{\"a\": 1}'", "inv/script --list:1:7: error GO2030: group 'a' must be a mapping, not a number")]
    [InlineData("echo '{\"a\": {\"hosts\": \"x\"}}'", "inv/script --list:1:17: error GO2033: 'hosts' of group 'a' must be a list, not a string")]
    [InlineData("echo '{\"a\": {\"hosts\": [1]}}'", "inv/script --list:1:18: error GO2032: the name '1' is not text in YAML; put quotes around it: '1'")]
    [InlineData("echo '{\"_meta\": {\"hostvars\": {}}, \"a\": {\"children\": [\"b\"]}, \"b\": {\"children\": [\"a\"]}}'", "inv/script --list:1:74: error GO2014: group 'a' cannot be a child of 'b': it contains 'b' already")]
    [InlineData("if [ $1 = --host ]; then exit 1; fi; echo '{\"a\": [\"h\"]}'", "inv/script: error GO2062: the inventory script failed: '--host h' ended with status 1")]
    public void What_is_wrong_with_a_script_is_said(string body, string expected)
    {
        Load($"#!/bin/sh\n{body}\n");
        _folder.Findings.ShouldHaveSingleItem().ShouldBe(expected);
    }

    [Fact]
    public void A_script_that_hangs_is_stopped()
    {
        _folder.With("inv/script", "#!/bin/sh\nsleep 1000\n", executable: true);
        var loader = new InventoryLoader(_folder.FullPath, new PlainTemplates()) { ScriptDeadline = TimeSpan.FromMilliseconds(100) };
        loader.Load(["inv/script"], _folder.Diagnostics);
        _folder.Findings.ShouldHaveSingleItem().ShouldBe("inv/script: error GO2061: the inventory script was stopped: '--list' gave no answer within 0.1 s");
    }

    [Fact]
    public void A_script_without_its_interpreter_is_no_crash()
    {
        Load("#!/no/such/interpreter\n");
        _folder.Findings.ShouldHaveSingleItem().ShouldStartWith("inv/script: error GO2060: the inventory script cannot be started:");
    }

    [Fact]
    public void An_executable_inventory_that_is_no_script_is_read() => Load("h1\n").Hosts.ShouldHaveSingleItem().Name.ShouldBe("h1");

    [Fact]
    public void A_script_that_may_not_run_is_read() =>
        _folder.With("text", "#!/no/script\nh1\n").Load("text").Hosts.ShouldHaveSingleItem().Name.ShouldBe("h1");

    public void Dispose() => _folder.Dispose();

    private Inventory Load(string script) => _folder.With("inv/script", script, executable: true).Load("inv/script");
}
