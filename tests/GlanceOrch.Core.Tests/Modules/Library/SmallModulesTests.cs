using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Modules.Library;

public class SmallModulesTests
{
    private readonly FakeHost _host = new();

    private static ArgExpression Expression(string text, object? value) => new(text, () => value);

    [Fact]
    public async Task Debug_shows_texts_as_they_are_and_values_as_json()
    {
        var context = new FakeTaskContext { Expressions = { ["ports"] = new ScriptArray([9292, 5000]) } };
        (await new DebugModule().Read(new() { Msg = "hello", Context = context }, _host)).Message.ShouldBe("hello");
        var output = await new DebugModule().Read(new() { Var = "ports", Context = context }, _host);
        output.Message.ShouldBe("ports: [\n  9292,\n  5000\n]");
        output.Values.ShouldContainKey("ports");
    }

    [Fact]
    public async Task Debug_is_silent_below_its_verbosity() =>
        (await new DebugModule().Read(new() { Msg = "hello", Verbosity = 1, Context = new FakeTaskContext() }, _host)).Message.ShouldBeNull();

    [Fact]
    public async Task Ping_answers_and_changes_nothing()
    {
        (await new PingModule().Read(new(), _host)).Values["ping"].ShouldBe("pong");
        (await new PingModule().Read(new() { Data = "here" }, _host)).Values["ping"].ShouldBe("here");
        (await Should.ThrowAsync<ModuleException>(async () => await new PingModule().Read(new() { Data = "crash" }, _host))).Message.ShouldBe("boom");
    }

    [Fact]
    public async Task Assert_passes_when_all_are_true()
    {
        var output = await new AssertModule().Read(new() { That = [Expression("a", true), Expression("b", true)] }, _host);
        output.Message.ShouldBe("All assertions passed");
    }

    [Fact]
    public async Task Assert_names_the_first_that_is_not_true()
    {
        var e = await Should.ThrowAsync<ModuleException>(async () => await new AssertModule().Read(new() { That = [Expression("a", true), Expression("port > 1024", false)] }, _host));
        e.Message.ShouldBe("assertion failed: port > 1024");
        e.Values.ShouldNotBeNull()["assertion"].ShouldBe("port > 1024");
    }

    [Fact]
    public async Task The_text_false_is_no_condition() =>
        (await Should.ThrowAsync<ModuleException>(async () => await new AssertModule().Read(new() { That = [Expression("flag", "false")] }, _host)))
            .Message.ShouldBe("'flag': a condition must be true, false or null, not the string \"false\"");

    [Fact]
    public async Task Fail_fails() =>
        (await Should.ThrowAsync<ModuleException>(async () => await new FailModule().Read(new() { Msg = "no" }, _host))).Message.ShouldBe("no");

    [Fact]
    public async Task Set_fact_gives_variables()
    {
        var output = await new SetFactModule().Read(new() { Variables = new ScriptObject { ["url"] = "http://x" } }, _host);
        output.Facts.ShouldNotBeNull()["url"].ShouldBe("http://x");
    }

    [Theory]
    [InlineData("""{"a":[1,2.5,"x",true,null,12345678901]}""")]
    [InlineData("""[]""")]
    [InlineData("""{"text":"ü \"<>& \n"}""")]
    public void Json_comes_back_as_it_was(string json) =>
        JsonValues.Write(JsonValues.Parse(json), indented: false).ShouldBe(json);
}
