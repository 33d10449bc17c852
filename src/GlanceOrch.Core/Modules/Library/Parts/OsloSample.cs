using System.Globalization;
using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Modules;

/// <summary>An option as a release's sample configuration describes it.</summary>
/// <param name="Type">integer, floating point, boolean, port, list, dict, string, ...; empty: not said.</param>
/// <param name="Choices">The values there are, in any case of letters; empty: any.</param>
internal sealed record OsloSampleOption(string Type, decimal? Minimum, decimal? Maximum, IReadOnlyList<string> Choices)
{
    private static readonly string[] Flags = ["true", "false", "1", "0", "on", "off", "yes", "no"];

    /// <summary>Why oslo.config would not take the value; null when it would, or when that cannot be told.</summary>
    public string? Problem(string value)
    {
        // An empty value is None, and one with a $ is put together from others.
        if (value.Length == 0 || value.Contains('$', StringComparison.Ordinal))
        {
            return null;
        }

        return Type switch
        {
            "boolean" => Flags.Contains(value, StringComparer.OrdinalIgnoreCase) ? null : "is neither true nor false",
            "integer" or "port" => Number(value, NumberStyles.AllowLeadingSign, "an integer"),
            "floating point" => Number(value, NumberStyles.Float, "a number"),
            "dict" => value.Trim('{', '}').Split(',').All(item => item.Contains(':', StringComparison.Ordinal)) ? null : "is no list of KEY:VALUE",
            "string" when Choices.Count > 0 => Choices.Contains(value, StringComparer.OrdinalIgnoreCase) ? null : $"is none of {string.Join(", ", Choices)}",
            _ => null,
        };
    }

    private string? Number(string value, NumberStyles styles, string kind) =>
        !decimal.TryParse(value, styles, CultureInfo.InvariantCulture, out var number) ? $"is not {kind}"
        : number < (Minimum ?? (Type == "port" ? 0 : decimal.MinValue)) ? string.Create(CultureInfo.InvariantCulture, $"is below {Minimum ?? 0}")
        : number > (Maximum ?? (Type == "port" ? 65535 : decimal.MaxValue)) ? string.Create(CultureInfo.InvariantCulture, $"is above {Maximum ?? 65535}")
        : null;
}

/// <summary>What a release knows: the sample configuration that oslo-config-generator made for it and its packages ship.</summary>
/// <remarks>Each option stands there as <c>#key = default</c> below comments that end with <c>(integer value)</c> and lines on its limits.</remarks>
internal sealed partial class OsloSample
{
    private readonly Dictionary<string, Dictionary<string, OsloSampleOption>> _sections = new(StringComparer.Ordinal);

    /// <summary>Reads several samples as one.</summary>
    public static OsloSample Of(IEnumerable<string> texts)
    {
        var sample = new OsloSample();
        foreach (var text in texts)
        {
            sample.Add(text);
        }

        return sample;
    }

    public IEnumerable<string> Sections => _sections.Keys;

    public bool HasSection(string section) => _sections.ContainsKey(section);

    public IEnumerable<string> Keys(string section) => _sections.TryGetValue(section, out var options) ? options.Keys : [];

    /// <summary>The option; null when the release does not know it there. Dashes and underscores are the same to oslo.config.</summary>
    public OsloSampleOption? Find(string section, string key) =>
        _sections.TryGetValue(section, out var options) ? options.GetValueOrDefault(Canonical(key)) : null;

    private static string Canonical(string key) => key.Replace('-', '_');

    private void Add(string text)
    {
        var section = "DEFAULT";
        var comment = new List<string>();
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()))
        {
            if (Header().Match(line) is { Success: true } header)
            {
                section = header.Groups["name"].Value;
                _sections.TryAdd(section, new(StringComparer.Ordinal));
                comment.Clear();
            }
            else if (Example().Match(line) is { Success: true } example)
            {
                Add(section, example.Groups["key"].Value, comment);
                comment.Clear();
            }
            else if (line.StartsWith('#'))
            {
                comment.Add(line.TrimStart('#').Trim());
            }
            else
            {
                comment.Clear();
            }
        }
    }

    private void Add(string section, string key, List<string> comment)
    {
        var option = Option(comment);
        Put(section, key, option);
        foreach (var old in comment.Select(line => OldName().Match(line)).Where(match => match.Success))
        {
            Put(old.Groups["section"].Value, old.Groups["key"].Value, option);
        }
    }

    private void Put(string section, string key, OsloSampleOption option)
    {
        if (!_sections.TryGetValue(section, out var options))
        {
            _sections.Add(section, options = new(StringComparer.Ordinal));
        }

        // The first line of an option is the described one; an old name never hides one in use.
        options.TryAdd(Canonical(key), option);
    }

    private static OsloSampleOption Option(List<string> comment)
    {
        // The generator wraps lines, so "(integer value)" may stand on two.
        var last = comment.FindLastIndex(line => line.EndsWith("value)", StringComparison.Ordinal));
        var type = last < 0 ? "" : TypeName().Match(string.Join(' ', comment.Take(last + 1).TakeLast(2))) is { Success: true } match ? match.Groups["type"].Value : "";
        var limits = comment.Skip(last + 1).ToList();
        return new OsloSampleOption(type, Limit(limits, "Minimum value: "), Limit(limits, "Maximum value: "), Choices(limits));
    }

    private static decimal? Limit(IEnumerable<string> lines, string start) =>
        lines.FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) is { } line
        && decimal.TryParse(line[start.Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The lines <c>VALUE - what it does</c>; none when one of them is something else, such as a description that was wrapped.</summary>
    private static IReadOnlyList<string> Choices(List<string> lines)
    {
        var choices = new List<string>();
        foreach (var line in lines.SkipWhile(line => line != "Possible values:").Skip(1))
        {
            if (Choice().Match(line) is { Success: true } match)
            {
                choices.Add(match.Groups["value"].Value);
            }
            else if (Remark().IsMatch(line))
            {
                break;
            }
            else
            {
                return [];
            }
        }

        return choices;
    }

    [GeneratedRegex(@"^\[(?<name>[^\]]+)\]$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Header();

    [GeneratedRegex(@"^#?(?<key>[A-Za-z0-9_][A-Za-z0-9_.-]*)\s*=", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Example();

    [GeneratedRegex(@"\((?<type>[A-Za-z ]+) value\)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^Deprecated group/name - \[(?<section>[^\]]+)\]/(?<key>\S+)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OldName();

    [GeneratedRegex(@"^(?<value>\S+) - ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Choice();

    [GeneratedRegex("^(Minimum value|Maximum value|Note:|Advanced Option|Deprecated group/name|This option|Its value|Reason)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Remark();
}
