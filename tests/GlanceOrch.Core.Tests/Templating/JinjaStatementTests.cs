using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Tests.Templating;

public sealed class JinjaStatementTests
{
    [Fact]
    public void Statements_and_comments_in_a_template_are_errors_where_they_stand()
    {
        var parse = new ScriptEngine().ParseTemplate("""
            {# who listens #}
            port = {{ port }}
            {% if tls %}
            cert = {{ cert }}
            {%- elif other -%}
            {% else %}
            {% endif %}
            """.ReplaceLineEndings("\n"), "api.conf.j2");
        parse.Result.ShouldBeNull();
        parse.Errors.Select(error => (error.Line, error.Column)).ShouldBe([(1, 1), (3, 1), (5, 1), (6, 1), (7, 1)]);
        parse.Errors[0].Message.ShouldBe("`{# ... #}` is a comment of Jinja: here it would be text");
        parse.Errors[1].ToString().ShouldBe("api.conf.j2(3,1) : error : `{% if %}` is a statement of Jinja: here it would be text");
        parse.Errors[1].Hint.ShouldBe("write `{{ if condition }} ... {{ end }}`; text between `{%{` and `}%}` stays as it is");
        parse.Errors[2].Hint.ShouldNotBeNull().ShouldStartWith("write `{{ else if condition }}`");
        parse.Errors[4].Hint.ShouldNotBeNull().ShouldStartWith("write `{{ end }}`");
    }

    [Theory]
    [InlineData("{% if a %}", "if")]
    [InlineData("{%if a%}", "if")]
    [InlineData("{%+ if a %}", "if")]
    [InlineData("{% set x = {'a':\n 1} %}", "set")]
    [InlineData("{% for x in y -%}", "for")]
    [InlineData("a {% include 'x' %} b", "include")]
    [InlineData("{% raw %}x{% endraw %}", "raw")]
    [InlineData("{% if {{ a }} %}", "if")]
    [InlineData("{% x %}{% endfor %}", "endfor")]
    public void Every_statement_word_is_known(string text, string word)
    {
        new ScriptEngine().ParseTemplate(text, "t").Errors[0].Message.ShouldStartWith($"`{{% {word} %}}` is a statement of Jinja");
    }

    [Theory]
    [InlineData("%{http_code} {%{http_code}", null)]
    [InlineData("{% x %} {% iffy %} {%d}", null)]
    [InlineData("{% if nobody closes it", null)]
    [InlineData("{% if {% x %}", null)]
    [InlineData("{%{ {% if a %}{# b #} }%}", " {% if a %}{# b #} ")]
    [InlineData("{{ '{% if a %} {# b #}' }}", "{% if a %} {# b #}")]
    [InlineData("${#list[@]} ${x%#} {#} #} {# x", null)]
    public void What_is_no_statement_is_text_and_an_escape_block_keeps_one(string text, string? expected)
    {
        var parse = new ScriptEngine().ParseTemplate(text.Replace("{%{http", "{ %{http", StringComparison.Ordinal), "t");
        parse.Errors.ShouldBeEmpty();
        parse.Result.ShouldNotBeNull().Render(new ObjectScope([]), TemplateOptions.Default, CancellationToken.None)
            .ShouldBe(expected ?? text.Replace("{%{http", "{ %{http", StringComparison.Ordinal));
    }

    [Fact]
    public void A_string_of_yaml_with_a_statement_is_an_error_with_its_place_though_it_has_no_braces()
    {
        var diagnostics = new DiagnosticBag();
        Value("content: |\n  a\n    {% if tls %}b{% endif %}\n", diagnostics);
        diagnostics.Select(finding => finding.Span.ToString()).ShouldBe(["site.yml:3:5", "site.yml:3:18"]);
        diagnostics.First().Code.ShouldBe("GO5001");
    }

    [Theory]
    [InlineData("-w '%{http_code}' -o '{%{url}}'")]
    [InlineData("{%h} {%u} {% x %} {# no comment #}")]
    public void A_string_of_yaml_without_a_statement_is_data(string text)
    {
        var diagnostics = new DiagnosticBag();
        Value("content: |-\n  " + text, diagnostics).ShouldBe(text);
        diagnostics.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("content: !unsafe '{% if a %}'")]
    [InlineData("content: \"{{ '{% if a %}' }}\"")]
    [InlineData("content: '{%{{% if a %}}%}'")]
    public void A_string_of_yaml_can_hold_a_statement_as_text(string yaml)
    {
        var diagnostics = new DiagnosticBag();
        var value = Value(yaml, diagnostics);
        diagnostics.ShouldBeEmpty();
        LocatedValues.Resolve(value, new ObjectScope([]), TemplateOptions.Default, CancellationToken.None).ShouldBe("{% if a %}");
    }

    private static object? Value(string yaml, DiagnosticBag diagnostics)
    {
        var node = YamlReader.Read(new SourceFile("site.yml", yaml), diagnostics);
        return LocatedValues.From(node.ShouldNotBeNull(), new ScriptEngine(), diagnostics).ShouldBeOfType<ScriptObject>()["content"];
    }
}
