using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Playbooks;

/// <summary>An entry of <c>vars_prompt</c>: a variable the user is asked for before the run.</summary>
public sealed record VariablePrompt
{
    private static readonly string[] Keys = ["name", "prompt", "default", "private", "confirm", "unsafe"];
    private static readonly string[] OfHashes = ["encrypt", "salt", "salt_size"];

    public required string Name { get; init; }

    public required SourceSpan Span { get; init; }

    /// <summary>The question.</summary>
    public required string Question { get; init; }

    /// <summary>The answer when none is typed; null: there is none.</summary>
    public object? Default { get; init; }

    /// <summary>The answer is not shown while it is typed, and masked in all outputs.</summary>
    public bool Private { get; init; } = true;

    /// <summary>It is asked for twice, until both answers are the same.</summary>
    public bool Confirm { get; init; }

    /// <summary>The entry of a node; null after a diagnostic.</summary>
    internal static VariablePrompt? Read(YamlNode node, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        if (node is not YamlMapping mapping)
        {
            diagnostics.Add(PlaybookDiagnostics.WrongKind(node.Span, "vars_prompt", "mappings with 'name'", node.Kind));
            return null;
        }

        var reader = new MappingReader(mapping, engine, diagnostics);
        var name = reader.Text("name");
        var prompt = new VariablePrompt
        {
            Name = name ?? "",
            Span = mapping.Find("name")?.Value.Span ?? mapping.Span,
            Question = reader.Text("prompt") ?? name ?? "",
            Default = reader.Value("default"),
            Private = reader.Flag("private") ?? true,
            Confirm = reader.Flag("confirm") ?? false,
        };
        reader.Flag("unsafe"); // an answer is never a template here
        foreach (var (key, value) in reader.Rest)
        {
            if (!OfHashes.Contains(key.Text, StringComparer.Ordinal))
            {
                diagnostics.Add(PlaybookDiagnostics.UnknownKeyword(key.Span, "vars_prompt", key.Text, Suggestions.Nearest(key.Text, Keys)));
            }
            else if (value is not YamlScalar { Value: null })
            {
                diagnostics.Add(PlaybookDiagnostics.EncryptedPrompt(key.Span, key.Text));
            }
        }

        if (name is null || !VariableReader.IsName(name))
        {
            diagnostics.Add(name is null
                ? PlaybookDiagnostics.WrongKind(mapping.Span, "vars_prompt", "mappings with 'name'", "one without")
                : PlaybookDiagnostics.BadVariableName(prompt.Span, name));
            return null;
        }

        return prompt;
    }
}
