using System.Text.RegularExpressions;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Templating;

/// <summary>Every example of docs/templates.md is run, and every section that describes a construct has one.</summary>
public sealed partial class TemplateDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "templates.md"));

    private readonly TemplateOptions _options = new() { Loader = new Pages(), Reader = new FakeReader() };

    [Fact]
    public void Templates_print_what_stands_below_them()
    {
        var examples = Example().Matches(Document);
        examples.Count.ShouldBe(Regex.Count(Document, "^```scriban$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)));
        var wrong = new List<string>();
        foreach (Match example in examples)
        {
            var (text, expected) = (example.Groups["text"].Value, example.Groups["output"].Value.TrimEnd('\n'));
            var actual = Render(text).TrimEnd('\n');
            if (actual != expected)
            {
                wrong.Add($"{text}prints\n{actual}\ninstead of\n{expected}");
            }
        }

        wrong.ShouldBeEmpty(string.Join("\n\n", wrong));
    }

    [Fact]
    public void Expressions_have_the_value_that_stands_behind_them()
    {
        var lines = ExpressionBlock().Matches(Document).SelectMany(block => block.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => line.Split("#=>", 2)).Select(parts => (Text: parts[0].Trim(), Value: parts.ElementAtOrDefault(1)?.Trim())).ToList();
        lines.Count.ShouldBeGreaterThan(150);
        Check(lines);
    }

    [Fact]
    public void Filters_of_Ansible_have_the_value_the_table_says()
    {
        var rows = TableRow().Matches(Document).Select(row => (row.Groups["here"].Value.Replace(@"\|", "|", StringComparison.Ordinal).Trim(), (string?)row.Groups["value"].Value)).ToList();
        rows.Count.ShouldBeGreaterThan(40);
        Check(rows);
    }

    [Fact]
    public void Every_construct_has_an_example()
    {
        var reference = Document[Document.IndexOf("\n## Blocks", StringComparison.Ordinal)..Document.IndexOf("\n## What is strict", StringComparison.Ordinal)];
        reference.Split("\n### ").Skip(1).Where(section => !section.Contains("\n```scriban", StringComparison.Ordinal) && !section.Contains("\n```expressions", StringComparison.Ordinal))
            .Select(section => section.Split('\n')[0]).ShouldBeEmpty();
    }

    [Fact]
    public void Every_function_is_in_the_document()
    {
        var missing = Library.Globals.SelectMany(member => member.Value is ScriptObject family ? family.Keys.Select(name => $"{member.Key}.{name}") : [member.Key])
            .Where(name => !Regex.IsMatch(Document, $@"(?<![\w.]){Regex.Escape(name)}(?![\w.])", RegexOptions.None, TimeSpan.FromSeconds(1)))
            .Except(["date.format", "date.default_format"]);
        missing.ShouldBeEmpty();
    }

    private void Check(IEnumerable<(string Text, string? Value)> examples)
    {
        var wrong = new List<string>();
        foreach (var (text, value) in examples)
        {
            var actual = Evaluate(text);
            if (actual != value)
            {
                wrong.Add($"{text} gives {actual} instead of {value}");
            }
        }

        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    private string Render(string text)
    {
        var parse = new ScriptEngine().ParseTemplate(text, "example");
        try
        {
            return parse.Result?.Render(Variables(), _options, CancellationToken.None) ?? string.Join('\n', parse.Errors);
        }
        catch (TemplateException exception)
        {
            return exception.Error.ToString();
        }
    }

    private string Evaluate(string text)
    {
        var parse = new ScriptEngine().ParseExpression(text, "example");
        if (parse.Result is null)
        {
            return string.Join('\n', parse.Errors);
        }

        try
        {
            var value = parse.Result.Evaluate(Variables(), _options, CancellationToken.None);
            return Render("{{ to_json value }}", new() { ["value"] = value });
        }
        catch (TemplateException exception)
        {
            return exception.Error.ToString();
        }
    }

    private static ObjectScope Variables()
    {
        var yaml = Document.Split("<!-- variables -->\n```yaml\n")[1].Split("```")[0];
        return new((ScriptObject)(new ScriptEngine().ParseExpression("from_yaml text", "variables").Result.ShouldNotBeNull()
            .Evaluate(new ObjectScope(new() { ["text"] = yaml }), TemplateOptions.Default, CancellationToken.None) ?? new ScriptObject()));
    }

    private static string Render(string text, ScriptObject variables) => new ScriptEngine().ParseTemplate(text, "json").Result.ShouldNotBeNull()
        .Render(new ObjectScope(variables), TemplateOptions.Default, CancellationToken.None);

    [GeneratedRegex("^```scriban\n(?<text>.*?)^```\n```text\n(?<output>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Example();

    [GeneratedRegex("^```expressions\n(?<lines>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExpressionBlock();

    [GeneratedRegex(@"^\| [^\n]*? \| (?<mark>`+)(?<here>[^\n]*?)\k<mark> \| `(?<value>[^\n]*)` \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableRow();

    private sealed class Pages : ITemplateLoader
    {
        public TemplateText? Load(string name) => name == "listen" ? new(name, "listen = {{ $1 }}:{{ $.port }}") : null;
    }

    private sealed class FakeReader : IControllerReader
    {
        public string File(string path) => path == "motd" ? "Welcome\n" : throw new ControllerReadException($"finds no file `{path}`");

        public string? Variable(string name) => name == "GLANCE_TEST" ? "from the environment" : null;

        public string Pipe(string command, CancellationToken cancellationToken) => $"ran {command}\n";

        public string Password(string path, int length, string characters) => new(characters[0], length);

        public void AddSecret(string secret)
        {
            // Nothing is printed here.
        }
    }
}
