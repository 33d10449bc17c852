using System.Diagnostics;
using GlanceOrch.Core.Templating;
using Xunit.Abstractions;

namespace GlanceOrch.Core.Tests.Templating;

/// <summary>Templates that want more than there is end in an error, with the limits everyone has.</summary>
public sealed class HostileTemplateTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("{{ x = 'a'; while true; x = x + x; end }}", "grows beyond the limit of 16777216 characters")]
    [InlineData("{{ while true; 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'; end }}", "grows beyond the limit of 16777216 characters")]
    [InlineData("{{ 'a' * 2000000000 }}", "grows beyond the limit of 16777216 characters")]
    [InlineData("{{ '' | string.pad_left 2000000000 }}", "grows beyond the limit of 16777216 characters")]
    [InlineData("{{ l = []; while true; l[l.size] = 'a' * 1000000; end }}", "holds more than the limit of 96 MiB")]
    [InlineData("{{ l = []; while true; l[l.size] = [0] * 1000; end }}", "holds more than the limit of 96 MiB")]
    [InlineData("{{ x = [1]; for i in 1..60; x = [x, x]; end; x == x }}", "does more than the limit of 100000000 steps")]
    [InlineData("{{ x = {a: 1}; for i in 1..60; x = {a: x, b: x}; end; combine x x recursive: true }}", "")]
    [InlineData("{{ x = [1]; for i in 1..60; x = [x, x]; end; x }}", "grows beyond the limit")]
    [InlineData("{{ x = [1]; for i in 1..40; x = [x, x]; end; x | to_json }}", "grows beyond the limit")]
    [InlineData("{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' | regex.match '(a|aa)+$b' }}", "took too long")]
    [InlineData("{{ while true; end }}", "Exceeding number of iteration limit `2000000`")]
    [InlineData("{{ i = 0; while true; i = i + 1; x = 'abc' | string.upcase | string.replace 'B' 'x'; y = [i, x]; end }}", "")]
    [InlineData("{{ for i in 1..1000000; for j in 1..1000000; i + j; end; end }}", "")]
    [InlineData("{{ (1..1000000) | array.each @(do; (1..1000000) | array.each @(do; ret 1; end); end) }}", "")]
    [InlineData("{{ (1..1000000) | array.each @(do; ret [$0]; end) | array.uniq }}", "")]
    [InlineData("{{ x = 'a' * 16000000; for i in 1..2000000; y = x | string.index_of 'b'; end }}", "does more than the limit")]
    [InlineData("{{ for i in 1..999999999999; end }}", "Range expression exceeds LoopLimit `2000000`")]
    [InlineData("{{ (1..2000000) | array.reverse }}", "grows beyond the limit")]
    [InlineData("{{ l = []; l[2000000000] = 1 }}", "grows beyond the limit")]
    [InlineData("{{ x = 10; while true; x = x * x; end }}", "The number is too large")]
    [InlineData("{{ date.now + (timespan.from_days 9000000) }}", "The date or time is out of range")]
    [InlineData("{{ func f; f; end; f }}", "Exceeding number of recursive depth limit `100`")]
    [InlineData("{{ func f; f; f; end; f }}", "Exceeding number of recursive depth limit `100`")]
    [InlineData("{{ func f(n); if n > 0; f (n - 1); f (n - 1); end; end; f 60 }}", "")]
    public void It_ends_in_an_error(string text, string message)
    {
        var template = new ScriptEngine().ParseTemplate(text, "t").Result.ShouldNotBeNull();
        var clock = Stopwatch.StartNew();
        var error = Should.Throw<TemplateException>(() => template.Render(new ObjectScope([]), TemplateOptions.Default, CancellationToken.None));
        output.WriteLine($"{clock.ElapsedMilliseconds} ms: {error.Message}");
        error.Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("{{ ", "(", "1", ")", " }}")]
    [InlineData("{{ ", "[", "1", "]", " }}")]
    [InlineData("{{ ", "{a: ", "1", "}", " }}")]
    [InlineData("{{ ", "!", "true", "", " }}")]
    [InlineData("{{ ", "if true; ", "1", "; end", " }}")]
    [InlineData("{{ ", "1 + (", "1", ")", " }}")]
    [InlineData("{{ ", "$\"{", "1", "}\"", " }}")]
    [InlineData("", "{{ for x in [1] }}", "1", "{{ end }}", "")]
    public void Deep_nesting_is_an_error(string begin, string open, string middle, string close, string end)
    {
        const int Depth = 100_000;
        var text = begin + string.Concat(Enumerable.Repeat(open, Depth)) + middle + string.Concat(Enumerable.Repeat(close, Depth)) + end;
        new ScriptEngine().ParseTemplate(text, "t").Errors.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("1", " + 1")]
    [InlineData("x", ".x")]
    [InlineData("x", "[0]")]
    [InlineData("1", " | math.abs")]
    [InlineData("true", " && true")]
    [InlineData("x", " ?? x")]
    public void A_long_chain_has_a_result_or_an_error(string first, string link)
    {
        var text = "{{ " + first + string.Concat(Enumerable.Repeat(link, 100_000)) + " }}";
        var parse = new ScriptEngine().ParseTemplate(text, "t");
        try
        {
            // How deep is too deep is a matter of the stack: a result is as good as an error, a crash is neither.
            (parse.Result?.Render(new ObjectScope(new() { ["x"] = null }), TemplateOptions.Default, CancellationToken.None) ?? "").Length.ShouldBeLessThan(20);
        }
        catch (TemplateException exception)
        {
            exception.Message.Length.ShouldBeLessThan(text.Length * 2);
        }
    }

    [Fact]
    public void Ten_thousand_hosts_are_far_from_the_limits()
    {
        var hosts = new ScriptArray(Enumerable.Range(0, 10_000).Select(object? (number) => new ScriptObject
        {
            ["name"] = $"host{number}", ["address"] = $"192.0.{number / 256}.{number % 256}", ["groups"] = new ScriptArray(["web", "db", "cache"]),
        }));
        var template = new ScriptEngine().ParseTemplate("""
            {{~ names = []; for host in hosts; names[names.size] = host.name; end ~}}
            {{~ for host in hosts ~}}
            {{ host.address }} {{ host.name }} {{ host.name | string.upcase }} {{ for group in host.groups; group; ','; end }}
            {{~ end ~}}
            {{ hosts | array.map 'name' | array.sort | array.join ' ' }} {{ names | array.size }}
            """, "t").Result.ShouldNotBeNull();
        template.Render(new ObjectScope(new() { ["hosts"] = hosts }), TemplateOptions.Default, CancellationToken.None).Length.ShouldBeGreaterThan(500_000);
    }
}
