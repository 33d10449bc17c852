using System.Globalization;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Playbooks;

/// <summary>Reads <c>meta/argument_specs.yml</c>: Ansible's format, with <c>config</c>, <c>example</c> and <c>puppet</c> added for the documentation.</summary>
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

    private static readonly string[] EntryKeys = ["short_description", "description", "version_added", "author", "options", "puppet"];

    private static readonly string[] OptionKeys =
    [
        "type", "required", "description", "default", "choices", "elements", "options", "version_added", "no_log",
        "mutually_exclusive", "required_together", "required_one_of", "config", "example", "puppet",
    ];

    internal static string Words(string type) => Types[type];

    internal static bool Fits(string type, object? value) => type switch
    {
        "str" or "path" => value is string or long or int or double or bool,
        "int" => value is long or int || (value is string text && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)),
        "float" => value is long or int or double,
        "bool" => value is bool,
        "list" => value is ScriptArray,
        "dict" => value is ScriptObject,
        _ => true,
    };

    internal static RoleSpecification Read(YamlNode? document, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        if (document is not YamlMapping root || root.Find("argument_specs")?.Value is not YamlMapping entries
            || entries.Find("main")?.Value is not YamlMapping main || main.Find("options") is null)
        {
            if (document is not null)
            {
                diagnostics.Add(PlaybookDiagnostics.BadArgumentSpec(document.Span, "expected argument_specs: main: options:"));
            }

            return RoleSpecification.None;
        }

        ReportUnknown(main, "role's entry point", EntryKeys, diagnostics);
        var reader = new MappingReader(main, engine, diagnostics);
        return new RoleSpecification
        {
            Arguments = Options(reader, engine, diagnostics),
            Summary = reader.Text("short_description") ?? "",
            Description = Texts(reader, "description"),
            PuppetClasses = Texts(reader, "puppet"),
        };
    }

    private static IReadOnlyList<ArgumentSpec> Options(MappingReader reader, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        switch (reader.Take("options")?.Value)
        {
            case YamlMapping mapping:
                return [.. mapping.Entries.Select(entry => Option(entry, engine, diagnostics)).OfType<ArgumentSpec>()];
            case null or YamlScalar { Value: null }:
                return [];
            case var other:
                reader.Wrong("options", "a mapping of options", other);
                return [];
        }
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

        ReportUnknown(mapping, "role argument", OptionKeys, diagnostics);
        var options = Options(reader, engine, diagnostics);
        return new ArgumentSpec
        {
            Name = name,
            Span = entry.Key.Span,
            Type = type,
            Elements = elements,
            Required = reader.Flag("required") ?? false,
            Choices = Texts(reader, "choices"),
            NoLog = reader.Flag("no_log") ?? false,
            Options = options,
            MutuallyExclusive = Groups("mutually_exclusive"),
            RequiredTogether = Groups("required_together"),
            RequiredOneOf = Groups("required_one_of"),
            Description = string.Join(' ', Texts(reader, "description")),
            Default = reader.Value("default"),
            Example = reader.Value("example"),
            Config = Texts(reader, "config"),
            PuppetParameters = mapping.Find("puppet") switch
            {
                null => null,
                { Value: YamlScalar { Value: null or false } } => [],
                _ => Texts(reader, "puppet"),
            },
        };

        // Lists of names; a single list stands for a list of one.
        IReadOnlyList<IReadOnlyList<string>> Groups(string key)
        {
            var items = reader.List(key);
            IReadOnlyList<IReadOnlyList<YamlNode>> groups = items.Any(item => item is YamlScalar)
                ? [items]
                : [.. items.Select(item => item is YamlSequence list ? list.Items : [item])];
            foreach (var wrong in groups.SelectMany(group => group).Where(node => node is not YamlScalar scalar || !options.Any(option => option.Name == scalar.Text)))
            {
                diagnostics.Add(PlaybookDiagnostics.BadArgumentSpec(wrong.Span, $"'{key}' takes lists of the names under 'options'"));
            }

            return [.. groups.Select(group => group.OfType<YamlScalar>().Select(scalar => scalar.Text).ToArray())];
        }
    }

    private static IReadOnlyList<string> Texts(MappingReader reader, string key) => [.. reader.Words(key).Select(word => word.Text)];

    private static void ReportUnknown(YamlMapping mapping, string what, string[] known, DiagnosticBag diagnostics)
    {
        foreach (var (key, _) in mapping.Entries.Where(entry => !known.Contains(entry.Key.Text, StringComparer.Ordinal)))
        {
            diagnostics.Add(PlaybookDiagnostics.UnknownKeyword(key.Span, what, key.Text, Suggestions.Nearest(key.Text, known)));
        }
    }
}
