using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Templating;

public sealed class ScriptEngineTests
{
    private static readonly ScriptObject Variables = new()
    {
        ["host"] = "web1",
        ["port"] = 9292L,
        ["nothing"] = null,
        ["list"] = new ScriptArray([1L, 2L, 3L]),
        ["glance"] = new ScriptObject { ["api_port"] = 9292L, ["tags"] = new ScriptArray(["a", "b"]) },
        ["later"] = new UnknownValue("the result of 'make token' is not known in check mode"),
        ["holder"] = new ScriptObject { ["token"] = new UnknownValue("not known") },
    };

    [Theory]
    [InlineData("v={{ 1.0 }}", "v=1")]
    [InlineData("v={{ 1.5 }}", "v=1.5")]
    [InlineData("v={{ '1.0' }}", "v=1.0")]
    public void A_number_prints_without_a_fraction_of_zero_inside_a_text(string template, string expected) =>
        Render(template).ShouldBe(expected);

    [Theory]
    [InlineData("port + 1", 9293)]
    [InlineData("port == 9292", true)]
    [InlineData("9292 == port", true)]
    [InlineData("port / 2", 4646.0)]
    [InlineData("7 // 2", 3)]
    [InlineData("-7 // 2", -4)]
    [InlineData("list[1]", 2L)]
    [InlineData("list[-1]", 3L)]
    [InlineData("glance.api_port", 9292L)]
    [InlineData("glance['api_port']", 9292L)]
    [InlineData("'a' + 1 + true", "a1true")]
    [InlineData("missing ?? 'x'", "x")]
    [InlineData("glance.missing.deeper ?? 'x'", "x")]
    [InlineData("glance?.missing?.deeper", null)]
    [InlineData("missing?.deeper ?? 1", 1)]
    [InlineData("missing | default 'x'", "x")]
    [InlineData("missing | default('x')", "x")]
    [InlineData("missing.deeper | object.default 'x'", "x")]
    [InlineData("nothing | default 'x'", "x")]
    [InlineData("'' | default 'x'", "")]
    [InlineData("is_defined missing", false)]
    [InlineData("is_defined nothing", true)]
    [InlineData("is_defined glance.missing", false)]
    [InlineData("is_defined glance.api_port", true)]
    [InlineData("list | array.contains 2", true)]
    [InlineData("list | array.size > 2 && host != 'x'", true)]
    [InlineData("!(is_defined missing) || missing > 1", true)]
    [InlineData("host\n  | string.upcase", "WEB1")]
    [InlineData("port > 1000 ? 'high' : 'low'", "high")]
    [InlineData("(host | string.contains 'web') && port > 1", true)]
    [InlineData("missing | default 1 + 2", 3)]
    [InlineData("missing | default(1) == 1 && port > 1", true)]
    [InlineData("'a' + host | string.upcase", "AWEB1")]
    [InlineData("missing ?? host | string.upcase", "WEB1")]
    [InlineData("5 + math.abs (-2) + 1", 6)]
    [InlineData("list | array.size + 1", 4)]
    [InlineData("list | array.each @(do; ret $0 * 2; end) | array.join ','", "2,4,6")]
    public void Expressions_have_the_value_and_type_they_should(string text, object? expected)
    {
        Evaluate(text).ShouldBe(expected);
    }

    [Theory]
    [InlineData("missing", "the variable `missing` is not defined", null)]
    [InlineData("hots", "the variable `hots` is not defined", "did you mean 'host'?")]
    [InlineData("glance.api_prot", "`glance` has no member `api_prot`", "did you mean 'api_port'?")]
    [InlineData("glance['api_prot']", "`glance` has no member `api_prot`", "did you mean 'api_port'?")]
    [InlineData("host.x", "`host` is the string \"web1\" and has no member `x`", null)]
    [InlineData("list[7]", "index 7 is outside of the list's 3 elements", null)]
    [InlineData("nothing.x", "Object `nothing` is null. Cannot access member: nothing.x", null)]
    [InlineData("True", "the variable `True` is not defined", "write `true`")]
    [InlineData("host | strin.upcase", "the variable `strin` is not defined", "did you mean 'string'?")]
    [InlineData("host | upcas", "the function `upcas` is not defined", null)]
    [InlineData("missing | mandatory 'set it'", "`mandatory` finds no value: set it", null)]
    [InlineData("host < list", "The operator `<` is not supported between `string` and `array`", null)]
    [InlineData("1 // 0", "Division by zero", null)]
    [InlineData("@host", null, null)]
    public void What_is_wrong_with_the_values_is_an_error_with_a_hint(string text, string? message, string? hint)
    {
        if (message is null)
        {
            Evaluate(text).ShouldBe("web1");
            return;
        }

        var error = Should.Throw<TemplateException>(() => Evaluate(text)).Error;
        error.Message.ShouldBe(message);
        error.Hint.ShouldBe(hint);
    }

    [Theory]
    [InlineData("a and b", 3, "write `&&` instead of `and`")]
    [InlineData("a == 1 or b", 8, "write `||` instead of `or`")]
    [InlineData("not a", 1, "write `!x` instead of `not x`; where x is a list `(x | array.size) == 0`, where it is a text `x == ''`")]
    [InlineData("a is defined", 3, "write `is_defined x`")]
    [InlineData("a is not defined", 3, "write `!(is_defined x)`")]
    [InlineData("a is undefined", 3, "write `!(is_defined x)`")]
    [InlineData("a is failed", 3, "write `x.failed`")]
    [InlineData("(a is not changed)", 4, "write `!x.changed`")]
    [InlineData("a is succeeded", 3, "write `!x.failed`")]
    [InlineData("a is skipped and b", 3, "write `x.skipped`")]
    [InlineData("a is version('2.1', '>=')", 3, "write `(x | version '2.1' '>=')`")]
    [InlineData("a is match('x')", 3, "write `(x | regex_search 'pattern') != null`, the pattern beginning with `^`")]
    [InlineData("a is even", 3, "write `x == null`, `x != null` or `is_defined x` instead of a test with `is`")]
    [InlineData("a | default(value='x')", 13, "write `value: value`")]
    [InlineData("a | upcase", 5, "write `string.upcase`")]
    [InlineData("a | string.upcas", 12, "did you mean 'upcase'?")]
    [InlineData("'a' in list", 5, "write `array.contains list x` (or `list | array.contains x`) instead of `x in list`")]
    [InlineData("'a' if b else 'c'", 5, "write `condition ? this : that`")]
    [InlineData("{{ a }}", 1, "write it without `{{ }}`")]
    [InlineData("a = 1", 1, "compare with `==`")]
    [InlineData("if a", 1, "write `condition ? this : that`")]
    [InlineData("a ~ b", 3, "write `+` to join strings")]
    [InlineData("a )", 3, null)]
    [InlineData("a && b | string.upcase", 8, "write `a && (b | f)`")]
    [InlineData("a == b | default('c')", 8, "write `a && (b | f)`")]
    [InlineData("a | string.contains 'b' || c", 25, "write `(f a) || b`")]
    [InlineData("a | default 'b' == c", 17, "write `(f a) == b`")]
    [InlineData("", 1, null)]
    [InlineData("'abc", 1, null)]
    public void What_is_no_expression_is_an_error_where_it_stands(string text, int column, string? hint)
    {
        var parse = new ScriptEngine().ParseExpression(text, "when");
        parse.Result.ShouldBeNull();
        parse.Errors[0].Column.ShouldBe(column);
        parse.Errors[0].Hint.ShouldBe(hint);
    }

    [Theory]
    [InlineData("later")]
    [InlineData("later ?? 1")]
    [InlineData("is_defined later")]
    [InlineData("holder.token")]
    [InlineData("holder | to_json")]
    [InlineData("'' + holder")]
    public void Reading_an_unknown_value_says_so(string text)
    {
        Should.Throw<UnknownValueException>(() => Evaluate(text));
    }

    [Theory]
    [InlineData("{{ port }}", true)]
    [InlineData("{{- port ~}}", true)]
    [InlineData("{{ port }}\n", false)]
    [InlineData(" {{ port }}", false)]
    [InlineData("{{ port }}{{ port }}", false)]
    [InlineData("{{ x = 1 }}", false)]
    [InlineData("{{ port; port }}", false)]
    [InlineData("", false)]
    public void Only_a_single_expression_keeps_its_type(string text, bool isExpression)
    {
        var template = Template(text);
        template.IsExpression.ShouldBe(isExpression);
        template.Evaluate(new ObjectScope(Variables), TemplateOptions.Default, CancellationToken.None).ShouldBeOfType(isExpression ? typeof(long) : typeof(string));
    }

    [Fact]
    public void Values_from_outside_cannot_be_changed()
    {
        foreach (var text in new[] { "{{ glance.x = 1 }}", "{{ list[0] = 5 }}", "{{ with glance; x = 1; end }}" })
        {
            Should.Throw<TemplateException>(() => Render(text)).Message.ShouldContain("cannot be changed");
        }

        Render("{{ glance = combine glance {x: 1}; glance.x = 2; glance.x }}").ShouldBe("2");
    }

    [Fact]
    public void Text_in_values_is_never_evaluated()
    {
        var scope = new ObjectScope(new() { ["evil"] = "{{ 1 + 1 }}" });
        Template("{{ evil }}").Render(scope, TemplateOptions.Default, CancellationToken.None).ShouldBe("{{ 1 + 1 }}");
        Should.Throw<TemplateException>(() => Render("{{ '1 + 1' | object.eval }}")).Message.ShouldContain("never evaluated");
    }

    [Fact]
    public void Errors_point_into_the_text()
    {
        var error = Should.Throw<TemplateException>(() => Render("a\n  {{ hots }}")).Error;
        (error.Line, error.Column, error.Offset).ShouldBe((2, 6, 7));
        error.ToString().ShouldBe("t(2,6) : error : the variable `hots` is not defined");
    }

    [Fact]
    public void A_filter_works_though_a_variable_has_its_name()
    {
        var scope = new ObjectScope(new() { ["hash"] = "no function" });
        new ScriptEngine().ParseExpression("'a' | hash 'md5'", "t").Result.ShouldNotBeNull()
            .Evaluate(scope, TemplateOptions.Default, CancellationToken.None).ShouldBe("0cc175b9c0f1b6a831c399e269772661");
    }

    private static ITemplate Template(string text) => new ScriptEngine().ParseTemplate(text, "t").Result.ShouldNotBeNull();

    private static string Render(string text) => Template(text).Render(new ObjectScope(Variables), TemplateOptions.Default, CancellationToken.None);

    private static object? Evaluate(string text)
    {
        var parse = new ScriptEngine().ParseExpression(text, "t");
        if (parse.Errors is [var error, ..])
        {
            throw new TemplateException(error);
        }

        return parse.Result.ShouldNotBeNull().Evaluate(new ObjectScope(Variables), TemplateOptions.Default, CancellationToken.None);
    }
}
