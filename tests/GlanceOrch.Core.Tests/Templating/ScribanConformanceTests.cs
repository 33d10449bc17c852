using System.Text.Json;
using GlanceOrch.Core.Templating;
using Xunit.Abstractions;

namespace GlanceOrch.Core.Tests.Templating;

/// <summary>Scriban's own examples and their outputs. The data lies beside the repository, when it is there at all.</summary>
public sealed class ScribanConformanceTests(ITestOutputHelper output)
{
    [ConformanceTheory]
    [InlineData("output")]
    [InlineData("parse-error")]
    [InlineData("runtime-error")]
    public void Templates_give_what_Scriban_gives(string kind)
    {
        var folder = ConformanceTheoryAttribute.Folder;
        var names = File.ReadLines(Path.Combine(folder, "cases.tsv")).Skip(1).Select(line => line.Split('\t'))
            .Where(columns => columns[1] == kind).Select(columns => columns[0]).ToList();
        names.ShouldNotBeEmpty();
        var failures = new List<string>();
        foreach (var name in names)
        {
            var expected = File.ReadAllText(Path.Combine(folder, name + ".expected"));
            var actual = Run(folder, name);
            if (actual != expected)
            {
                failures.Add(name);
                output.WriteLine($"---- {name}\nexpected: {expected}\nactual:   {actual}");
            }
        }

        foreach (var group in names.GroupBy(Group, StringComparer.Ordinal))
        {
            output.WriteLine($"{kind} {group.Key}: {group.Except(failures, StringComparer.Ordinal).Count()} of {group.Count()}");
        }

        output.WriteLine($"{kind}: {names.Count - failures.Count} of {names.Count}");
        failures.ShouldBeEmpty("all cases have passed before: none may be lost");
    }

    /// <summary><c>doc-array</c> for the examples of a family's page, <c>300</c> for the numbered language cases.</summary>
    private static string Group(string name) => name.StartsWith("doc-", StringComparison.Ordinal) ? name.Split('.')[0] : $"{name[0]}00";

    private static string Run(string folder, string name)
    {
        var parse = new ScriptEngine().ParseTemplate(File.ReadAllText(Path.Combine(folder, name + ".sbn")), "text");
        if (parse.Result is not { } template)
        {
            return string.Join('\n', parse.Errors);
        }

        var options = new TemplateOptions { StrictVariables = false, AllowEval = true, LoopLimit = 1000 };
        try
        {
            return template.Render(new ObjectScope(Model(Path.Combine(folder, name + ".model.json"))), options, CancellationToken.None);
        }
        catch (TemplateException exception)
        {
            return exception.Error.ToString();
        }
    }

    private static ScriptObject Model(string path)
    {
        return File.Exists(path) ? (ScriptObject)(Value(JsonDocument.Parse(File.ReadAllText(path)).RootElement) ?? new ScriptObject()) : [];

        static object? Value(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Object => new ScriptObject(element.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Value(member.Value)))),
            JsonValueKind.Array => new ScriptArray(element.EnumerateArray().Select(Value)),
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetInt64(),
            _ => element.ValueKind == JsonValueKind.True,
        };
    }
}
