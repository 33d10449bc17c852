using System.Text;
using GlanceOrch.Core.Playbooks;

namespace GlanceOrch.Cli.Docs;

/// <summary>The page that lists the roles and, for those who come from puppet-glance, its classes with their parameters.</summary>
internal static class RoleIndex
{
    public static string Text(IReadOnlyList<Role> roles)
    {
        var page = new StringBuilder("# Roles\n\n| role | what it does |\n|---|---|\n");
        foreach (var role in roles)
        {
            page.Append($"| [{role.Name}]({role.Name}.md) | {Markdown.Cell(role.Specification.Summary)} |\n");
        }

        var classes = Classes(roles);
        if (classes.Count > 0)
        {
            page.Append("\n## From puppet-glance\n\nA variable's name is the class and the parameter joined by `_`; a word repeated at the joint is written once.\n"
                + "A defined type is a list of mappings: its title is the member `name`, its parameters are members of the same name.\n"
                + "[Coming from puppet-glance](../from-puppet.md) says what else to know.\n");
        }

        foreach (var (name, parameters) in classes)
        {
            page.Append($"\n### {name}\n\n| parameter | variable | role |\n|---|---|---|\n");
            foreach (var (parameter, variable, member, role) in parameters)
            {
                page.Append($"| `{parameter}` | [`{variable}`]({role}.md#{variable}){(member is null ? "" : $" `{member}`")} | [{role}]({role}.md) |\n");
            }
        }

        return page.ToString();
    }

    private static SortedDictionary<string, List<Row>> Classes(IReadOnlyList<Role> roles)
    {
        var classes = new SortedDictionary<string, List<Row>>(StringComparer.Ordinal);
        foreach (var role in roles)
        {
            foreach (var (variable, name) in role.Specification.Arguments.SelectMany(variable => PuppetName.Of(variable, role.Specification.PuppetClasses).Select(name => (variable, name))))
            {
                if (!classes.TryGetValue(name.Class, out var rows))
                {
                    classes.Add(name.Class, rows = []);
                }

                rows.AddRange(name.Parameter is { } parameter
                    ? [new Row(parameter, variable.Name, null, role.Name)]
                    : from option in variable.Options
                      where option.Name != "name"
                      from parameterOfOption in option.PuppetParameters ?? [option.Name]
                      select new Row(parameterOfOption, variable.Name, option.Name, role.Name));
            }
        }

        return classes;
    }

    private sealed record Row(string Parameter, string Variable, string? Member, string Role);
}
