using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Templating;

/// <summary>Bare expressions judge their operands as conditions are judged; templates judge as Scriban does.</summary>
public sealed class ConditionTests
{
    private static readonly ScriptObject Variables = new()
    {
        ["reboot"] = "false",
        ["ready"] = true,
        ["nothing"] = null,
        ["count"] = 0L,
        ["list"] = new ScriptArray(),
        ["major"] = "12",
        ["name"] = "web",
    };

    [Theory]
    [InlineData("reboot && ready", "`reboot`: a condition must be true, false or null, not the string \"false\"")]
    [InlineData("ready && reboot", "`reboot`: a condition must be true, false or null, not the string \"false\"")]
    [InlineData("nothing || count", "`count`: a condition must be true, false or null, not the number 0")]
    [InlineData("!reboot", "`reboot`: a condition must be true, false or null, not the string \"false\"")]
    [InlineData("!(ready && list)", "`list`: a condition must be true, false or null, not a list")]
    [InlineData("reboot ? 1 : 2", "`reboot`: a condition must be true, false or null, not the string \"false\"")]
    public void An_operand_that_is_no_condition_is_an_error(string text, string message)
    {
        var error = Should.Throw<TemplateException>(() => Evaluate(text)).Error;
        error.Message.ShouldBe(message);
        error.Hint.ShouldNotBeNull();
        Render($"{{{{ {text} }}}}").ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("ready && !nothing", true)]
    [InlineData("nothing || false", false)]
    [InlineData("ready || reboot", true)]
    [InlineData("(reboot | bool) || nothing ? 1 : 2", 2)]
    [InlineData("!(reboot | bool) && (list | array.size) == count", true)]
    public void Booleans_and_null_are_conditions(string text, object expected)
    {
        Evaluate(text).ShouldBe(expected);
    }

    [Theory]
    [InlineData("major >= 9", "`>=` cannot order the string \"12\" and the number 9", "write `(x | int)` or `(x | string.to_double)` for the number in a text")]
    [InlineData("9 < major", "`<` cannot order the number 9 and the string \"12\"", "write `(x | int)` or `(x | string.to_double)` for the number in a text")]
    [InlineData("nothing < 5", "`<` cannot order null and the number 5", "write `(x ?? 0)`, or ask `x != null` before")]
    [InlineData("name > nothing", "`>` cannot order the string \"web\" and null", "write `(x ?? 0)`, or ask `x != null` before")]
    [InlineData("name > ready", "`>` cannot order the string \"web\" and true", "order values of one kind")]
    public void Playbooks_order_what_is_of_one_kind_only(string text, string message, string hint)
    {
        foreach (var action in new Action[] { () => Evaluate(text), () => Value($"{{{{ {text} }}}}"), () => Value($"{{{{ {text} }}}} or not") })
        {
            var error = Should.Throw<TemplateException>(action).Error;
            error.Message.ShouldBe(message);
            error.Hint.ShouldBe(hint);
        }

        Render($"{{{{ {text} }}}}").ShouldBeOneOf("true", "false");
    }

    [Theory]
    [InlineData("(major | int) >= 9", true)]
    [InlineData("major == 12", true)]
    [InlineData("name < 'x'", true)]
    [InlineData("(nothing ?? 0) < 5", true)]
    public void What_is_of_one_kind_is_ordered(string text, bool expected)
    {
        Evaluate(text).ShouldBe(expected);
    }

    [Fact]
    public void A_page_included_by_a_playbooks_text_orders_as_a_file_does()
    {
        Value("{{ include 'page' }}!").ShouldBe("true!");
    }

    private static object? Evaluate(string text) => new ScriptEngine().ParseExpression(text, "when").Result.ShouldNotBeNull()
        .Evaluate(new ObjectScope(Variables), TemplateOptions.Default, CancellationToken.None);

    private static object? Value(string text) => new ScriptEngine().ParseTemplate(text, "site.yml").Result.ShouldNotBeNull()
        .Evaluate(new ObjectScope(Variables), new() { Loader = new Page() }, CancellationToken.None);

    private static string Render(string text) => new ScriptEngine().ParseTemplate(text, "page").Result.ShouldNotBeNull()
        .Render(new ObjectScope(Variables), TemplateOptions.Default, CancellationToken.None);

    private sealed class Page : ITemplateLoader
    {
        public TemplateText? Load(string name) => new(name, "{{ major < 9 }}");
    }
}
