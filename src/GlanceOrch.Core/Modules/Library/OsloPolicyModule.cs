using System.Text;
using System.Text.RegularExpressions;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps rules of a policy file of an OpenStack service.</summary>
/// <remarks>
/// One line for each rule, <c>'key': 'value'</c>. A rule that is there in another form (other quotes, several lines) is replaced by that
/// line in its place. Comments and rules of others stay byte for byte.
/// </remarks>
[Doc("Keep rules of a policy file (policy.yaml) of an OpenStack service.")]
public sealed partial class OsloPolicyModule(TimeProvider time) : IModule<OsloPolicyModule.Args, FileEdit>
{
    // A YAML file that says it has no rules.
    private const string Empty = "{}";

    public sealed record Args : WrittenFileArgs
    {
        [Alias("dest")]
        [Doc("Absolute path of the file on the host. It is made when it is missing, without rules if there are none.")]
        public required string Path { get; init; }

        [Doc("The rules, a mapping of keys to values. A null value removes the rule: the service's own holds.")]
        public ScriptObject Rules { get; init; } = [];

        [Doc("Remove all rules that are not given here; comments stay.")]
        public bool Purge { get; init; }
    }

    public string Name => "oslo_policy";

    public string Example => """
        - oslo_policy:
            path: /etc/glance/policy.yaml
            rules: { publicize_image: 'role:admin' }
            owner: root
            group: glance
            mode: '0640'
        """;

    public async Task<FileEdit?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var rules = args.Rules.ToDictionary(rule => Key(rule.Key), rule => Value(rule.Key, rule.Value), StringComparer.Ordinal);
        var target = await FileTarget.ReadAsync(args.Path, follow: true, host, cancellationToken);
        if (target.IsDirectory)
        {
            throw new ModuleException($"{args.Path} is a directory");
        }

        var text = FileText.Of(target.Content);
        var after = Merge(args, text.Text, rules.ToDictionary(rule => text.Fit(rule.Key), rule => rule.Value is null ? null : text.Fit(rule.Value), StringComparer.Ordinal));
        return FileEdit.Between(target, text.ToBytes(after), args);
    }

    public Task<ModuleOutput> ApplyAsync(FileEdit change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(host, time, cancellationToken);

    private static string Merge(Args args, string text, Dictionary<string, string?> rules)
    {
        var lineEnd = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var missing = rules.Where(rule => rule.Value is not null).ToDictionary(StringComparer.Ordinal);
        var after = new StringBuilder();
        foreach (var (key, lines) in Entries(args.Path, text))
        {
            if (key is null || (!rules.ContainsKey(key) && !args.Purge))
            {
                // A mapping without rules cannot stand beside one with rules.
                after.Append(lines.Trim() == Empty && missing.Count > 0 ? "" : lines);
            }
            else if (rules.GetValueOrDefault(key) is { } value && missing.Remove(key))
            {
                after.Append(Rule(key, value)).Append(lines.EndsWith('\n') ? lines.EndsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n" : "");
            }
        }

        foreach (var (key, value) in missing)
        {
            if (after.Length > 0 && after[^1] != '\n')
            {
                after.Append(lineEnd);
            }

            after.Append(Rule(key, value ?? "")).Append(lineEnd);
        }

        return after.ToString();
    }

    private static string Rule(string key, string value) => $"'{Double(key)}': '{Double(value)}'";

    private static string Double(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    /// <summary>The file in pieces: rules with their key and all their lines, and other lines with null.</summary>
    private static List<(string? Key, string Text)> Entries(string path, string text)
    {
        var entries = new List<(string? Key, string Text)>();
        foreach (var line in TextLines.Of(text))
        {
            var above = entries.FindLastIndex(entry => !string.IsNullOrWhiteSpace(entry.Text));
            if (line[0] is ' ' or '\t' && !string.IsNullOrWhiteSpace(line) && above >= 0 && entries[above].Key is not null)
            {
                // It goes on with the value above, and blank lines between belong to it.
                var joined = string.Concat(entries[above..].Select(entry => entry.Text)) + line;
                var key = entries[above].Key;
                entries.RemoveRange(above, entries.Count - above);
                entries.Add((key, joined));
            }
            else if (line.StartsWith('{') && line.Trim() != Empty)
            {
                throw new ModuleException($"{path} is JSON; convert it with 'oslopolicy-convert-json-to-yaml' first");
            }
            else
            {
                var match = RuleLine().Match(line);
                entries.Add((match.Success ? match.Groups["key"].Value.Replace("''", "'", StringComparison.Ordinal) : null, line));
            }
        }

        return entries;
    }

    private static string Key(string key) => key.Length > 0 && key.Trim() == key && key.AsSpan().IndexOfAny('\n', '\r', '"') < 0
        ? key
        : throw new ModuleException($"rules: '{key}' cannot be the key of a rule");

    private static string? Value(string key, object? value) => value switch
    {
        null => null,
        string text when text.AsSpan().IndexOfAny('\n', '\r') >= 0 => throw new ModuleException($"rules: the value of '{key}' must be one line"),
        string text => text,
        _ => throw new ModuleException($"rules: the value of '{key}' must be a text, not {ValueText.Describe(value)}"),
    };

    // A colon ends a plain key only before a blank: "identity:list_users: rule:admin".
    [GeneratedRegex("""^(?:'(?<key>(?:[^']|'')+)'|"(?<key>[^"]+)"|(?<key>[^\s'"#].*?))[ \t]*:(?:\s|$)""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RuleLine();
}
