namespace GlanceOrch.Core.Tests.Inventories.Differential;

/// <summary>Makes inventories of all forms, with variable files beside them and patterns to ask for.</summary>
internal sealed class InventoryGenerator
{
    private readonly Chance _chance;
    private readonly RandomNames _names;
    private readonly RandomIni _ini;
    private readonly RandomYaml _yaml;
    private readonly RandomPatterns _patterns;

    public InventoryGenerator(int seed)
    {
        _chance = new Chance(seed);
        _names = new RandomNames(_chance);
        _ini = new RandomIni(_chance, _names);
        _yaml = new RandomYaml(_chance, _names);
        _patterns = new RandomPatterns(_chance, _names);
    }

    public DifferentialCase Next()
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var scripts = new HashSet<string>(StringComparer.Ordinal);
        var sources = new List<string>();
        for (var number = 1; number == 1 || (number < 4 && _chance.Percent(20)); number++)
        {
            sources.Add(Source(files, scripts, $"{number}"));
        }

        if (_chance.Percent(12))
        {
            var path = $"z/constructed{_chance.Of(".yml", ".yaml", "_x.yml")}";
            files[path] = Constructed();
            sources.Add(path);
        }

        foreach (var folder in sources.Select(Folder).Distinct(StringComparer.Ordinal).ToList())
        {
            VariableFiles(files, folder);
        }

        var playbook = _chance.Percent(20) ? "pb" : null;
        if (playbook is not null)
        {
            files["pb/site.yml"] = "[]";
            VariableFiles(files, "pb");
        }

        var limits = _chance.Many(0, 1, _patterns.Pattern);
        if (_chance.Percent(10))
        {
            files["limit.txt"] = string.Join('\n', _chance.Many(1, 3, _patterns.Line)) + _chance.Of("", "\n");
            limits.Add(_chance.Of("@limit.txt", "@limit.txt,!a", "web,@limit.txt"));
        }

        return new DifferentialCase { Files = files, Scripts = scripts, Sources = sources, Playbook = playbook, Patterns = _chance.Many(1, 2, _patterns.Pattern), Limits = limits };

        string Folder(string source) => source.Contains(',', StringComparison.Ordinal) ? "" : files.ContainsKey(source) ? Path.GetDirectoryName(source) ?? "" : source;
    }

    private string Source(Dictionary<string, string> files, HashSet<string> scripts, string number)
    {
        switch (_chance.Below(10))
        {
            case 0:
                return string.Join(',', _chance.Many(1, 3, () => _names.Host() + _chance.Of("", "", "", ":22"))) + ",";
            case 1:
                var folder = $"d{number}";
                foreach (var entry in Enumerable.Range(1, 1 + _chance.Below(3)))
                {
                    var below = _chance.Percent(15) ? $"{folder}/sub" : folder;
                    var (name, content) = File($"{below}/{entry:00}", inFolder: true);
                    files[name] = content;
                }

                if (_chance.Percent(30))
                {
                    files[$"{folder}/{_chance.Of("notes.txt", "x.md", ".hidden", "old~", "x.bak", "x.retry", "x.orig")}"] = "hidden=";
                }

                return folder;
            case 2:
                var script = $"s{number}/script";
                files[script] = Script();
                scripts.Add(script);
                return script;
            default:
                var path = _chance.Of($"s{number}/hosts", $"s{number}/hosts", $"hosts{number}");
                var file = File(path, inFolder: false);
                files[file.Name] = file.Content;
                return file.Name;
        }
    }

    /// <summary>A script that prints what it is given to print, which is not always all in one answer.</summary>
    private string Script()
    {
        var hosts = _chance.Many(1, 4, _names.Host).Distinct(StringComparer.Ordinal).ToList();
        var groups = _chance.Many(1, 3, () => _chance.Below(RandomNames.Groups.Count)).Distinct().Select(index =>
        {
            var list = $"[{string.Join(", ", hosts.Where(_ => _chance.Percent(60)).Select(host => $"\"{host}\""))}]";
            var children = index + 1 < RandomNames.Groups.Count && _chance.Percent(40) ? $", \"children\": [\"{RandomNames.Groups[index + 1]}\"]" : "";
            return $"\"{RandomNames.Groups[index]}\": " + (_chance.Percent(30) ? list : $"{{\"hosts\": {list}, \"vars\": {_yaml.JsonMembers(0)}{children}}}");
        }).ToList();
        var variables = string.Join(", ", hosts.Where(_ => _chance.Percent(70)).Select(host => $"\"{host}\": {_yaml.JsonMembers(0)}"));
        var meta = _chance.Percent(70);
        if (meta)
        {
            groups.Add($"\"_meta\": {{\"hostvars\": {{{variables}}}}}");
        }

        return $"#!/bin/sh\nif [ \"$1\" = --host ]; then\ncat <<'END'\n{_yaml.JsonMembers(0)}\nEND\nelse\ncat <<'END'\n{{{string.Join(", ", groups)}}}\nEND\nfi\n";
    }

    /// <summary>Expressions that mean the same in both template languages.</summary>
    private string Constructed() => $"""
        plugin: {_chance.Of("constructed", "ansible.builtin.constructed")}
        strict: false
        {_chance.Of("", "leading_separator: false")}
        compose:
          made: inventory_hostname
          other: {_chance.Of("ansible_port", "inventory_hostname")}
        groups:
          made_{_chance.Of("a", "b")}: inventory_hostname == "{_names.Host()}"
          has: {_chance.Of("1 == 1", "nope", "made == \"a\"")}
        keyed_groups:
          - key: {_chance.Of("inventory_hostname", "group_names", "made")}
            prefix: {_chance.Of("p", "\"\"", "p-q")}
            separator: {_chance.Of("_", "\"\"", "\"-\"")}
          - key: nope
            prefix: n
          - key: inventory_hostname
            parent_group: {_chance.Of("par", "g1")}

        """;

    private (string Name, string Content) File(string path, bool inFolder) => _chance.Below(8) switch
    {
        0 or 1 => (path + _chance.Of(".yml", ".yaml"), _yaml.File()),
        2 => (path + ".json", _yaml.Json()),
        3 => (path, _yaml.File()),
        4 => (path, _yaml.Json()),
        5 when !inFolder => (path + ".ini", _ini.File()),
        _ => (path, _ini.File()),
    };

    private void VariableFiles(Dictionary<string, string> files, string folder)
    {
        if (_chance.Percent(60))
        {
            return;
        }

        for (var count = 1 + _chance.Below(4); count > 0; count--)
        {
            var name = _chance.Percent(60)
                ? "group_vars/" + (_chance.Percent(30) ? "all" : _chance.Percent(5) ? "nobody" : _chance.Of(RandomNames.Groups))
                : "host_vars/" + _names.Host();
            var path = Path.Combine(folder, name);
            switch (_chance.Below(6))
            {
                case 0:
                    Add(path, _yaml.Variables());
                    break;
                case 1:
                    Add(path + ".json", _yaml.JsonVariables());
                    break;
                case 2:
                    foreach (var entry in _chance.Many(1, 3, () => _chance.Of("a.yml", "b.yaml", "c.json", "d", "sub/e.yml", "e.txt", ".h.yml", "f.yml~", "z.yml")))
                    {
                        Add($"{path}/{entry}", entry.EndsWith("json", StringComparison.Ordinal) ? _yaml.JsonVariables() : _yaml.Variables());
                    }

                    break;
                default:
                    Add(path + _chance.Of(".yml", ".yaml"), _yaml.Variables());
                    break;
            }
        }

        // A path cannot be a file and a directory.
        void Add(string path, string content)
        {
            if (!files.Keys.Any(other => other.StartsWith(path + "/", StringComparison.Ordinal) || path.StartsWith(other + "/", StringComparison.Ordinal)))
            {
                files[path] = content;
            }
        }
    }
}
