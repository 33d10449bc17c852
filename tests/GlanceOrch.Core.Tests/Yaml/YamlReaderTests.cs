using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Tests.Yaml;

public sealed class YamlReaderTests
{
    private readonly DiagnosticBag _diagnostics = new();

    public static TheoryData<string, object?> Plain => new()
    {
        { "yes", true }, { "No", false }, { "on", true }, { "OFF", false }, { "True", true }, { "y", "y" }, { "n", "n" },
        { "", null }, { "~", null }, { "null", null }, { "nULL", "nULL" },
        { "1", 1L }, { "-1", -1L }, { "+1", 1L }, { "0", 0L }, { "1_000", 1000L }, { "0644", 420L }, { "0o644", 420L }, { "0o0_", "0o0_" }, { "-012", -10L }, { "08", "08" },
        { "0x1F", 31L }, { "0b11", 3L }, { "0b2", "0b2" }, { "9223372036854775807", long.MaxValue }, { "9223372036854775808", System.Numerics.BigInteger.Parse("9223372036854775808", System.Globalization.CultureInfo.InvariantCulture) },
        { "1.5", 1.5 }, { "1.", 1.0 }, { ".5", 0.5 }, { "-1.5", -1.5 }, { "+.5", "+.5" }, { "1.5e+3", 1500.0 }, { "1.5e3", "1.5e3" }, { "1e3", "1e3" }, { "1.2.3", "1.2.3" },
        { ".", "." }, { "-", "-" }, { "+", "+" }, { "1-2", "1-2" }, { "10.0.0.1", "10.0.0.1" }, { ".inf", double.PositiveInfinity }, { "-.inf", double.NegativeInfinity },
        { "1:30", 90L }, { "-1:30", -90L }, { "1:30.5", 90.5 }, { "1:60", "1:60" }, { "00:11:22:33", "00:11:22:33" }, { "99999999999999999999:00", "99999999999999999999:00" },
        { "2020-01-01", "2020-01-01" }, { "::1", "::1" },
    };

    [Theory]
    [MemberData(nameof(Plain))]
    public void An_unquoted_scalar_has_the_type_Ansible_gives_it(string text, object? expected) => YamlReader.ResolvePlain(text).ShouldBe(expected);

    [Theory]
    [InlineData("a: '1'", "1")]
    [InlineData("a: \"yes\"", "yes")]
    [InlineData("a: !!str 1", "1")]
    [InlineData("a: |\n  1\n", "1\n")]
    [InlineData("a: !!int '3'", 3L)]
    [InlineData("a: !!bool 'yes'", true)]
    [InlineData("a: ''", "")]
    [InlineData("a:", null)]
    public void Quotes_and_tags_decide_before_the_text(string yaml, object? expected) => Scalar(yaml).Value.ShouldBe(expected);

    [Fact]
    public void A_custom_tag_is_kept()
    {
        var scalar = Scalar("a: !unsafe '{{ x }}'");
        (scalar.Tag, scalar.Value).ShouldBe(("unsafe", "{{ x }}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("---\n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n...\n")]
    public void An_empty_file_is_nothing_and_no_error(string yaml)
    {
        YamlReader.Read(new SourceFile("f.yml", yaml), _diagnostics).ShouldBeNull();
        _diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void A_key_that_stands_twice_is_an_error_and_the_first_one_is_kept()
    {
        var mapping = Mapping("a: 1\nb: 2\na: 3\n");
        Finding().ShouldBe("f.yml:3:1: error GO1002: key 'a' stands twice in this mapping; the first one is at f.yml:1:1");
        Text(mapping).ShouldBe("a=1 b=2");
    }

    [Theory]
    [InlineData("base: &b {x: 1, y: 2}\nuse: {<<: *b, y: 3}", "y=3 x=1")]
    [InlineData("base: &b {x: 1, y: 2}\nuse: {y: 3, <<: *b}", "y=3 x=1")]
    [InlineData("a: &a {x: 1}\nb: &b {x: 2, z: 2}\nuse: {<<: [*a, *b]}", "x=1 z=2")]
    [InlineData("a: &a {x: 1}\nb: &b {<<: *a, z: 2}\nuse: {<<: *b}", "z=2 x=1")]
    [InlineData("use: {'<<': 1}", "<<=1")]
    public void Merge_keys_fill_up_what_is_not_there(string yaml, string expected)
    {
        Text(Mapping(yaml).Entries[^1].Value.ShouldBeOfType<YamlMapping>()).ShouldBe(expected);
        _diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Anchors_stand_for_what_they_name()
    {
        var mapping = Mapping("a: &x [1, 2]\nb: *x\nc: &x 3\nd: *x\n");
        mapping.Entries[1].Value.ShouldBeSameAs(mapping.Entries[0].Value);
        mapping.Entries[3].Value.ShouldBeOfType<YamlScalar>().Value.ShouldBe(3L);
    }

    [Theory]
    [InlineData("a: {{ b }}", "f.yml:1:4: error GO1004: a value that starts with '{{' is read as a YAML mapping; put quotes around the whole value: \"{{ ... }}\"")]
    [InlineData("a:\n  - {{ b }}", "f.yml:2:5: error GO1004")]
    [InlineData("a: {{ b }}/c", "f.yml:1:4: error GO1004")]
    [InlineData("a: {{ b | default('x') }}", "f.yml:1:4: error GO1004")]
    [InlineData("a: 1\nb: {{ c.d }} text\n", "f.yml:2:4: error GO1004")]
    [InlineData("a:\n- {{ b }}: c", "f.yml:2:3: error GO1004")]
    [InlineData("a: *nope", "f.yml:1:4: error GO1007")]
    [InlineData("a: {<<: 1}", "f.yml:1:9: error GO1008")]
    [InlineData("a: ! b", "f.yml:1:4: error GO1010: '!' is a YAML tag here, and not one that is known; a value that starts with '!' stands in quotes, as in when: \"!ready\"")]
    [InlineData("a: !b", "f.yml:1:4: error GO1010: '!b'")]
    [InlineData("a: [!b {c: 1}]", "f.yml:1:5: error GO1010")]
    [InlineData("a: !!binary x", "f.yml:1:4: error GO1010")]
    [InlineData("? [a]\n: b", "f.yml:1:3: error GO1003")]
    [InlineData("a: 1\n---\nb: 2", "f.yml:2:1: error GO1005")]
    [InlineData("a: [1, 2", "f.yml:1:9: error GO1001")]
    [InlineData("a: 'open\nb: 1", "f.yml:1:4: error GO1001")]
    [InlineData("a: 1\n  b: 2", "f.yml:2:4: error GO1001")]
    [InlineData("a: b: c", "f.yml:1:5: error GO1001")]
    [InlineData("a:\n\t- b", "f.yml:2:1: error GO1001")]
    [InlineData("a: @b", "f.yml:1:4: error GO1001")]
    [InlineData("a: \"\\q\"", "f.yml:1:4: error GO1001")]
    public void What_is_no_YAML_is_reported_where_it_goes_wrong(string yaml, string expected)
    {
        Read(yaml);
        Finding().ShouldStartWith(expected);
    }

    [Fact]
    public void A_bomb_of_aliases_is_refused()
    {
        // Each alias is the node it names, not a copy of it; but whoever makes values of the nodes would see them all.
        var lines = Enumerable.Range(1, 60).Select(n => $"a{n}: &a{n} [{string.Join(", ", Enumerable.Repeat($"*a{n - 1}", 9))}]");
        Read("a0: &a0 x\n" + string.Join('\n', lines));
        Finding().ShouldContain("GO1009");
    }

    [Fact]
    public void A_file_nested_too_deeply_is_an_error()
    {
        Read(new string('[', 1000));
        Finding().ShouldContain("GO1009");
    }

    [Theory]
    [InlineData("a: x{{y", 1, "f.yml:1:5")]
    [InlineData("a: 'x{{y'", 1, "f.yml:1:6")]
    [InlineData("a: 'it''s {{y'", 5, "f.yml:1:11")]
    [InlineData("a: \"\\t\\\"{{y\"", 2, "f.yml:1:9")]
    [InlineData("a: \"\\u0041\\x41{{y\"", 2, "f.yml:1:15")]
    [InlineData("a: |\n  one\n    two {{y\n", 10, "f.yml:3:9")]
    [InlineData("a: |\n\n  one {{y\n", 5, "f.yml:3:7")]
    [InlineData("a: |-\n    one\n\n    {{y\n", 5, "f.yml:4:5")]
    [InlineData("a: |2\n    one {{y\n", 6, "f.yml:2:9")]
    [InlineData("a: >\n  one\n  two {{y\n", 8, "f.yml:3:7")]
    [InlineData("a: >\n  one\n\n  two {{y\n", 8, "f.yml:4:7")]
    [InlineData("a: >-\n  one two\n  {{y\n", 8, "f.yml:3:3")]
    [InlineData("a: >\n  one\n    two\n  {{y\n", 10, "f.yml:4:3")]
    [InlineData("a: one\n  two {{y\n", 8, "f.yml:2:7")]
    [InlineData("a: one\n\n  {{y\n", 4, "f.yml:3:3")]
    [InlineData("a: \"one\n  two {{y\"\n", 8, "f.yml:2:7")]
    [InlineData("a: \"one\\\n  {{y\"\n", 3, "f.yml:2:3")]
    [InlineData("a: 'one\n\n  {{y'\n", 4, "f.yml:3:3")]
    [InlineData("a:\n  b {{y\n", 2, "f.yml:2:5")]
    [InlineData("- - {a: [b, \"c {{y\"]}", 2, "f.yml:1:16")]
    public void A_place_in_a_scalar_is_found_in_the_file(string yaml, int offset, string expected)
    {
        var scalar = Last(Read(yaml));
        scalar.Text[offset..].ShouldStartWith("{{");
        scalar.Locate(offset).ToString().ShouldBe(expected);
    }

    [Fact]
    public void Every_offset_has_a_place_even_beyond_the_text()
    {
        foreach (var yaml in new[] { "a: ''", "a: |\n  x\n", "a: >\n  x\n\n\n", "a: \"\\", "a: 'x\n\n\n'", "a: |\n", "a: >+\n\n\n", "a: \"\\\n \"" })
        {
            var root = YamlReader.Read(new SourceFile("f.yml", yaml), new DiagnosticBag());
            if (root is YamlMapping)
            {
                var scalar = Last(root);
                foreach (var offset in Enumerable.Range(-1, scalar.Text.Length + 3))
                {
                    scalar.Locate(offset).Line.ShouldBeGreaterThan(0);
                }
            }
        }
    }

    [Fact]
    public void A_node_knows_where_it_starts()
    {
        var tasks = Mapping("tasks:\n  - copy: {src: a}\n    when: b\n").Entries[0];
        tasks.Key.Span.ShouldBe(new SourceSpan(tasks.Key.Span.File, 1, 1, 5));
        var task = tasks.Value.ShouldBeOfType<YamlSequence>().Items[0].ShouldBeOfType<YamlMapping>();
        task.Span.ToString().ShouldBe("f.yml:2:5");
        task.Find("copy").ShouldNotBeNull().Value.Span.ToString().ShouldBe("f.yml:2:11");
        task.Find("when").ShouldNotBeNull().Value.Span.ToString().ShouldBe("f.yml:3:11");
        task.Find("nope").ShouldBeNull();
    }

    private YamlNode? Read(string yaml) => YamlReader.Read(new SourceFile("f.yml", yaml), _diagnostics);

    private YamlMapping Mapping(string yaml) => Read(yaml).ShouldBeOfType<YamlMapping>();

    private YamlScalar Scalar(string yaml) => Mapping(yaml).Entries[0].Value.ShouldBeOfType<YamlScalar>();

    private string Finding() => _diagnostics.ShouldHaveSingleItem().ToString();

    private static YamlScalar Last(YamlNode? node) => node switch
    {
        YamlScalar scalar => scalar,
        YamlSequence sequence => Last(sequence.Items[^1]),
        YamlMapping mapping => Last(mapping.Entries[^1].Value),
        _ => throw new InvalidOperationException("nothing was read"),
    };

    private static string Text(YamlMapping mapping) =>
        string.Join(' ', mapping.Entries.Select(entry => $"{entry.Key.Text}={((YamlScalar)entry.Value).Text}"));
}
