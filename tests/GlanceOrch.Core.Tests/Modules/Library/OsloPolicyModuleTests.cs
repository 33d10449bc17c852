using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Modules.Library;

public class OsloPolicyModuleTests
{
    private const string Path = "/etc/glance/policy.yaml";

    private readonly OsloPolicyModule _module = new(TimeProvider.System);
    private readonly FakeHost _host = new FakeHost().Directory("/etc/glance");

    private static OsloPolicyModule.Args Args(params (string Key, object? Value)[] rules) =>
        new() { Path = Path, Rules = new ScriptObject(rules.Select(rule => KeyValuePair.Create(rule.Key, rule.Value))) };

    [Fact]
    public async Task A_missing_file_is_made_even_without_rules()
    {
        await _module.ConvergeAsync(Args() with { Group = "adm", Mode = new GlanceOrch.Core.Modules.FileMode(0x1A0) }, _host);
        _host.Text(Path).ShouldBe("");
        _host.Stat(Path).Group.ShouldBe("adm");
    }

    [Fact]
    public async Task Each_rule_is_one_line()
    {
        await _module.ConvergeAsync(Args(("publicize_image", "role:admin"), ("default", ""), ("it's", "'a':%(b)s")), _host);
        _host.Text(Path).ShouldBe("'publicize_image': 'role:admin'\n'default': ''\n'it''s': '''a'':%(b)s'\n");
    }

    [Theory]
    [InlineData("'get_image': 'role:reader'\n")]
    [InlineData("\"get_image\": \"rule:default\"\n")]
    [InlineData("get_image: rule:default\n")]
    [InlineData("get_image : >\n  rule:default or\n\n  role:admin\n")]
    [InlineData("\"get_image\":\n    - [\"role:admin\"]\n")]
    public async Task A_changed_value_replaces_its_lines_wherever_they_are(string old)
    {
        _host.File(Path, $"# head\n\"get_images\": \"@\"\n{old}\n# tail\n'identity:get_image': '!'\n");
        await _module.ConvergeAsync(Args(("get_image", "role:admin"), ("identity:get_image", "@")), _host);
        _host.Text(Path).ShouldBe("# head\n\"get_images\": \"@\"\n'get_image': 'role:admin'\n\n# tail\n'identity:get_image': '@'\n");
    }

    [Fact]
    public async Task A_key_with_colons_in_it_is_found_without_quotes()
    {
        _host.File(Path, "identity:list_users: rule:admin\n");
        await _module.ConvergeAsync(Args(("identity:list_users", "@")), _host);
        _host.Text(Path).ShouldBe("'identity:list_users': '@'\n");
    }

    [Fact]
    public async Task What_is_so_already_is_no_change()
    {
        _host.File(Path, "#a\n'x': 'y'\n'z': '1'");
        (await _module.DryAsync(Args(("x", "y"), ("gone", null)), _host)).ShouldBeNull();
        await _module.ConvergeAsync(Args(("new", "1")), _host);
        _host.Text(Path).ShouldBe("#a\n'x': 'y'\n'z': '1'\n'new': '1'\n");
    }

    [Fact]
    public async Task A_null_removes_a_rule_and_a_rule_given_twice_is_there_once()
    {
        _host.File(Path, "'x': 'y'\nx: z\n'a': 'b'\n'a': 'c'\n");
        await _module.ConvergeAsync(Args(("x", null), ("a", "d")), _host);
        _host.Text(Path).ShouldBe("'a': 'd'\n");
    }

    [Fact]
    public async Task Purge_removes_the_rules_of_others_and_keeps_comments()
    {
        _host.File(Path, "---\n# why\n'x': 'y'\n'old': >\n  a\n\n  b\n# more\n");
        await _module.ConvergeAsync(Args(("x", "y")) with { Purge = true }, _host);
        _host.Text(Path).ShouldBe("---\n# why\n'x': 'y'\n# more\n");
    }

    [Fact]
    public async Task An_empty_mapping_makes_way_for_rules()
    {
        _host.File(Path, "# none\n{}\n");
        (await _module.DryAsync(Args(), _host)).ShouldBeNull();
        await _module.ConvergeAsync(Args(("x", "y")), _host);
        _host.Text(Path).ShouldBe("# none\n'x': 'y'\n");
    }

    [Fact]
    public async Task A_file_of_JSON_is_left_alone()
    {
        _host.File(Path, "{\n  \"x\": \"y\"\n}\n");
        (await _module.FailAsync(Args(("x", "z")), _host)).ShouldBe($"{Path} is JSON; convert it with 'oslopolicy-convert-json-to-yaml' first");
    }

    [Fact]
    public async Task What_no_line_can_hold_is_refused()
    {
        (await _module.FailAsync(Args(("x", "a\nb")), _host)).ShouldBe("rules: the value of 'x' must be one line");
        (await _module.FailAsync(Args(("x", true)), _host)).ShouldStartWith("rules: the value of 'x' must be a text, not ");
        (await _module.FailAsync(Args((" x", "a")), _host)).ShouldBe("rules: ' x' cannot be the key of a rule");
    }
}
