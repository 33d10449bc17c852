using System.Globalization;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Playbooks;

/// <summary>One variable of a role, or one member of such a variable: an entry under <c>options</c>.</summary>
public sealed record ArgumentSpec
{
    public required string Name { get; init; }

    /// <summary>Where the entry is.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>str, int, float, bool, list, dict, path or raw.</summary>
    public required string Type { get; init; }

    /// <summary>Type of a list's elements; null: any.</summary>
    public string? Elements { get; init; }

    public bool Required { get; init; }

    /// <summary>Allowed values, of a list its items, as text; empty: any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The value is a secret, whatever the name.</summary>
    public bool NoLog { get; init; }

    /// <summary>Members of a mapping, or of each mapping in a list; empty: any.</summary>
    public IReadOnlyList<ArgumentSpec> Options { get; init; } = [];

    /// <summary>Groups of members of which at most one may be set.</summary>
    public IReadOnlyList<IReadOnlyList<string>> MutuallyExclusive { get; init; } = [];

    /// <summary>Groups of members that are set all or none.</summary>
    public IReadOnlyList<IReadOnlyList<string>> RequiredTogether { get; init; } = [];

    /// <summary>Groups of members of which at least one must be set.</summary>
    public IReadOnlyList<IReadOnlyList<string>> RequiredOneOf { get; init; } = [];

    public string Description { get; init; } = "";

    /// <summary>The default as documented; what holds stands in the role's <c>defaults/main.yml</c>.</summary>
    public object? Default { get; init; }

    /// <summary>A value as users might write it. Documentation only.</summary>
    public object? Example { get; init; }

    /// <summary>Where the value ends on the host: <c>FILE [SECTION] KEY</c>. Documentation only.</summary>
    public IReadOnlyList<string> Config { get; init; } = [];

    /// <summary>The parameters of puppet-glance (one in most cases) where the name does not tell; empty: there is none; null: the name tells. Documentation only.</summary>
    public IReadOnlyList<string>? PuppetParameters { get; init; }

    /// <summary>True when the value is not to be shown.</summary>
    public bool IsSecret => NoLog || SecretNames.Contains(Name);

    /// <summary>All that is wrong with a value. Null means "not set"; what has templates is judged as far as it has none.</summary>
    /// <param name="value">The value, templates unresolved.</param>
    /// <param name="place">Where it stands, when that is known.</param>
    public IEnumerable<ArgumentProblem> Problems(object? value, SourceSpan? place) => Problems(Name, value, place);

    private IEnumerable<ArgumentProblem> Problems(string path, object? value, SourceSpan? place)
    {
        if (value is null or LocatedText or VaultedText)
        {
            return [];
        }

        if (!ArgumentSpecs.Fits(Type, value))
        {
            var hint = value is string text && ArgumentSpecs.Fits(Type, YamlReader.ResolvePlain(text))
                ? "it is text: values have types in YAML without quotes, in an INI inventory as Python writes them (True), after -e as JSON (-e '{\"name\": true}')"
                : null;
            return [Wrong(path, ArgumentSpecs.Words(Type), value, place) with { Hint = hint }];
        }

        return value switch
        {
            ScriptArray list => list.SelectMany((item, index) => Item(string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), item, list.PlaceOf(index) ?? place)),
            ScriptObject members => Members(path, members, place),
            _ => Choice(path, value, place),
        };
    }

    private IEnumerable<ArgumentProblem> Item(string path, object? item, SourceSpan? place) => item switch
    {
        LocatedText or VaultedText => [],
        _ when Elements is not null && !ArgumentSpecs.Fits(Elements, item) => [Wrong(path, ArgumentSpecs.Words(Elements), item, place)],
        ScriptObject members => Members(path, members, place),
        _ => Choice(path, item, place),
    };

    private IEnumerable<ArgumentProblem> Choice(string path, object? value, SourceSpan? place)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (Choices.Count == 0 || Choices.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return [];
        }

        var nearest = Suggestions.Nearest(text, Choices);
        return [Wrong(path, $"one of {string.Join(", ", Choices)}", value, place) with { Hint = nearest is null ? null : $"did you mean '{nearest}'?" }];
    }

    private IEnumerable<ArgumentProblem> Members(string path, ScriptObject members, SourceSpan? place)
    {
        if (Options.Count == 0)
        {
            yield break;
        }

        foreach (var name in members.Keys.Where(name => !Options.Any(option => option.Name == name)))
        {
            var nearest = Suggestions.Nearest(name, Options.Select(option => option.Name));
            yield return new ArgumentProblem($"'{path}' takes no '{name}'", members.PlaceOf(name)?.Name ?? place)
            {
                Hint = nearest is null ? $"it takes {string.Join(", ", Options.Select(option => option.Name))}" : $"did you mean '{nearest}'?",
                IsSecret = IsSecret,
            };
        }

        foreach (var option in Options)
        {
            if (option.Required && !IsSet(option.Name))
            {
                yield return new ArgumentProblem($"'{path}' needs '{option.Name}'", place) { IsSecret = IsSecret };
            }

            foreach (var problem in option.Problems($"{path}.{option.Name}", members.GetValueOrDefault(option.Name), members.PlaceOf(option.Name)?.Value ?? place))
            {
                yield return problem with { IsSecret = problem.IsSecret || IsSecret };
            }
        }

        foreach (var problem in Broken())
        {
            yield return new ArgumentProblem($"'{path}' {problem}", place) { IsSecret = IsSecret };
        }

        bool IsSet(string name) => members.GetValueOrDefault(name) is not null;

        IEnumerable<string> Broken() =>
        [
            .. MutuallyExclusive.Where(group => group.Count(IsSet) > 1).Select(group => $"takes only one of {string.Join(", ", group)}"),
            .. RequiredTogether.Where(group => group.Any(IsSet) && !group.All(IsSet)).Select(group => $"needs {string.Join(" and ", group)} together"),
            .. RequiredOneOf.Where(group => !group.Any(IsSet)).Select(group => $"needs one of {string.Join(", ", group)}"),
        ];
    }

    private ArgumentProblem Wrong(string path, string wanted, object? value, SourceSpan? place) =>
        new($"'{path}' must be {wanted}, not {(IsSecret ? "this" : ValueText.Describe(value))}", place) { IsSecret = IsSecret };
}
