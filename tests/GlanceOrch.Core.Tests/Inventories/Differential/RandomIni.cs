using System.Globalization;
using System.Text;

namespace GlanceOrch.Core.Tests.Inventories.Differential;

/// <summary>Inventories in Ansible's INI form, and the values they take for Python literals.</summary>
internal sealed class RandomIni(Chance chance, RandomNames names)
{
    private static readonly string[] Near =
    [
        "true", "yes", "null", "0644", "08", "1.2.3", "10.0.0.1", "[1, 2", "{a: 1}", "1 2", "a b c", "'a", "a'b", "1_", "0x", "1e", "- 1", "None ", "[,]", "{1}", "()", "(1,)", "(1)",
        "1,2", "'a' 'b'", "'a' b", "{{ x }}", "[{{ x }}]", "x={{ y }}", "#a", "a#b", "a # b", "1 # c", "'x' # c", ";", "a;b", "=", "a=b", "\"", "\\", "\\n", "'\\n'", "r'\\n'", "u'x'", "b'x'", "f'x'", "é", "'é'",
        "not True", "1+1", "1-1", "-(1)", "+1", "--1", "~1", "lambda: 1", "[1][0]", "'a'.b", "f(1)", "x if y else z", "'%s' % 1", "1 if 1 else 2", "True1", "[*[1]]", "{**{}}", "{'a': 1, **{}}",
        "$HOME", "`ls`", "%d", "!vault", "@x", "1:2", "12:30", "2020-01-01", "1_000", "1__0", "0o17", "0b1", "0777", "00", "1e400", "-0", "-0.0", "1E5", "1.e5", ".5", "5.", "1e-7", "123456789012345678901234567890",
    ];

    /// <summary>A file. Groups that it names are all declared, but for a few.</summary>
    public string File()
    {
        var text = new StringBuilder();
        var used = new HashSet<string>(StringComparer.Ordinal);
        Hosts(text, chance.Below(3));
        foreach (var _ in Enumerable.Range(0, 1 + chance.Below(6)))
        {
            var index = chance.Below(RandomNames.Groups.Count);
            var group = RandomNames.Groups[index];
            used.Add(group);
            switch (chance.Below(4))
            {
                case 0:
                    text.Append(CultureInfo.InvariantCulture, $"[{(chance.Percent(15) ? "all" : group)}:vars]\n");
                    foreach (var line in chance.Many(0, 4, Assignment))
                    {
                        text.Append(line).Append('\n');
                    }

                    break;
                case 1 when index + 1 < RandomNames.Groups.Count:
                    text.Append(CultureInfo.InvariantCulture, $"[{group}:children]{chance.Of("", "", " # kids")}\n");
                    foreach (var child in chance.Many(1, 3, () => RandomNames.Groups[index + 1 + chance.Below(RandomNames.Groups.Count - index - 1)]))
                    {
                        used.Add(child);
                        text.Append(chance.Of("", "", "  ")).Append(child).Append(chance.Of("", "", " # kid")).Append('\n');
                    }

                    break;
                default:
                    text.Append(CultureInfo.InvariantCulture, $"[{(chance.Percent(5) ? chance.Of("all", "ungrouped", $"{group}:hosts") : group)}]\n");
                    Hosts(text, chance.Below(5));
                    break;
            }

            Filler(text);
        }

        foreach (var group in used)
        {
            text.Append(chance.Percent(1) ? "" : $"[{group}]\n");
        }

        return text.ToString();
    }

    private void Filler(StringBuilder text) => text.Append(chance.Of("", "", "", "\n", "# comment\n", "; [comment]\n", "   \n"));

    private void Hosts(StringBuilder text, int count)
    {
        for (var line = 0; line < count; line++)
        {
            text.Append(chance.Of("", "", "", " ", "\t")).Append(names.HostText());
            foreach (var word in chance.Many(0, 3, Word))
            {
                text.Append(chance.Of(" ", " ", "  ", "\t")).Append(word);
            }

            text.Append(chance.Of("", "", "", "", " # comment", "  ")).Append('\n');
            Filler(text);
        }
    }

    private string Assignment()
    {
        var value = chance.Percent(25) ? chance.Soup("ab 01.'\"[]{}(),:#=;\\-_TN", 8) : Value();
        return names.Variable() + chance.Of("=", " = ", "= ", " =") + value;
    }

    /// <summary>A word behind a host, with the quotes of a shell around what needs them.</summary>
    private string Word()
    {
        var value = Value();
        var quoted = chance.Below(3) switch
        {
            0 when value.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or '[' or ']' or ',' or ':' or '=') => value,
            1 when !value.Contains('\'', StringComparison.Ordinal) => $"'{value}'",
            _ => $"\"{value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        };
        return $"{names.Variable()}={quoted}";
    }

    public string Value() => chance.Percent(35) ? chance.Of(Near) : Literal(0);

    private string Literal(int depth) => chance.Below(depth > 2 ? 5 : 8) switch
    {
        0 => Integer(),
        1 => chance.Of("1.5", "0.1", "-2.25", "1e3", "3.0", "1.0e-5", "2e22", "100000.0", "0.30000000000000004"),
        2 or 3 => String(),
        4 => chance.Of("True", "False", "None"),
        5 => $"[{Items(depth)}]",
        6 => $"({Items(depth)},)",
        _ => $"{{{string.Join(chance.Of(", ", ",", " , "), chance.Many(0, 3, () => $"{Key()}{chance.Of(": ", ":")}{Literal(depth + 1)}"))}}}",
    };

    private string Items(int depth) => string.Join(chance.Of(", ", ",", " , "), chance.Many(1, 3, () => Literal(depth + 1)));

    private string Key() => chance.Of("'a'", "'b'", "\"c\"", "1", "True", "None", "1.5", String());

    private string Integer() => chance.Of("0", "1", "42", "-7", "0x1F", "0o17", "0b101", "9223372036854775807", "9223372036854775808", "1_000");

    private string String()
    {
        var quote = chance.Of("'", "\"");
        var inner = string.Concat(chance.Many(0, 4, () => chance.Of("a", "b c", "1", ",", "]", "}", ":", "#", "=", "\\n", "\\\\", "\\t", "\\x41", "\\u00e9", "\\101", "\\q", "é", "{{ x }}", quote == "'" ? "\"" : "'")));
        return chance.Of("", "", "", "", "r", "u") + quote + inner + quote;
    }
}
