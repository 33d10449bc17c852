using GlanceOrch.Cli.Docs;
using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Cli.Output;

/// <summary>The formats of <c>--output</c>.</summary>
internal static class OutputFormat
{
    public const string Human = "human";

    private static readonly string[] Names = [Human, "jsonl", "json", "junit", "yaml"];

    /// <exception cref="UsageException">There is no such format.</exception>
    public static void Check(string name)
    {
        if (!Names.Contains(name, StringComparer.Ordinal))
        {
            throw new UsageException($"--output takes {string.Join(", ", Names)}, not '{name}'{Suggestions.Hint(name, Names)}");
        }
    }

    /// <summary>What writes a format that machines read.</summary>
    public static IRunObserver Of(string name, TextWriter output, EventRecords records) => name switch
    {
        "jsonl" => new JsonLinesOutput(output, records),
        "json" => new DocumentOutput(output, records, document => JsonValues.Write(document, indented: true)),
        "yaml" => new DocumentOutput(output, records, new YamlSample().Block),
        "junit" => new DocumentOutput(output, records, JunitText.Write),
        _ => throw new ArgumentException($"'{name}' is no format for machines", nameof(name)),
    };
}
