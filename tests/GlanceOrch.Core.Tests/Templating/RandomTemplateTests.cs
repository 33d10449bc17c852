using FsCheck;
using FsCheck.Fluent;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Templating;

public sealed class RandomTemplateTests
{
    // Enough for a template to do something, little enough for two thousand of them.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);

    private static readonly string[] Pieces =
    [
        "{{", "}}", "{{-", "-}}", "{{~", "~}}", "{%{", "}%}", "{", "}", "(", ")", "[", "]", "|", "||", "&&", "??", "?.", "?!", "?", ":", ",", ";", ".", "..",
        "..<", "...", "=", "==", "!=", "+", "++", "-", "--", "*", "/", "//", "%", "<", "<<", ">", ">>", "!", "@", "^", "$", "$$", "$0", "$x", "#", "##", "\n", " ",
        "\"", "'", "`", "$\"", "\\", "\\u12", "if ", "else ", "end", "for x in ", "while ", "break", "continue", "case ", "when ", "func f", "ret ", "capture x",
        "readonly x", "import ", "with x", "wrap f", "tablerow x in ", "do; ", "in ", "limit: 2", "reversed", "this", "null", "true", "x", "y", "f", "f(x) = ",
        "1", "1.5", "1e3", "0xff", "0b1", "1_000m", "'text'", "[1, 2]", "{a: 1}", "a: ", "array.sort", "string.upcase", "math.round", "default 1", "for.index",
        "array.each @f", "to_yaml", "x.y", "x[0]", "\t", "é", "\U0001F600", "\0",
    ];

    [Fact]
    public void No_template_crashes_or_hangs_the_engine()
    {
        var templates = Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces));
        var inCode = templates.Select(text => "{{ " + text + " }}");
        Prop.ForAll(Arb.From(Gen.OneOf(templates, inCode)), text => Survives(text)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static void Survives(string text)
    {
        using var limit = new CancellationTokenSource(TimeLimit);
        var engine = new ScriptEngine();
        var scope = new ObjectScope(new() { ["x"] = new ScriptObject { ["y"] = 1L }, ["y"] = new ScriptArray([1L, "two", null]) });
        var options = new TemplateOptions { StrictVariables = text.Length % 2 == 0, LoopLimit = 1000 };
        Attempt(() => engine.ParseTemplate(text, "t").Result?.Render(scope, options, limit.Token));
        Attempt(() => engine.ParseExpression(text, "t").Result?.Evaluate(scope, options, limit.Token));
    }

    private static void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (TemplateException)
        {
            // That a random template fails is expected; only how it fails matters.
        }
    }
}
