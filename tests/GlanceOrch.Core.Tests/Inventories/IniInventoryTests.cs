using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Inventories;

/// <summary>What is well is compared with Ansible in <see cref="OracleTests"/>; here stands what is wrong, and what only we promise.</summary>
public sealed class IniInventoryTests : IDisposable
{
    private readonly InventoryFolder _folder = new();

    [Theory]
    [InlineData("h1 foo", "hosts:1:4: error GO2020: expected 'name=value', found 'foo'; behind a host no blanks stand around '='; a value with blanks needs quotes")]
    [InlineData("h1 a = 1", "hosts:1:4: error GO2020: expected 'name=value', found 'a'; behind a host no blanks stand around '='; a value with blanks needs quotes")]
    [InlineData("h1 =1", "hosts:1:4: error GO2020: expected 'name=value', found '=1'; behind a host no blanks stand around '='; a value with blanks needs quotes")]
    [InlineData("h1 a={{ b }}", "hosts:1:4: error GO2029: a template with blanks needs quotes behind a host; write name=\"{{ ... }}\"")]
    [InlineData("h1 a='b", "hosts:1:6: error GO2022: this quote is never closed")]
    [InlineData("h1 a=b\\", "hosts:1:7: error GO2023: nothing follows this backslash")]
    [InlineData("h1\nweb:", "hosts:2:1: error GO2024: 'web:' is no host: it ends in ':' without a port; if the file is YAML, give it a name that ends in '.yml'")]
    [InlineData("[g\nh1", "hosts:1:1: error GO2010: not a section: it reads '[group]', '[group:children]' or '[group:vars]', without blanks")]
    [InlineData("  [ g ]\nh1", "hosts:1:3: error GO2010: not a section: it reads '[group]', '[group:children]' or '[group:vars]', without blanks")]
    [InlineData("[web:chidren]\nh1", "hosts:1:6: error GO2011: unknown kind of section 'chidren'; did you mean 'children'?")]
    [InlineData("[web]\n[api:children]\n  wbe", "hosts:3:3: error GO2012: group 'api' has the child 'wbe', but there is no such group; did you mean 'web'?")]
    [InlineData("[web]\n[wbe:vars]\na=1\nb=2", "hosts:2:2: error GO2013: variables for group 'wbe', but there is no such group; did you mean 'web'?")]
    [InlineData("[a:children]\nb\n[b:children]\na", "hosts:4:1: error GO2014: group 'a' cannot be a child of 'b': it contains 'b' already")]
    [InlineData("[a:children]\na", "hosts:2:1: error GO2014: group 'a' cannot be a child of 'a': it contains 'a' already")]
    [InlineData("[a:children]\nall", "hosts:2:1: error GO2014: group 'all' cannot be a child of 'a': it contains 'a' already")]
    [InlineData("[g]\n[g:vars]\nfoo", "hosts:3:1: error GO2021: expected 'name = value', found 'foo'")]
    [InlineData("[g]\n[g:vars]\nansible_group_priority=high", "hosts:3:1: error GO2028: 'ansible_group_priority' is a whole number")]
    [InlineData("h[1:", "hosts:1:1: error GO2024: 'h[1:' is no host: it ends in ':' without a port; if the file is YAML, give it a name that ends in '.yml'")]
    [InlineData("ab[1:2", "hosts:1:3: error GO2025: bad range: no ']' follows; a range reads '[1:10]', '[01:10]', '[a:f]' or, with a step, '[0:10:2]'")]
    [InlineData("ab[1]", "hosts:1:3: error GO2025: bad range: it needs a start and an end; a range reads '[1:10]', '[01:10]', '[a:f]' or, with a step, '[0:10:2]'")]
    [InlineData("ab[1:]", "hosts:1:3: error GO2025: bad range: it needs an end; a range reads '[1:10]', '[01:10]', '[a:f]' or, with a step, '[0:10:2]'")]
    [InlineData("h[1:3:0]", "hosts:1:2: error GO2025: bad range: the step is a whole number other than 0; a range reads '[1:10]', '[01:10]', '[a:f]' or, with a step, '[0:10:2]'")]
    [InlineData("h[01:3]", "hosts:1:2: error GO2025: bad range: with leading zeros, start and end have the same length: '01' and '3' do not; a range reads '[1:10]', '[01:10]', '[a:f]' or, with a step, '[0:10:2]'")]
    [InlineData("h[a:3]", "hosts:1:2: error GO2025: bad range: start and end are two numbers or two letters; a range reads '[1:10]', '[01:10]', '[a:f]' or, with a step, '[0:10:2]'")]
    [InlineData("h[3:1]", "hosts:1:2: warning GO2026: this range holds nothing: its end lies before its start")]
    [InlineData("h[1:100]-[1:100000]", "hosts:1:10: error GO2027: this range holds more than 100000 hosts")]
    [InlineData("h[1:99999999999]", "hosts:1:2: error GO2027: this range holds more than 100000 hosts")]
    public void A_wrong_line_is_reported_where_it_stands(string content, string expected)
    {
        _folder.With("hosts", content).Load("hosts");
        _folder.Findings.ShouldHaveSingleItem().ShouldBe(expected);
    }

    [Fact]
    public void One_run_shows_all_that_is_wrong_and_reads_the_rest()
    {
        var inventory = _folder.With("hosts", """
            good a=1
            bad b
            [g
            [h]
            also-good
            [h:vars]
            nothing
            c=1
            """).Load("hosts");

        _folder.Diagnostics.Select(finding => finding.Span.Line).ShouldBe([2, 3, 7]);
        inventory.Hosts.Select(host => host.Name).ShouldBe(["good", "bad", "also-good"]);
        inventory.Hosts[2].Groups[^1].Variables["c"].ShouldBe(1L);
    }

    [Fact]
    public void A_template_in_a_value_is_kept_with_its_place()
    {
        var inventory = _folder.With("hosts", "h1 x=1 url=\"http://{{ host }}/\"\n[all:vars]\n  v = ['a', \"{{ b }}\"]\n").Load("hosts");

        var url = inventory.Hosts[0].Variables["url"].ShouldBeOfType<LocatedText>();
        url.Source.Text.ShouldBe("http://{{ host }}/");
        url.Source.Locate(url.Source.Text.IndexOf("host", StringComparison.Ordinal)).ToString().ShouldBe("hosts:1:23");
        var item = inventory.All.Variables["v"].ShouldBeOfType<ScriptArray>()[1].ShouldBeOfType<LocatedText>();
        item.Source.Locate(3).ToString().ShouldBe("hosts:3:17");
    }

    [Fact]
    public void A_template_that_does_not_parse_is_reported_within_the_line()
    {
        _folder.With("hosts", "h1 x='it''s' url=\"\\\"{{ host\"\n").Load("hosts");
        _folder.Findings.ShouldHaveSingleItem().ShouldBe("hosts:1:21: error GO5001: these braces are never closed");
    }

    [Fact]
    public void Windows_line_ends_are_no_part_of_values()
    {
        var inventory = _folder.With("hosts", "h1 a=b\r\n[g]\r\nh1\r\n[g:vars]\r\nc=d\r\n").Load("hosts");
        var variables = inventory.VariablesOf(inventory.Hosts[0]);
        (variables["a"], variables["c"]).ShouldBe(("b", "d"));
        _folder.Findings.ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();
}
