using System.Collections;
using System.Globalization;
using System.Text;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Inventories;

/// <summary>The inventory as a YAML inventory: what <c>ansible-inventory --list --yaml</c> gives, to be read again by either.</summary>
/// <remarks>Each host bears its merged variables where it stands first, so the result needs no files beside it. Templates stand as text.</remarks>
public static class InventoryYaml
{
    /// <summary>The whole inventory; the last line ends in a line break.</summary>
    public static string List(Inventory inventory)
    {
        var text = new StringBuilder();
        var written = new HashSet<object>(ReferenceEqualityComparer.Instance);
        WriteGroup(text, inventory, inventory.All, 0, written);
        return text.ToString();
    }

    /// <summary>The variables of one host, as <c>--host --yaml</c> gives them; the last line ends in a line break.</summary>
    public static string Host(Inventory inventory, Host host, ScriptObject extraVars)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in inventory.VariablesOf(host).Where(pair => !extraVars.ContainsKey(pair.Key)).Concat(extraVars).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            WriteMember(text, name, value, 0);
        }

        return text.Length == 0 ? "{}\n" : text.ToString();
    }

    private static void WriteGroup(StringBuilder text, Inventory inventory, Group group, int depth, HashSet<object> written)
    {
        if (!written.Add(group) || group.Children.Count + group.Hosts.Count == 0)
        {
            Line(text, depth, $"{Scalar(group.Name)}: {{}}");
            return;
        }

        Line(text, depth, $"{Scalar(group.Name)}:");
        if (group.Children.Count > 0)
        {
            Line(text, depth + 1, "children:");
            foreach (var child in group.Children)
            {
                WriteGroup(text, inventory, child, depth + 2, written);
            }
        }

        if (group.Hosts.Count > 0)
        {
            Line(text, depth + 1, "hosts:");
            foreach (var host in group.Hosts)
            {
                WriteMember(text, host.Name, written.Add(host) ? inventory.VariablesOf(host) : null, depth + 2);
            }
        }
    }

    private static void WriteMember(StringBuilder text, string name, object? value, int depth)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> { Count: > 0 } members:
                Line(text, depth, $"{Scalar(name)}:");
                foreach (var (key, member) in members.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    WriteMember(text, key, member, depth + 1);
                }

                break;
            default:
                Line(text, depth, $"{Scalar(name)}: {Flow(value)}");
                break;
        }
    }

    /// <summary>A value on one line. Long texts stay on it too: that is always right.</summary>
    private static string Flow(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        double.PositiveInfinity => ".inf",
        double.NegativeInfinity => "-.inf",
        double.NaN => ".nan",
        // YAML 1.1 wants a point in a number with an exponent.
        double number => PythonText.Float(number) is var digits && digits.Contains('.', StringComparison.Ordinal)
            ? digits
            : digits.Replace("e", ".0e", StringComparison.Ordinal),
        string text => Scalar(text),
        LocatedText template => Scalar(template.ToString()),
        VaultedText vaulted => $"!vault {PythonJson.Write(vaulted.ToString())}",
        IReadOnlyDictionary<string, object?> members => $"{{{string.Join(", ", members.Select(pair => $"{Scalar(pair.Key)}: {Flow(pair.Value)}"))}}}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Flow))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Scalar(value.ToString() ?? ""),
    };

    /// <summary>A text: bare where nothing in it means something to YAML, else in double quotes, as JSON has them.</summary>
    private static string Scalar(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/') && text[0] != '-' && text[0] != '.'
            && YamlReader.ResolvePlain(text) is string && !text.Equals("y", StringComparison.OrdinalIgnoreCase) && !text.Equals("n", StringComparison.OrdinalIgnoreCase)
            && !LooksLikeDate(text)
            ? text
            : PythonJson.Write(text);

    // Other readers make a date of 2020-01-01.
    private static bool LooksLikeDate(string text) => char.IsAsciiDigit(text[0]) && text.Contains('-', StringComparison.Ordinal);

    private static void Line(StringBuilder text, int depth, string line) => text.Append(' ', depth * 2).Append(line).Append('\n');
}
