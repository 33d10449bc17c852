using System.Globalization;
using System.Text;

namespace GlanceOrch.Core.Tests.Inventories.Differential;

/// <summary>Inventories and variable files in YAML and JSON.</summary>
internal sealed class RandomYaml(Chance chance, RandomNames names)
{
    private static readonly string[] Scalars =
    [
        "1", "0", "-1", "+1", "0644", "08", "0x1f", "0b11", "1_000", "1.5", ".5", "1.", "1e3", "1.5e3", "1.5e+3", "1:30", "22:22:22", "1.2.3", "10.0.0.1", "00:11:22:33:44:55",
        "true", "True", "TRUE", "yes", "No", "on", "OFF", "y", "n", "Y", "~", "null", "Null", "none", "", "a", "a b", "a#b", "a:b", "-a", "a-b", "é", "x/y", "<", "a,b", "(x)",
        "'q'", "'it''s'", "\"d\"", "\"\\n\\t\\\"\"", "\"\\u00e9\\x41\"", "'{{ x }}'", "\"{{ y }} z\"", "'1'", "\"true\"", "''", "' lead'", ".inf", "-.INF", "!!str 1", "!!int '7'", "!!float 1", "!unsafe '{{ x }}'",
        "[]", "{}", "[1, two, 'three', 4.5, null]", "{a: 1, b: {c: [x]}}", "[[1], [2, {a: b}]]", "{1: a, 2: b}", "a # comment", "'a' # comment", "99999999999999999999", "-9223372036854775808", "9223372036854775807", "0.1", "1e-7", "123456789.123456789",
    ];

    /// <summary>A file of groups.</summary>
    public string File()
    {
        var text = new StringBuilder(chance.Of("", "---\n", "# comment\n---\n", "\n"));
        var all = chance.Percent(60);
        if (all)
        {
            text.Append("all:\n");
            Body(text, -1, 1);
        }

        // An empty file is no inventory to Ansible.
        foreach (var index in Distinct(chance.Many(all ? 0 : 1, 3, () => chance.Below(RandomNames.Groups.Count))))
        {
            text.Append(RandomNames.Groups[index]).Append(":\n");
            Body(text, index, 1);
        }

        return text.ToString();
    }

    /// <summary>The same in JSON, which an inventory may be too.</summary>
    public string Json() => chance.Percent(50)
        ? $"{{{string.Join(", ", Distinct(chance.Many(1, 3, () => chance.Below(RandomNames.Groups.Count))).Select(index => $"\"{RandomNames.Groups[index]}\": {JsonGroup(index)}"))}}}"
        : $"{{\"all\": {JsonGroup(-1)}}}";

    /// <summary>A file of variables.</summary>
    public string Variables()
    {
        var text = new StringBuilder(chance.Of("", "---\n", "# comment\n"));
        Members(text, 0, chance.Below(5));
        return text.ToString();
    }

    public string JsonVariables() => JsonMembers(0);

    /// <summary>A variable and its value for one host of a script's JSON.</summary>
    public string JsonMembers(int depth) =>
        $"{{{string.Join(", ", Distinct(chance.Many(0, 3, names.Variable)).Select(name => $"\"{name}\": {JsonValue(depth)}"))}}}";

    public string JsonValue(int depth) => chance.Below(depth > 1 ? 6 : 8) switch
    {
        0 => chance.Of("1", "0", "-5", "9223372036854775808", "12345678901234567890123"),
        1 => chance.Of("1.5", "1.0", "0.1", "1e5", "1E-7", "-0.0", "1e400"),
        2 => chance.Of("true", "false", "null"),
        3 or 4 or 5 => chance.Of("\"a\"", "\"\"", "\"1\"", "\"true\"", "\"a\\nb\"", "\"\\u00e9\"", "\"{{ x }}\"", "\"\\\"q\\\"\"", "\"a\\/b\"", "\"é\""),
        6 => $"[{string.Join(", ", chance.Many(0, 3, () => JsonValue(depth + 1)))}]",
        _ => JsonMembers(depth + 1),
    };

    private static IEnumerable<T> Distinct<T>(IEnumerable<T> items) => items.Distinct();

    private string JsonGroup(int index)
    {
        var parts = new List<string>();
        if (chance.Percent(60))
        {
            var hosts = Distinct(chance.Many(0, 3, names.HostText));
            parts.Add($"\"hosts\": {{{string.Join(", ", hosts.Select(host => $"\"{host}\": {chance.Of("null", "{}", JsonMembers(1))}"))}}}");
        }

        if (chance.Percent(40))
        {
            parts.Add($"\"vars\": {JsonMembers(0)}");
        }

        if (chance.Percent(40) && Lower(index) is { Count: > 0 } children)
        {
            parts.Add($"\"children\": {{{string.Join(", ", children.Select(child => $"\"{RandomNames.Groups[child]}\": {JsonGroup(child)}"))}}}");
        }

        return $"{{{string.Join(", ", parts)}}}";
    }

    /// <summary>Children have higher numbers than their parents, so that there are no loops.</summary>
    private List<int> Lower(int index) =>
        [.. Distinct(chance.Many(1, 2, () => index + 1 + chance.Below(RandomNames.Groups.Count))).Where(child => child < RandomNames.Groups.Count)];

    private void Body(StringBuilder text, int index, int depth)
    {
        if (chance.Percent(70))
        {
            Line(text, depth, "hosts:");
            foreach (var host in Distinct(chance.Many(0, 3, names.HostText)))
            {
                Line(text, depth + 1, $"{Key(host)}:{chance.Of("", "", " {}", " null")}", out var bare);
                if (bare)
                {
                    Members(text, depth + 2, chance.Below(3));
                }
            }
        }

        if (chance.Percent(40))
        {
            Line(text, depth, "vars:");
            Members(text, depth + 1, chance.Below(4));
        }

        if (chance.Percent(depth > 5 ? 0 : 45) && Lower(index) is { Count: > 0 } children)
        {
            Line(text, depth, "children:");
            foreach (var child in children)
            {
                Line(text, depth + 1, $"{RandomNames.Groups[child]}:");
                Body(text, child, depth + 2);
            }
        }
    }

    /// <summary>A name as a key that is text: 01 and 1.2.3.4 would need thought, numbers need quotes.</summary>
    private string Key(string host) => host.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_') && char.IsLetter(host[0]) && host is not ("y" or "n") && chance.Percent(70)
        ? host
        : chance.Percent(50) ? $"\"{host}\"" : $"'{host}'";

    private void Members(StringBuilder text, int depth, int count)
    {
        foreach (var name in Distinct(Enumerable.Range(0, count).Select(_ => names.Variable())))
        {
            switch (chance.Below(12))
            {
                case 0:
                    Line(text, depth, $"{name}: {chance.Of("|", "|-", "|+", ">", ">-")}");
                    foreach (var line in chance.Many(1, 3, () => chance.Of("one", "two  words", "  deeper", "# no comment", "a: b")))
                    {
                        // The first line tells the margin, so it has none of its own.
                        Line(text, depth + 1, line.TrimStart());
                    }

                    break;
                case 1:
                    Line(text, depth, $"{name}:");
                    foreach (var item in chance.Many(1, 3, Scalar))
                    {
                        Line(text, depth, $"- {item}");
                    }

                    break;
                case 2 when depth < 6:
                    Line(text, depth, $"{name}:");
                    Members(text, depth + 1, 1 + chance.Below(2));
                    break;
                case 3:
                    var anchor = $"a{text.Length}"; // of its own
                    Line(text, depth, $"{name}: &{anchor} {chance.Of("x", "1", "[1, 2]", "{k: v}")}");
                    Line(text, depth, $"alias: *{anchor}");
                    return;
                case 4:
                    Line(text, depth, $"{name}: {chance.Soup("0123456789_.:+-eExobaf", 6)}");
                    break;
                default:
                    Line(text, depth, $"{name}: {Scalar()}");
                    break;
            }
        }
    }

    private string Scalar() => chance.Of(Scalars);

    private static void Line(StringBuilder text, int depth, string line) =>
        text.Append(CultureInfo.InvariantCulture, $"{new string(' ', depth * 2)}{line}\n");

    private static void Line(StringBuilder text, int depth, string line, out bool bare)
    {
        Line(text, depth, line);
        bare = line[^1] == ':';
    }
}
