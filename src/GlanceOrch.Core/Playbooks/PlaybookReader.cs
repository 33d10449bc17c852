using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Playbooks;

/// <summary>Reads playbook files into plays as written.</summary>
public sealed class PlaybookReader(ITemplateEngine engine, IReadOnlyCollection<string> moduleNames, DiagnosticBag diagnostics)
{
    private readonly TaskReader _tasks = new(engine, moduleNames, diagnostics);

    /// <summary>The plays of a playbook; those that are wrong are left out after diagnostics.</summary>
    public IReadOnlyList<PlaySyntax> Read(SourceFile file)
    {
        switch (YamlReader.Read(file, diagnostics))
        {
            case null:
                return [];
            case YamlSequence list:
                return [.. list.Items.Select(Play).OfType<PlaySyntax>()];
            case var other:
                diagnostics.Add(PlaybookDiagnostics.NotAPlaybook(other.Span, other.Kind));
                return [];
        }
    }

    /// <summary>The tasks of a file, for imports.</summary>
    public IReadOnlyList<TaskSyntax> ReadTasks(string path) => _tasks.ReadFile(path);

    private PlaySyntax? Play(YamlNode node)
    {
        if (node is not YamlMapping mapping)
        {
            diagnostics.Add(PlaybookDiagnostics.NotAPlaybook(node.Span, node.Kind));
            return null;
        }

        var reader = new MappingReader(mapping, engine, diagnostics);
        var play = new PlaySyntax
        {
            Span = mapping.Span,
            Hosts = Hosts(reader),
            Name = reader.TextOrTemplate("name"),
            Vars = reader.Variables("vars"),
            VarsFiles = reader.Words("vars_files"),
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
            AnyErrorsFatal = reader.Flag("any_errors_fatal") ?? false,
        };
        foreach (var (key, _) in reader.Rest)
        {
            diagnostics.Add(Keywords.NotYet.TryGetValue(key.Text, out var instead)
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
                if (!reader.Rest.Any(entry => entry.Key.Text == "import_playbook"))
                {
                    diagnostics.Add(PlaybookDiagnostics.NoHosts(reader.Span));
                }

                break;
            case var other:
                reader.Wrong("hosts", "a host pattern or a list of them", other);
                break;
        }

        return new YamlScalar(reader.Span, null, "") { Locate = _ => reader.Span };
    }

    private RoleReference? Role(YamlNode node) => RoleReader.Reference(node, engine, diagnostics);
}
