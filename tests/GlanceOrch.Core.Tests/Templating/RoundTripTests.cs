using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Templating;

/// <summary>What was written is read back as it was, by ourselves and by a real shell.</summary>
public sealed class RoundTripTests
{
    private const int ValuesPerShell = 500;

    // Characters and words that YAML or a shell could take for something else.
    private static readonly string[] Pieces =
    [
        "a", "B", "0", "1", "-", ":", ": ", " ", "#", " #", "\n", "\r", "\t", "'", "\"", "\\", "`", "$", "$(", "${", "{{", "}}", "{", "}", "[", "]", ",", "&", "*", "!",
        "|", ">", "%", "@", "~", "?", "- ", "---", "...", "null", "true", "yes", "no", "0644", "1e3", ".inf", "0x1f", "1:30", "2001-01-01", "=", "<<", "é", "\u2028",
        "\u0085", "\u00a0", "\U0001F600", "\u0001", "\u007f", "\b", ";", "|&", "^",
    ];

    private static readonly Gen<string> Texts = Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces));

    [Fact]
    public void Yaml_gives_the_value_back()
    {
        Prop.ForAll(Arb.From(Values(3)), value => Evaluate("value | to_yaml | from_yaml | to_json", value).ShouldBe(Evaluate("value | to_json", value)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(12));
    }

    [Theory]
    [InlineData("... ,}}")]
    [InlineData("06442001-01-01 *'")]
    public void Yaml_keeps_what_readers_take_for_more_than_text(string text)
    {
        var value = new ScriptObject([KeyValuePair.Create<string, object?>(text, new ScriptObject())]);
        Evaluate("value | to_yaml | from_yaml | to_json", value).ShouldBe(Evaluate("value | to_json", value));
    }

    [Fact]
    public void Json_gives_the_value_back()
    {
        Prop.ForAll(Arb.From(Values(3)), value => Evaluate("value | to_json | from_json | to_yaml", value).ShouldBe(Evaluate("value | to_yaml", value)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(12));
    }

    [Theory]
    [ShellData("/bin/sh")]
    [ShellData("/bin/bash")]
    [ShellData("/bin/busybox")]
    public void A_shell_reads_a_quoted_text_as_it_was(string shell)
    {
        Prop.ForAll(Arb.From(Texts.ArrayOf(ValuesPerShell)), texts =>
        {
            var words = texts.Select(text => Evaluate("value | quote", text));
            Run(shell, $"printf '%s\\0' {string.Join(' ', words)}").ShouldBe(string.Concat(texts.Select(text => text + "\0")));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10).WithStartSize(5).WithEndSize(12));
    }

    private static Gen<object?> Values(int depth)
    {
        var scalars = Gen.OneOf(
            Texts.Select(object? (text) => text),
            Gen.Choose(int.MinValue, int.MaxValue).Select(object? (number) => number),
            Gen.Choose(-1000, 1000).Select(object? (number) => number * 4_000_000_000L),
            Gen.Choose(-1_000_000, 1_000_000).Select(object? (number) => (number / 128.0) + 0.001),
            Gen.Elements<object?>(null, true, false, 1e300, -0.5));
        if (depth == 0)
        {
            return scalars;
        }

        var inner = Values(depth - 1);
        var members =
            from keys in Texts.ListOf()
            from values in inner.ListOf(keys.Count)
            select (object?)new ScriptObject(keys.Zip(values).DistinctBy(pair => pair.First).Select(pair => KeyValuePair.Create(pair.First, (object?)pair.Second)));
        return Gen.OneOf(scalars, inner.ListOf().Select(object? (items) => new ScriptArray(items)), members);
    }

    private static string Evaluate(string text, object? value) => new ScriptEngine().ParseExpression(text, "t").Result.ShouldNotBeNull()
        .Evaluate(new ObjectScope(new() { ["value"] = value }), TemplateOptions.Default, CancellationToken.None).ShouldBeOfType<string>();

    private static string Run(string shell, string script)
    {
        // Through stdin: an argument list has a limit.
        var start = new ProcessStartInfo(shell, shell.EndsWith("busybox", StringComparison.Ordinal) ? ["sh"] : []) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start).ShouldNotBeNull();
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return printed;
    }
}
