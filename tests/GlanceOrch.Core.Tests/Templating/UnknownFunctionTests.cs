using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Tests.Templating;

/// <summary>A function that does not exist is found when a playbook is read, not when the task is reached.</summary>
public sealed class UnknownFunctionTests
{
    [Theory]
    [InlineData("x: \"{{ y | selectattri('a') }}\"", "site.yml:1:12", "the function `selectattri` is not defined", "did you mean 'selectattr'?")]
    [InlineData("x: \"a {{ y | default 'b' | upper }} b\"", "site.yml:1:28", "the function `upper` is not defined", "write `string.upcase`")]
    [InlineData("x: \"{{ if a; upcas y; end }}\"", "site.yml:1:14", "the function `upcas` is not defined", null)]
    [InlineData("x: \"{{ y | array.sise }}\"", "site.yml:1:18", "`array` has no member `sise`", "did you mean 'size'?")]
    [InlineData("x: \"{{ y | array.each @(do; ret $0 | nope; end) }}\"", "site.yml:1:38", "the function `nope` is not defined", null)]
    public void In_a_string_of_yaml_it_is_an_error(string yaml, string place, string message, string? hint)
    {
        var finding = Read(yaml).ShouldHaveSingleItem();
        (finding.Code, finding.Span.ToString(), finding.Message, finding.Hint).ShouldBe(("GO5001", place, message, hint));
    }

    [Theory]
    [InlineData("x: \"{{ func f; ret $0; end; y | f }}\"")]
    [InlineData("x: \"{{ f(a) = a + 1; y | f }}\"")]
    [InlineData("x: \"{{ f = do; ret $0; end; y | f }}\"")]
    [InlineData("x: \"{{ for f in [@string.upcase]; y | f; end }}\"")]
    [InlineData("x: \"{{ with o; y | f; end }}\"")]
    [InlineData("x: \"{{ include 'functions'; y | f }}\"")]
    [InlineData("x: \"{{ $f = @string.upcase; y | $f }}\"")]
    [InlineData("x: \"{{ y | o.f }} {{ y | version '1' }} {{ lookup('file', 'x') }} {{ y | array.each @int }}\"")]
    public void What_the_text_may_define_is_none(string yaml)
    {
        Read(yaml).ShouldBeEmpty();
    }

    [Fact]
    public void In_a_page_it_is_found_when_it_is_reached()
    {
        new ScriptEngine().ParseTemplate("{{ y | from_the_page_that_includes_this }}", "page").Errors.ShouldBeEmpty();
    }

    private static IEnumerable<Diagnostic> Read(string yaml)
    {
        var diagnostics = new DiagnosticBag();
        LocatedValues.From(YamlReader.Read(new SourceFile("site.yml", yaml), diagnostics).ShouldNotBeNull(), new ScriptEngine(), diagnostics);
        return diagnostics;
    }
}
