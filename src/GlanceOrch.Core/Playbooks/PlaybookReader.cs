using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Playbooks;

/// <summary>Reads playbook files into plays as written.</summary>
public sealed class PlaybookReader(ITemplateEngine engine, ModuleNames modules, VaultReader vault, DiagnosticBag diagnostics)
{
    private static readonly IReadOnlyList<string> Orders = ["inventory", "reverse_inventory", "sorted", "reverse_sorted", "shuffle"];
    private static readonly IReadOnlyList<string> Strategies = ["linear", "free", "host_pinned"];

    private readonly TaskReader _tasks = new(engine, modules, vault, diagnostics);

    /// <summary>The plays and imports of a playbook; those that are wrong are left out after diagnostics.</summary>
    public IReadOnlyList<PlaybookEntry> Read(SourceFile file)
    {
        switch (YamlReader.Read(file, diagnostics))
        {
            case null:
                return [];
            case YamlSequence list:
                return [.. list.Items.Select(Entry).OfType<PlaybookEntry>()];
            case var other:
                diagnostics.Add(PlaybookDiagnostics.NotAPlaybook(other.Span, other.Kind));
                return [];
        }
    }

    /// <summary>The tasks of a file, for imports.</summary>
    public IReadOnlyList<TaskSyntax> ReadTasks(string path) => _tasks.ReadFile(path);

    /// <summary>The keywords under <c>apply</c> of an include.</summary>
    public TaskSyntax ReadApply(YamlMapping mapping) => _tasks.ReadApply(mapping);

    private PlaybookEntry? Entry(YamlNode node)
    {
        if (node is YamlMapping mapping)
        {
            var import = new[] { "import_playbook", "ansible.builtin.import_playbook" }.Select(mapping.Find).FirstOrDefault(entry => entry is not null);
            return import is { } entry ? Import(mapping, entry) : Play(mapping);
        }

        diagnostics.Add(PlaybookDiagnostics.NotAPlaybook(node.Span, node.Kind));
        return null;
    }

    private PlaybookImport? Import(YamlMapping mapping, YamlEntry import)
    {
        var reader = new MappingReader(mapping, engine, diagnostics);
        reader.Take("name");
        reader.TextOrTemplate(import.Key.Text);
        var when = reader.Conditions("when");
        var tags = TaskReader.Tags(reader).ToList();
        var vars = reader.Variables("vars");
        foreach (var (key, _) in reader.Rest)
        {
            diagnostics.Add(PlaybookDiagnostics.UnknownKeyword(key.Span, "playbook import", key.Text, Suggestions.Nearest(key.Text, Keywords.Import)));
        }

        return import.Value is YamlScalar { Value: not null } file
            ? new PlaybookImport { Span = mapping.Span, File = file, When = when, Tags = tags, Vars = vars }
            : null;
    }

    private PlaySyntax Play(YamlMapping mapping)
    {
        var reader = new MappingReader(mapping, engine, diagnostics);
        var play = new PlaySyntax
        {
            Span = mapping.Span,
            Hosts = Hosts(reader),
            Name = reader.TextOrTemplate("name"),
            Vars = reader.Variables("vars"),
            VarsFiles = reader.Words("vars_files"),
            VarsPrompt = [.. reader.List("vars_prompt").Select(node => VariablePrompt.Read(node, engine, diagnostics)).OfType<VariablePrompt>()],
            GatherFacts = reader.Flag("gather_facts"),
            Become = Become.Read(reader),
            Roles = [.. reader.List("roles").Select(Role).OfType<RoleReference>()],
            PreTasks = _tasks.ReadList(reader.List("pre_tasks")),
            Tasks = _tasks.ReadList(reader.List("tasks")),
            PostTasks = _tasks.ReadList(reader.List("post_tasks")),
            Handlers = _tasks.ReadList(reader.List("handlers")),
            Tags = [.. TaskReader.Tags(reader)],
            Environment = reader.Value("environment"),
            RemoteUser = reader.Text("remote_user"),
            Connection = reader.Text("connection"),
            NoLog = reader.Condition("no_log"),
            IgnoreErrors = reader.Condition("ignore_errors"),
            CheckMode = reader.Condition("check_mode"),
            Diff = reader.Condition("diff"),
            ForceHandlers = reader.Flag("force_handlers") ?? false,
            AnyErrorsFatal = reader.Condition("any_errors_fatal"),
            Serial = reader.Words("serial"),
            MaxFailPercentage = Scalar(reader, "max_fail_percentage"),
            Order = Choice(reader, "order", Orders),
            Strategy = Choice(reader, "strategy", Strategies),
            IgnoreUnreachable = reader.Condition("ignore_unreachable"),
            Throttle = TaskReader.Number(reader, "throttle"),
            Timeout = TaskReader.Number(reader, "timeout"),
            ModuleDefaults = TaskReader.Defaults(reader, diagnostics),
        };
        foreach (var (key, _) in reader.Rest)
        {
            diagnostics.Add(Keywords.IsNotYet(key.Text, out var instead)
                ? PlaybookDiagnostics.NotYet(key.Span, key.Text, instead)
                : PlaybookDiagnostics.UnknownKeyword(key.Span, "play", key.Text, Suggestions.Nearest(key.Text, Keywords.Play)));
        }

        return play;
    }

    private YamlScalar Hosts(MappingReader reader)
    {
        switch (reader.Take("hosts")?.Value)
        {
            case YamlScalar { Value: not null } scalar:
                return scalar;
            case YamlSequence { Items.Count: > 0 } list when list.Items.All(item => item is YamlScalar):
                var first = (YamlScalar)list.Items[0];
                return first with { Text = string.Join(',', list.Items.Cast<YamlScalar>().Select(item => item.Text)) };
            case null or YamlScalar:
                diagnostics.Add(PlaybookDiagnostics.NoHosts(reader.Span));
                break;
            case var other:
                reader.Wrong("hosts", "a host pattern or a list of them", other);
                break;
        }

        return new YamlScalar(reader.Span, null, "") { Locate = _ => reader.Span };
    }

    private static YamlScalar? Scalar(MappingReader reader, string key)
    {
        var value = reader.Take(key)?.Value;
        if (value is not (null or YamlScalar))
        {
            reader.Wrong(key, "a number", value);
        }

        return value as YamlScalar is { Value: not null } scalar ? scalar : null;
    }

    /// <summary>One of some words; null when absent or, after a diagnostic, another one.</summary>
    private YamlScalar? Choice(MappingReader reader, string key, IReadOnlyList<string> words)
    {
        if (reader.Text(key) is not { } text || reader.Take(key)?.Value is not YamlScalar scalar)
        {
            return null;
        }

        var name = text.Replace("ansible.builtin.", "", StringComparison.Ordinal);
        if (words.Contains(name, StringComparer.Ordinal))
        {
            return scalar with { Text = name };
        }

        diagnostics.Add(PlaybookDiagnostics.NoChoice(scalar.Span, key, text, words, Suggestions.Nearest(text, words)));
        return null;
    }

    private RoleReference? Role(YamlNode node) => RoleReader.Reference(node, engine, diagnostics);
}
