using System.Text.RegularExpressions;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Inventories;

/// <summary>The differences from Ansible that are meant: docs/compatibility.md gives the reasons.</summary>
public sealed partial class CompatibilityTests : IDisposable
{
    private readonly InventoryFolder _folder = new();

    [Fact]
    public void Every_test_that_the_page_names_is_there()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(path => Path.GetFileNameWithoutExtension(path), File.ReadAllText, StringComparer.Ordinal);
        var names = TestName().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "compatibility.md"))).Select(match => match.Groups["name"].Value).ToList();
        names.Count.ShouldBeGreaterThan(30);
        names.Where(name => name.Split('.') switch
        {
            [var type] when type.EndsWith("Tests", StringComparison.Ordinal) => !sources.Contains(type),
            [var type, var method] => !sources[type].Any(source => source.Contains($" {method}(", StringComparison.Ordinal)),
            _ => !sources.SelectMany(source => source).Any(source => source.Contains($" {name}(", StringComparison.Ordinal)),
        }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("---\n")]
    public void An_empty_yaml_file_is_an_empty_inventory(string content) => Names("t.yml", content).ShouldBe("");

    [Fact]
    public void Octal_numbers_may_be_written_as_yaml_1_2_has_them() => Value("0o644").ShouldBe(420L);

    [Fact]
    public void A_lone_equals_sign_is_text() => Value("=").ShouldBe("=");

    [Fact]
    public void An_anchor_may_be_given_again()
    {
        var inventory = _folder.With("t.yml", "all:\n  hosts:\n    a:\n      x: &v 1\n      y: *v\n    b:\n      x: &v 2\n      y: *v\n").Load("t.yml");
        inventory.Hosts.Select(host => host.Variables["y"]).ShouldBe([1L, 2L]);
        _folder.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_range_alone_takes_a_port() => Names("hosts", "[1:3]:22 a=1\n").ShouldBe("1 2 3");

    [Fact]
    public void An_address_in_brackets_needs_no_port() => Names("hosts", "[fe80::1] a=1\n").ShouldBe("fe80::1");

    [Fact]
    public void A_line_of_a_host_may_begin_and_end_with_a_bracket() => Names("hosts", "[1:3]x v=[1]\n").ShouldBe("1x 2x 3x");

    [Theory]
    [InlineData("...")]
    [InlineData("{1}")]
    [InlineData("1j")]
    public void What_json_cannot_say_stays_text(string value)
    {
        var inventory = _folder.With("hosts", $"h v={value}\n").Load("hosts");
        inventory.Hosts[0].Variables["v"].ShouldBe(value);
    }

    [Fact]
    public void Lines_of_a_limit_file_are_patterns()
    {
        var inventory = _folder.With("hosts", "a\nb\nc\nd\n").With("limit", "# these\n\na,b\nc:!a\n").Load("hosts");
        var limit = HostLimit.Read(inventory, "@limit", _folder.FullPath, _folder.Diagnostics);
        string.Join(' ', inventory.Hosts.Where(limit.Allows)).ShouldBe("b c");
    }

    [Fact]
    public void An_address_may_stand_behind_a_sign() =>
        _folder.Select(_folder.With("hosts", "a\nfe80::1\n").Load("hosts"), "!fe80::1").ShouldBe("a");

    [Fact]
    public void A_range_from_the_end_is_an_error()
    {
        _folder.Select(_folder.With("hosts", "web1\nweb2\n").Load("hosts"), "web*[-2:-1]");
        _folder.Diagnostics.HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void A_variable_file_that_no_host_needs_is_read_all_the_same()
    {
        _folder.With("hosts", "a\n[nobody]\n").With("group_vars/nobody.yml", "x: y: z\n").Load("hosts");
        _folder.Diagnostics.HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void Constructed_sees_the_variables_of_all()
    {
        _folder.With("d/1", "[g]\nh\n[all:vars]\nx=1\n").With("d/2.yml", "plugin: constructed\ncompose:\n  y: x\n");
        new InventoryLoader(_folder.FullPath, new ScriptEngine()).Load(["d"], _folder.Diagnostics).Hosts[0].Variables["y"].ShouldBe(1L);
    }

    public void Dispose() => _folder.Dispose();

    private string Names(string path, string content)
    {
        var names = string.Join(' ', _folder.With(path, content).Load(path).Hosts);
        _folder.Findings.ShouldBeEmpty();
        return names;
    }

    private object? Value(string yaml)
    {
        var inventory = _folder.With("t.yml", $"all:\n  hosts:\n    h:\n      v: {yaml}\n").Load("t.yml");
        _folder.Findings.ShouldBeEmpty();
        return inventory.Hosts[0].Variables["v"];
    }

    [GeneratedRegex("`(?<name>[A-Z](?:[a-z]\\w*Tests(?:\\.\\w+)?|[a-z]*_\\w+))`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestName();
}
