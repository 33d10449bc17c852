using FsCheck;
using FsCheck.Fluent;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Templating;

public sealed class RandomTemplateTests
{
    // Enough for a template to do something, little enough for four thousand of them.
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

    /// <summary>The examples of the documentation: all that the language has.</summary>
    private static readonly string[] Seeds =
    [
        .. File.ReadAllText(Path.Combine(Repository.Root, "docs", "templates.md")).Split("```scriban\n").Skip(1).Select(part => part.Split("```")[0]),
    ];

    private static readonly Gen<string> Random = Gen.OneOf(
        Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces)),
        Gen.Elements(Pieces).ListOf().Select(pieces => "{{ " + string.Concat(pieces) + " }}"),
        Gen.Choose(0, 0x17f).ListOf().Select(characters => string.Concat(characters.Select(c => (char)c))));

    private static readonly Gen<string> Mutated =
        from seed in Gen.Elements(Seeds)
        from edits in Edits().ArrayOf(3)
        select edits.Aggregate(seed, (text, edit) => edit(text));

    [Fact]
    public void No_text_crashes_or_hangs_the_parser()
    {
        var engine = new ScriptEngine();
        Check(Gen.OneOf(Random, Mutated, Mutated), 100_000, text =>
        {
            var parse = engine.ParseTemplate(text, "t");
            var errors = parse.Errors.Concat(engine.ParseExpression(text, "t").Errors);
            return (parse.Result is null) == (parse.Errors.Count > 0) && errors.All(error => error.Offset <= text.Length && error.Line > 0 && error.Column > 0);
        });
    }

    [Fact]
    public void No_template_crashes_or_hangs_the_engine_and_each_gives_the_same_again()
    {
        Check(Gen.OneOf(Random, Mutated), 4000, text => Result(text) == Result(text));
    }

    private static void Check(Gen<string> texts, int count, Func<string, bool> holds) =>
        Prop.ForAll(Arb.From(texts), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithEndSize(40));

    /// <summary>Takes a piece out, doubles it, or puts one of <see cref="Pieces"/> in, at some place.</summary>
    private static Gen<Func<string, string>> Edits() =>
        from place in Gen.Choose(0, 200)
        from length in Gen.Choose(0, 8)
        from piece in Gen.Elements(Pieces)
        from kind in Gen.Choose(0, 2)
        select new Func<string, string>(text =>
        {
            var start = Math.Min(place, text.Length);
            var end = Math.Min(start + length, text.Length);
            return kind switch
            {
                0 => text[..start] + text[end..],
                1 => text[..end] + text[start..],
                _ => text[..start] + piece + text[start..],
            };
        });

    private static string Result(string text)
    {
        using var limit = new CancellationTokenSource(TimeLimit);
        var engine = new ScriptEngine();
        var scope = new ObjectScope(new() { ["x"] = new ScriptObject { ["y"] = 1L }, ["y"] = new ScriptArray([1L, "two", null]) });
        var options = new TemplateOptions { StrictVariables = text.Length % 2 == 0, LoopLimit = 1000 };
        return Attempt(() => engine.ParseTemplate(text, "t").Result?.Render(scope, options, limit.Token))
            + Attempt(() => ValueText.ToText(engine.ParseExpression(text, "t").Result?.Evaluate(scope, options, limit.Token)));
    }

    private static string? Attempt(Func<string?> render)
    {
        try
        {
            return render();
        }
        catch (TemplateException exception)
        {
            // That a random template fails is expected; only how it fails matters.
            return exception.Message;
        }
    }
}
