using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Tests.Execution;

namespace GlanceOrch.Core.Tests.Playbooks;

/// <summary>Variables against a role's <c>meta/argument_specs.yml</c>, from the files to the findings.</summary>
public sealed class ArgumentSpecTests : IDisposable
{
    private const string Stores = """
        argument_specs:
          main:
            short_description: Stores
            puppet: [glance::backend::multistore::file]
            options:
              stores:
                type: list
                elements: dict
                description: File stores.
                mutually_exclusive: [[dir, dirs]]
                required_together: [[user, key]]
                required_one_of: [[dir, dirs, url]]
                config: ["glance-api.conf [STORE] filesystem_store_datadir"]
                example: [{ name: fast, dir: /srv/fast }]
                options:
                  name: { type: str, required: true, description: Id. }
                  dir: { type: path }
                  dirs: { type: list, elements: str }
                  url: { type: str }
                  user: { type: str }
                  key: { type: str, no_log: true }
                  weight: { type: int }
                  mode: { type: str, choices: [fast, thorough] }
                  limits: { type: dict, options: { size: { type: int } } }
              one: { type: dict, options: { port: { type: int, required: true } } }
              words: { type: list, elements: str, choices: [red, green] }
              transport: { type: list, no_log: true }
              free: { type: dict }
              active: { type: bool }
        """;

    private readonly TestRun _run = new();

    public ArgumentSpecTests() => _run.File("roles/base/tasks/main.yml", "[]\n");

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("stores: [{ name: a, dir: /a, weight: 3 }, { name: b, dirs: [/b, /c], limits: { size: 1 } }]")]
    [InlineData("stores: [{ name: a, dir: null, url: x, dirs: null }]")]
    [InlineData("stores: null")]
    [InlineData("stores: '{{ elsewhere }}'")]
    [InlineData("stores: ['{{ one }}', { name: '{{ id }}', dir: '{{ where }}', limits: '{{ x }}', weight: '{{ w }}', mode: '{{ m }}' }]")]
    [InlineData("one: { port: 80 }")]
    [InlineData("words: [red, Green]")]
    [InlineData("free: { whatever: [1, { a: b }] }")]
    public void Values_that_fit_and_values_not_known_yet_pass(string variables) => Findings(variables).ShouldBeEmpty();

    [Theory]
    [InlineData("- { name: a, dri: /a, url: x }", "4:14", "'stores[0]' takes no 'dri' (on a, b); did you mean 'dir'?")]
    [InlineData("- { name: a, dir: /a, weight: heavy }", "4:31", "'stores[0].weight' must be an integer, not the string \"heavy\" (on a, b)")]
    [InlineData("- { name: a, dir: '{{ x }}', weight: heavy }", "4:38", "'stores[0].weight' must be an integer, not the string \"heavy\" (on a, b)")]
    [InlineData("- { dir: /a }", "4:3", "'stores[0]' needs 'name' (on a, b)")]
    [InlineData("- { name: a, dir: /a, dirs: [/b] }", "4:3", "'stores[0]' takes only one of dir, dirs (on a, b)")]
    [InlineData("- { name: a, dir: /a, user: u }", "4:3", "'stores[0]' needs user and key together (on a, b)")]
    [InlineData("- { name: a }", "4:3", "'stores[0]' needs one of dir, dirs, url (on a, b)")]
    [InlineData("- { name: a, dirs: [/a, [b]] }", "4:25", "'stores[0].dirs[1]' must be a string, not a list (on a, b)")]
    [InlineData("- { name: a, dir: /a, mode: fasst }", "4:29", "'stores[0].mode' must be one of fast, thorough, not the string \"fasst\" (on a, b); did you mean 'fast'?")]
    [InlineData("- { name: a, dir: /a, limits: { sise: 1 } }", "4:33", "'stores[0].limits' takes no 'sise' (on a, b); did you mean 'size'?")]
    [InlineData("- a", "4:3", "'stores[0]' must be a mapping, not the string \"a\" (on a, b)")]
    [InlineData("- { name: a, dir: /a, key: [], user: u }", "4:28", "'stores[0].key' must be a string, not this (on a, b)")]
    public void Each_member_of_an_item_is_checked_where_it_stands(string item, string place, string message)
    {
        _run.File("group_vars/all.yml", $"---\n# stores\nstores:\n{item}\n");
        Findings("{}").ShouldBe([$"group_vars/all.yml:{place}: error GO4009: role 'base': {message}"]);
    }

    [Theory]
    [InlineData("one: {}", "site.yml:3:16: error GO4009: role 'base': 'one' needs 'port' (on a, b)")]
    [InlineData("one: { port: x }", "site.yml:3:24: error GO4009: role 'base': 'one.port' must be an integer, not the string \"x\" (on a, b)")]
    [InlineData("words: [red, blue]", "site.yml:3:24: error GO4009: role 'base': 'words[1]' must be one of red, green, not the string \"blue\" (on a, b)")]
    [InlineData("stores: 5", "site.yml:3:19: error GO4009: role 'base': 'stores' must be a list, not the number 5 (on a, b)")]
    public void Mappings_and_lists_of_words_are_checked_too(string variable, string finding) => Findings($"{{ {variable} }}").ShouldBe([finding]);

    [Theory]
    [InlineData("true", "; it is text: values have types in YAML without quotes, in an INI inventory as Python writes them (True), after -e as JSON (-e '{\"name\": true}')")]
    [InlineData("maybe", "")]
    public void Text_that_only_lacks_its_type_gets_a_hint(string text, string hint) =>
        Findings("{}", $"a\n[all:vars]\nactive={text}\n").ShouldBe(
            [$"hosts.ini:3:1: error GO4009: role 'base': 'active' must be true or false, not the string \"{text}\" (on a){hint}"]);

    [Fact]
    public void The_same_mistake_at_one_place_is_said_once_with_its_hosts_and_each_place_for_itself()
    {
        _run.File("host_vars/a.yml", "one: { port: x }\n").File("group_vars/all.yml", "one: { port: y }\n");
        Findings("{}").ShouldBe(
        [
            "host_vars/a.yml:1:14: error GO4009: role 'base': 'one.port' must be an integer, not the string \"x\" (on a)",
            "group_vars/all.yml:1:14: error GO4009: role 'base': 'one.port' must be an integer, not the string \"y\" (on b)",
        ]);
    }

    [Fact]
    public void A_role_s_own_default_and_a_group_of_the_inventory_have_their_places()
    {
        _run.File("roles/base/defaults/main.yml", "words: [pink]\n");
        Findings("{}", "a\n[all:vars]\none=4\n").ShouldBe(
        [
            "hosts.ini:3:1: error GO4009: role 'base': 'one' must be a mapping, not the number 4 (on a)",
            "roles/base/defaults/main.yml:1:9: error GO4009: role 'base': 'words[0]' must be one of red, green, not the string \"pink\" (on a)",
        ]);
    }

    [Fact]
    public void The_line_of_a_value_marked_no_log_is_not_shown()
    {
        Findings("{ transport: 'rabbit://u:hidden-word@h' }");
        var finding = _run.Diagnostics.ShouldHaveSingleItem();
        finding.Message.ShouldStartWith("role 'base': 'transport' must be a list, not this");
        DiagnosticFormat.Format(finding).ShouldNotContain("hidden-word");
    }

    [Theory]
    [InlineData("transprot: []", "site.yml:3:11: warning GO4040: no role of this run has a variable 'transprot'; did you mean 'transport'?")]
    [InlineData("Transport: []", "site.yml:3:11: warning GO4040: no role of this run has a variable 'Transport'; did you mean 'transport'?")]
    [InlineData("transprot: [], transport: []", null)]
    [InlineData("elsewhere: [], transfer: x", null)]
    [InlineData("fre: {}, wrods: []", null)]
    public void A_variable_that_is_nearly_one_of_a_role_is_warned_of_unless_that_is_set(string variables, string? finding) =>
        Findings($"{{ {variables} }}").ShouldBe(finding is null ? [] : [finding]);

    [Fact]
    public void Misspelt_variables_of_hosts_groups_and_the_command_line_are_warned_of_once()
    {
        _run.File("group_vars/all.yml", "# ours\nstoress: []\n");
        _run.PlanOptions = new PlanOptions { ExtraVars = new ScriptObject { ["transporr"] = "x" } };
        Findings("{}", "a storesx=1\nb\n").ShouldBe(
        [
            "transporr: warning GO4040: no role of this run has a variable 'transporr'; did you mean 'transport'?",
            "group_vars/all.yml:2:1: warning GO4040: no role of this run has a variable 'storess'; did you mean 'stores'?",
            "hosts.ini:1:1: warning GO4040: no role of this run has a variable 'storesx'; did you mean 'stores'?",
        ], ignoreOrder: true);
    }

    [Theory]
    [InlineData("x: { type: dict, options: { y: { typ: int } } }", "'typ' is no keyword of a role argument; did you mean 'type'?")]
    [InlineData("x: { type: dict, options: { y: { type: integer } } }", "'integer' is no type of an argument")]
    [InlineData("x: { type: dict, options: [y] }", "'options' takes a mapping of options, not a list")]
    [InlineData("x: { type: dict, required_one_of: [[y, z]], options: { y: {} } }", "'required_one_of' takes lists of the names under 'options'")]
    [InlineData("x: { config: { a: b } }", "'config' takes a string or a list of strings, not a mapping")]
    public void A_mistake_in_the_specification_itself_is_found(string option, string message)
    {
        _run.File("roles/base/meta/argument_specs.yml", $"argument_specs:\n  main:\n    options:\n      {option}\n");
        Compile("{}", "a\n").ShouldHaveSingleItem().ShouldEndWith(message);
    }

    [Fact]
    public void A_misspelt_key_of_the_entry_point_is_found()
    {
        _run.File("roles/base/meta/argument_specs.yml", "argument_specs:\n  main:\n    pupet: [glance]\n    options: {}\n");
        Compile("{}", "a\n").ShouldHaveSingleItem().ShouldEndWith("3:5: error GO3001: 'pupet' is no keyword of a role's entry point; did you mean 'puppet'?");
    }

    private List<string> Findings(string variables, string inventory = "a\nb\n")
    {
        _run.File("roles/base/meta/argument_specs.yml", Stores);
        return Compile(variables.StartsWith('{') ? variables : $"{{ {variables} }}", inventory);
    }

    private List<string> Compile(string variables, string inventory)
    {
        _run.Compile($"- hosts: all\n  gather_facts: false\n  vars: {variables}\n  roles: [base]\n", inventory);
        return [.. _run.Diagnostics.Select(finding => finding.ToString().Replace(_run.Folder + "/", "", StringComparison.Ordinal))];
    }
}
