using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Templating;

public sealed class TemplateTests
{
    [Fact]
    public void Marks_at_blocks_take_the_white_space_they_should()
    {
        Render("""
            [DEFAULT]
            {{~ for port in ports ~}}
            port_{{ for.index }} = {{ port }}
            {{~ end ~}}
            {{~ if is_defined workers ~}}
            workers = {{ workers }}
            {{~ end ~}}
            end
            """).ShouldBe("""
            [DEFAULT]
            port_0 = 9292
            port_1 = 9191
            end
            """);
    }

    [Fact]
    public void Lines_of_a_value_are_indented_as_its_block_is()
    {
        Render("key:\n    {{ text }}\nend {{ text }}").ShouldBe("key:\n    one\n    two\nend one\ntwo");
    }

    [Fact]
    public void Included_templates_get_arguments_and_are_indented()
    {
        var pages = new Pages
        {
            ["listen"] = "listen {{ $1 }}\nname {{ $.name }} {{ host }}",
            ["loop"] = "{{ include 'loop' }}",
            ["wrong"] = "\n {{ 1 + }}",
            ["fails"] = "\n {{ hots }}",
        };
        Render("  {{ include 'listen' 9292 name: 'api' }}\n", pages).ShouldBe("  listen 9292\n  name api web1\n");
        Render("{{ include_join ['listen', 'listen'] ', ' '<' '>' }}", pages)
            .ShouldBe("<listen \nname  web1, listen \nname  web1>");
        Error("{{ include 'none' }}", pages).ShouldBe("t(1,4) : error : Unable to include `none`: there is no template of that name");
        Error("{{ include 'wrong' }}", pages).ShouldStartWith("page-wrong(2,9) : error : Error while parsing binary expression");
        Error("{{ include 'fails' }}", pages).ShouldBe("page-fails(2,5) : error : the variable `hots` is not defined");
        Error("{{ include 'loop' }}", pages).ShouldStartWith("page-loop(1,4) : error : Exceeding number of recursive depth limit `100`");
        Error("{{ include 'listen' }}", null).ShouldBe("t(1,4) : error : Unable to include `listen`: there are no templates to include here");
    }

    [Theory]
    [InlineData("{{ for i in 1..20000000; end }}", "Range expression exceeds LoopLimit `10000`.")]
    [InlineData("{{ while true; end }}", "Exceeding number of iteration limit `10000` for loop statement.")]
    [InlineData("{{ x = 'a'; while true; x = x + x; end }}", "A text, a list or the output grows beyond the limit of 100000 characters or 6250 elements")]
    [InlineData("{{ x = [1]; while true; x = [x, x]; if for_ever ?? (x | to_yaml | string.size) < 0; end; end }}", null)]
    [InlineData("{{ func f; f; end; f }}", "Exceeding number of recursive depth limit `100` for node: `f`")]
    [InlineData("{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' | regex.match '(a|aa)+$b' }}", null)]
    public void A_template_that_never_ends_is_an_error(string text, string? message)
    {
        var options = new TemplateOptions { LoopLimit = 10_000, LengthLimit = 100_000, RegexTimeLimit = TimeSpan.FromMilliseconds(20) };
        var error = Should.Throw<TemplateException>(() => Template(text).Render(new ObjectScope([]), options, CancellationToken.None)).Error;
        if (message is not null)
        {
            error.Message.ShouldBe(message);
        }
    }

    [Fact]
    public void Rendering_stops_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => Template("{{ while true; end }}").Render(new ObjectScope([]), TemplateOptions.Default, source.Token));
    }

    [Fact]
    public void Loop_variables_end_with_their_loop_and_may_be_changed_in_it()
    {
        Render("{{ for p in ports; p = p + 1; p; ' '; end; is_defined p }}").ShouldBe("9293 9192 false");
        Render("{{ p = 'outer'; for p in ports; end; p }}").ShouldBe("outer");
        Render("{{ with glance; for t in tags; t; end; end }}").ShouldBe("ab");
        Render("{{ for tags in ports; with glance; tags | array.first; end; end }}").ShouldBe("aa");
    }

    [Fact]
    public void All_errors_of_a_template_are_found_at_once()
    {
        new ScriptEngine().ParseTemplate("{{ x = }}\n{{ if }}\n{{ end }}\n{{ for 1 in x }}{{ end }}", "t").Errors.Select(error => (error.Line, error.Column))
            .ShouldBe([(1, 8), (2, 7), (4, 4)]);
        new ScriptEngine().ParseTemplate("{{ if (a and b) }}\n{{ end }}\n{{ if c or [d] }}{{ end }}", "t").Errors.Select(error => (error.Line, error.Column))
            .ShouldBe([(1, 10), (3, 9)]);
    }

    [Fact]
    public void Results_cannot_be_changed_by_later_templates()
    {
        var made = Template("{{ {a: {b: 1}} }}").Evaluate(new ObjectScope([]), TemplateOptions.Default, CancellationToken.None);
        var scope = new ObjectScope(new() { ["made"] = made });
        Should.Throw<TemplateException>(() => Template("{{ made.a.b = 2 }}").Render(scope, TemplateOptions.Default, CancellationToken.None));
    }

    [Fact]
    public void A_range_leaves_the_language_as_a_list()
    {
        Template("{{ 1..3 }}").Evaluate(new ObjectScope([]), TemplateOptions.Default, CancellationToken.None)
            .ShouldBeOfType<ScriptArray>().ShouldBe([1, 2, 3]);
    }

    private static ScriptObject Variables() => new()
    {
        ["host"] = "web1",
        ["ports"] = new ScriptArray([9292L, 9191L]),
        ["text"] = "one\ntwo",
        ["glance"] = new ScriptObject { ["tags"] = new ScriptArray(["a", "b"]) },
    };

    private static ITemplate Template(string text) => new ScriptEngine().ParseTemplate(text, "t").Result.ShouldNotBeNull();

    private static string Render(string text, Pages? pages = null) => Template(text.ReplaceLineEndings("\n"))
        .Render(new ObjectScope(Variables()), new TemplateOptions { Loader = pages }, CancellationToken.None);

    private static string Error(string text, Pages? pages) => Should.Throw<TemplateException>(() => Render(text, pages)).Message;

    private sealed class Pages : Dictionary<string, string>, ITemplateLoader
    {
        public TemplateText? Load(string name) => TryGetValue(name, out var text) ? new("page-" + name, text) : null;
    }
}
