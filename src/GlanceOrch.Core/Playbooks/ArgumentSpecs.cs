using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Playbooks;

/// <summary>One variable of a role: the entry under <c>argument_specs.main.options</c>.</summary>
/// <param name="Type">str, int, float, bool, list, dict, path or raw.</param>
/// <param name="Elements">Type of a list's elements; null: any.</param>
/// <param name="Choices">Allowed values as text; empty: any.</param>
public sealed record ArgumentSpec(string Name, SourceSpan Span, string Type, bool Required, string? Elements, IReadOnlyList<string> Choices)
{
    public string? Description { get; init; }

    /// <summary>What is wrong with a value; null when nothing, or when it has templates and cannot be judged yet. A null value means "not set".</summary>
    public string? Problem(object? value)
    {
        if (value is null || value is LocatedText)
        {
            return null;
        }

        if (!ArgumentSpecs.Fits(Type, value))
        {
            return $"'{Name}' must be {ArgumentSpecs.Words(Type)}, not {ValueText.Describe(value)}";
        }

        if (value is ScriptArray array)
        {
            return Elements is null ? null : array.Where(item => item is not LocatedText && !ArgumentSpecs.Fits(Elements, item))
                .Select(item => $"'{Name}' must be a list of {Elements}, not of {ValueText.Describe(item)}").FirstOrDefault();
        }

        return Choices.Count == 0 || Choices.Contains(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "", StringComparer.OrdinalIgnoreCase)
            ? null
            : $"'{Name}' must be one of {string.Join(", ", Choices)}, not {ValueText.Describe(value)}";
    }
}

/// <summary>Reads <c>meta/argument_specs.yml</c>, in Ansible's format.</summary>
public static class ArgumentSpecs
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["str"] = "a string",
        ["path"] = "a path",
        ["int"] = "an integer",
        ["float"] = "a number",
        ["bool"] = "true or false",
        ["list"] = "a list",
        ["dict"] = "a mapping",
        ["raw"] = "a value",
    };

    private static readonly string[] OptionKeys = ["type", "required", "description", "default", "choices", "elements", "options", "version_added", "no_log", "config", "example", "puppet"];

    internal static string Words(string type) => Types[type];

    internal static bool Fits(string type, object? value) => type switch
    {
        "str" or "path" => value is string or long or int or double or bool,
        "int" => value is long or int || (value is string text && long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out _)),
        "float" => value is long or int or double,
        "bool" => value is bool,
        "list" => value is ScriptArray,
        "dict" => value is ScriptObject,
        _ => true,
    };

    internal static IReadOnlyList<ArgumentSpec> Read(YamlNode? document, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        if (document is not YamlMapping root || root.Find("argument_specs")?.Value is not YamlMapping entries
            || entries.Find("main")?.Value is not YamlMapping main || main.Find("options") is not { } options)
        {
            if (document is not null)
            {
                diagnostics.Add(PlaybookDiagnostics.BadArgumentSpec(document.Span, "expected argument_specs: main: options:"));
            }

            return [];
        }

        return options.Value is YamlMapping mapping
            ? [.. mapping.Entries.Select(entry => Option(entry, engine, diagnostics)).OfType<ArgumentSpec>()]
            : [];
    }

    private static ArgumentSpec? Option(YamlEntry entry, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        var name = entry.Key.Text;
        if (entry.Value is not YamlMapping mapping)
        {
            diagnostics.Add(PlaybookDiagnostics.WrongKind(entry.Value.Span, name, "a mapping", entry.Value.Kind));
            return null;
        }

        var reader = new MappingReader(mapping, engine, diagnostics);
        var type = reader.Text("type") ?? "str";
        var elements = reader.Text("elements");
        foreach (var wrong in new[] { type, elements }.OfType<string>().Where(word => !Types.ContainsKey(word)))
        {
            diagnostics.Add(PlaybookDiagnostics.BadArgumentSpec(mapping.Span, $"'{wrong}' is no type of an argument"));
            return null;
        }

        foreach (var (key, _) in mapping.Entries.Where(e => !OptionKeys.Contains(e.Key.Text, StringComparer.Ordinal)))
        {
            diagnostics.Add(PlaybookDiagnostics.UnknownKeyword(key.Span, "role argument", key.Text, Suggestions.Nearest(key.Text, OptionKeys)));
        }

        return new ArgumentSpec(name, entry.Key.Span, type, reader.Flag("required") ?? false, elements, [.. reader.Words("choices").Select(word => word.Text)])
        {
            Description = reader.Take("description")?.Value switch
            {
                YamlScalar scalar => scalar.Text,
                YamlSequence list => string.Join(' ', list.Items.OfType<YamlScalar>().Select(item => item.Text)),
                _ => null,
            },
        };
    }
}
