using System.Text;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Cli.Docs;

/// <summary>One role's page in Markdown, from its <c>meta/argument_specs.yml</c> and its defaults.</summary>
internal sealed class RolePage(Role role)
{
    private readonly YamlSample _yaml = new();
    private readonly StringBuilder _page = new();

    private RoleSpecification Specification => role.Specification;

    public string Text()
    {
        _page.Append($"# {role.Name}\n");
        foreach (var paragraph in Specification.Description.Prepend(Specification.Summary.TrimEnd('.') + ".").Where(text => text.Length > 1))
        {
            _page.Append($"\n{paragraph}\n");
        }

        if (role.Dependencies.Count > 0)
        {
            _page.Append($"\nBrings along: {string.Join(", ", role.Dependencies.Select(other => $"[{other.Name}]({other.Name}.md)"))}.\n");
        }

        if (Specification.PuppetClasses.Count > 0)
        {
            _page.Append($"\nIn puppet-glance: {string.Join(", ", Specification.PuppetClasses.Select(name => $"[`{name}`](README.md#{Markdown.Anchor(name)})"))}.\n");
        }

        Use();
        Variables();
        return _page.ToString();
    }

    private void Use()
    {
        _page.Append("\n## Use\n\n```yaml\n- hosts: HOSTS\n");
        var required = Specification.Arguments.Where(variable => variable.Required).ToList();
        if (required.Count > 0)
        {
            _page.Append("  vars:\n");
            foreach (var variable in required)
            {
                Member(variable.Name, Sample(variable), "    ");
            }
        }

        _page.Append($"  roles: [{role.Name}]\n```\n");
    }

    private void Variables()
    {
        if (Specification.Arguments.Count == 0)
        {
            _page.Append("\nThe role has no variables.\n");
            return;
        }

        _page.Append("\n## Variables\n\nA variable without default is null: what it would set is left to the service's own default, and the key is not in the file.\n");
        var groups = Specification.Arguments.GroupBy(variable => PuppetName.Of(variable, Specification.PuppetClasses).FirstOrDefault()?.Class).ToList();
        foreach (var group in groups.OrderBy(group => group.Key is null ? int.MaxValue : Specification.PuppetClasses.ToList().IndexOf(group.Key)))
        {
            if (Specification.PuppetClasses.Count > 0)
            {
                _page.Append(group.Key is null ? "\n### Not in puppet-glance\n" : $"\n### {group.Key}\n");
            }

            Table(group, withAnchors: true);
            foreach (var variable in group)
            {
                Details(variable, 4);
            }
        }
    }

    /// <summary>The members of a variable that has some, and its example where that takes several lines.</summary>
    private void Details(ArgumentSpec variable, int level)
    {
        var hasExample = YamlSample.IsLong(variable.Example);
        if (variable.Options.Count == 0 && !hasExample)
        {
            return;
        }

        _page.Append($"\n{new string('#', level)} `{variable.Name}`\n");
        if (variable.Options.Count > 0)
        {
            var rules = Rules(variable).ToList();
            _page.Append($"\n{(variable.Type == "list" ? "Each item is a mapping" : "A mapping")} of{(rules.Count > 0 ? $" ({string.Join("; ", rules)})" : "")}:\n");
            Table(variable.Options, withAnchors: false);
        }

        if (hasExample)
        {
            _page.Append("\n```yaml\n");
            Member(variable.Name, variable.Example, "");
            _page.Append("```\n");
        }

        foreach (var option in variable.Options)
        {
            Details(option, level + 1);
        }
    }

    private static IEnumerable<string> Rules(ArgumentSpec variable) =>
    [
        .. variable.MutuallyExclusive.Select(group => $"only one of {Markdown.Codes(group)}"),
        .. variable.RequiredTogether.Select(group => $"{Markdown.Codes(group)} together"),
        .. variable.RequiredOneOf.Select(group => $"one of {Markdown.Codes(group)} is required"),
    ];

    private void Table(IEnumerable<ArgumentSpec> variables, bool withAnchors)
    {
        _page.Append("\n| variable | type | default | what it does |\n|---|---|---|---|\n");
        foreach (var variable in variables)
        {
            var anchor = withAnchors ? $"<a id=\"{variable.Name}\"></a>" : "";
            var value = role.Defaults.TryGetValue(variable.Name, out var holds) && withAnchors ? holds : variable.Default;
            var shown = variable.Required ? "**required**" : value is null ? "" : Markdown.Code(_yaml.Inline(value));
            _page.Append($"| {anchor}`{variable.Name}` | {Type(variable)} | {shown} | {Text(variable)} |\n");
        }
    }

    private static string Type(ArgumentSpec variable) => variable switch
    {
        { Type: "list", Elements: { } elements } => $"list of {elements}",
        { Type: "raw" } => "any",
        _ => variable.Type,
    };

    private string Text(ArgumentSpec variable)
    {
        var parts = new List<string>();
        if (variable.Description.Length > 0)
        {
            parts.Add(Markdown.Cell(variable.Description));
        }

        if (variable.Choices.Count > 0)
        {
            parts.Add($"One of {Markdown.Codes(variable.Choices)}.");
        }

        if (variable.NoLog)
        {
            parts.Add("Secret.");
        }

        if (variable.Example is not null && !YamlSample.IsLong(variable.Example))
        {
            parts.Add($"Example: {Markdown.Code(_yaml.Inline(variable.Example))}");
        }

        var text = string.Join(' ', parts);
        return string.Join("<br>", new[] { text }.Concat(Places(variable.Config)).Where(line => line.Length > 0));
    }

    /// <summary>Where the value ends on the host: the files that get the same key on one line.</summary>
    private static IEnumerable<string> Places(IReadOnlyList<string> config) => config
        .Select(line => line.Split(' ', 2))
        .GroupBy(words => words.Length == 2 ? words[1] : "", words => words[0])
        .Select(group => $"{Markdown.Codes(group)}{(group.Key.Length > 0 ? $" {Markdown.Code(group.Key)}" : "")}");

    /// <summary>What stands for a required value: its example, or the required members of a mapping.</summary>
    private static object Sample(ArgumentSpec variable) => variable switch
    {
        { Example: { } example } => example,
        { Type: "dict", Options.Count: > 0 } => new ScriptObject(
            variable.Options.Where(option => option.Required).Select(option => KeyValuePair.Create<string, object?>(option.Name, Sample(option)))),
        _ => "...",
    };

    private void Member(string name, object? value, string indent)
    {
        foreach (var line in _yaml.Block(new ScriptObject { [name] = value }).TrimEnd('\n').Split('\n'))
        {
            _page.Append(indent).Append(line).Append('\n');
        }
    }
}
