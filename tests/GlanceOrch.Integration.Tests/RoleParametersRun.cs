using System.Globalization;
using System.Text.Json;

namespace GlanceOrch.Integration.Tests;

/// <summary>Runs cases on one host: a single run of the tool, a play for each state, a snapshot of the files after each play.</summary>
internal sealed class RoleParametersRun(string host, IReadOnlyList<IReadOnlyList<RoleParameterCase>> groups)
{
    // In files of their own on the host; comments and empty lines say nothing.
    private const string Snapshot = """
        mkdir -p /var/tmp/seen; for f in /etc/glance/*.conf /etc/glance/*.ini; do [ ! -f "$f" ] || { printf '@@ %s\n' "$f"; grep -vE '^[[:space:]]*([#;]|$)' "$f"; }; done >/var/tmp/seen/
        """;

    private readonly List<object> _plays = [];
    private Dictionary<string, Dictionary<IniKey, List<string>>> _seen = [];
    private string _output = "";

    /// <summary>What is not as expected; empty: all is well.</summary>
    /// <exception cref="InvalidOperationException">The tool did not get through.</exception>
    public async Task<IReadOnlyList<(RoleParameter Parameter, string Problem)>> FindProblemsAsync(string folder)
    {
        for (var number = 0; number < groups.Count; number++)
        {
            var first = groups[number][0];
            _plays.Add(Play($"{number} before", first, first.Base, "rm -rf /etc/glance; cp -a /var/tmp/pristine /etc/glance"));
            foreach (var (index, one) in groups[number].Index())
            {
                var variables = Over(one.Base, one.Set);
                _plays.Add(Play($"{number} {index}", one, variables, before: null));
                _plays.Add(Play($"{number} {index} again", one, variables, before: null));
            }

            _plays.Add(Play($"{number} after", first, Over(first.Base, first.Removal ?? new Dictionary<string, object?>()), before: null));
        }

        // A file of JSON is one of YAML.
        var playbook = Path.Combine(folder, $"{host}.yml");
        await File.WriteAllTextAsync(playbook, JsonSerializer.Serialize(_plays));
        await Lab.OnAsync(host, "rm -rf /var/tmp/seen; [ -d /var/tmp/pristine ] || cp -a /etc/glance /var/tmp/pristine");
        var ended = await Lab.ToolAsync("play", playbook, "-i", Lab.Inventory, "--tags", "config");
        if (ended.Status != 0)
        {
            throw new InvalidOperationException($"{host}: exit code {ended.Status}: {string.Join('\n', (ended.Output + ended.Error).Split('\n').TakeLast(40))}");
        }

        _output = ended.Output;
        _seen = Seen(await Lab.OnAsync(host, "cd /var/tmp/seen && for f in *; do printf '@@@ %s\\n' \"$f\"; cat \"$f\"; done"));
        return [.. groups.SelectMany((group, number) => ProblemsOf(group, number))];
    }

    private IEnumerable<(RoleParameter Parameter, string Problem)> ProblemsOf(IReadOnlyList<RoleParameterCase> group, int number)
    {
        var before = _seen[$"{number} before"];
        foreach (var (index, one) in group.Index())
        {
            foreach (var (key, lines) in one.Unset ?? new Dictionary<IniKey, IReadOnlyList<string>>())
            {
                if (Problem(before, key, lines) is { } problem)
                {
                    yield return (one.Parameter, $"unset: {problem}");
                }
            }

            var set = _seen[$"{number} {index}"];
            foreach (var (key, lines) in one.Expected)
            {
                if (Problem(set, key, lines) is { } problem)
                {
                    yield return (one.Parameter, problem);
                }
            }

            foreach (var key in Differences(before, set).Where(key => !one.Expected.ContainsKey(key)))
            {
                yield return (one.Parameter, $"{key} changed, too: from {Show(before.GetValueOrDefault(key))} to {Show(set.GetValueOrDefault(key))}");
            }

            if (Changes($"{number} {index}") == 0)
            {
                yield return (one.Parameter, "setting it changes nothing");
            }

            if (Changes($"{number} {index} again") is var changes and not 0)
            {
                yield return (one.Parameter, $"a second run makes {changes} changes");
            }
        }

        foreach (var key in group[0].StaysBehind ? [] : Differences(before, _seen[$"{number} after"]))
        {
            yield return (group[^1].Parameter, $"{key} stays behind when all is unset again: {Show(_seen[$"{number} after"].GetValueOrDefault(key))}");
        }
    }

    private static Dictionary<string, object?> Over(IReadOnlyDictionary<string, object?> below, IReadOnlyDictionary<string, object?> above)
    {
        var variables = new Dictionary<string, object?>(below, StringComparer.Ordinal);
        foreach (var (name, value) in above)
        {
            variables[name] = value;
        }

        return variables;
    }

    private Dictionary<string, object?> Play(string name, RoleParameterCase one, IReadOnlyDictionary<string, object?> variables, string? before)
    {
        var vars = new Dictionary<string, object?>(variables, StringComparer.Ordinal)
        {
            // Facts the defaults need; asking for them once a play would be most of the run.
            ["ansible_processor_vcpus"] = RoleParametersCases.Processors,
            ["ansible_os_family"] = "Debian",
        };
        vars.TryAdd("glance_api_authtoken_password", RoleParametersCases.Password);
        Dictionary<string, object?> Shell(string command) => new()
        {
            ["shell"] = new Dictionary<string, object?> { ["cmd"] = command },
            ["changed_when"] = false,
            ["tags"] = "config",
        };

        return new Dictionary<string, object?>
        {
            ["name"] = name,
            ["hosts"] = host,
            ["become"] = true,
            ["gather_facts"] = false,
            ["vars"] = vars,
            ["pre_tasks"] = before is null ? [] : new[] { Shell(before) },
            ["roles"] = one.Roles,
            ["post_tasks"] = name.EndsWith("again", StringComparison.Ordinal) ? [] : new[] { Shell($"{Snapshot.Trim()}'{name}'") },
        };
    }

    /// <summary>Tasks that changed something in a play, by the tool's own output.</summary>
    private int Changes(string play)
    {
        var start = _output.IndexOf($"PLAY [{play}] ", StringComparison.Ordinal);
        var end = _output.IndexOf("\nPLAY ", start + 1, StringComparison.Ordinal);
        return _output[start..(end < 0 ? _output.Length : end)].Split('\n').Count(line => line.StartsWith("changed:", StringComparison.Ordinal));
    }

    private static string? Problem(Dictionary<IniKey, List<string>> seen, IniKey key, IReadOnlyList<string> lines)
    {
        var found = seen.GetValueOrDefault(key) ?? [];
        return found.SequenceEqual(lines, StringComparer.Ordinal) ? null : $"{key} is {Show(found)}, not {Show(lines)}";
    }

    private static IEnumerable<IniKey> Differences(Dictionary<IniKey, List<string>> one, Dictionary<IniKey, List<string>> other) =>
        one.Keys.Union(other.Keys).Where(key => !(one.GetValueOrDefault(key) ?? []).SequenceEqual(other.GetValueOrDefault(key) ?? [], StringComparer.Ordinal));

    private static string Show(IReadOnlyList<string>? lines) => lines is null or { Count: 0 } ? "absent" : $"'{string.Join("' and '", lines)}'";

    /// <summary>The snapshots by name, each parsed: 'key = value' below '[section]', nothing else is expected in these files.</summary>
    private static Dictionary<string, Dictionary<IniKey, List<string>>> Seen(string text)
    {
        var all = new Dictionary<string, Dictionary<IniKey, List<string>>>(StringComparer.Ordinal);
        var (file, section) = ("", "");
        Dictionary<IniKey, List<string>> keys = [];
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("@@@ ", StringComparison.Ordinal))
            {
                all.Add(line[4..], keys = []);
            }
            else if (line.StartsWith("@@ ", StringComparison.Ordinal))
            {
                (file, section) = (line[3..], "");
            }
            else if (line.StartsWith('['))
            {
                section = line.Trim()[1..^1];
            }
            else if (line.IndexOf('=', StringComparison.Ordinal) is var at and > 0)
            {
                var key = new IniKey(file, section, line[..at].Trim());
                keys.TryAdd(key, []);
                keys[key].Add(line[(at + 1)..].Trim());
            }
        }

        return all;
    }
}
