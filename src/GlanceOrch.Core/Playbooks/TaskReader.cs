using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Playbooks;

/// <summary>Reads lists of tasks.</summary>
/// <param name="modules">What counts as a module's name, for telling modules from misspelt keywords.</param>
internal sealed class TaskReader(ITemplateEngine engine, ModuleNames modules, VaultReader vault, DiagnosticBag diagnostics)
{
    /// <summary>The tasks of a list; wrong ones are left out after a diagnostic.</summary>
    public IReadOnlyList<TaskSyntax> ReadList(IEnumerable<YamlNode> nodes)
    {
        var tasks = new List<TaskSyntax>();
        foreach (var node in nodes)
        {
            if (node is not YamlMapping mapping)
            {
                diagnostics.Add(PlaybookDiagnostics.NotATaskList(node.Span, node.Kind));
            }
            else if (Read(mapping) is { } task)
            {
                tasks.Add(task);
            }
        }

        return tasks;
    }

    /// <summary>The tasks of a file such as <c>tasks/main.yml</c>.</summary>
    public IReadOnlyList<TaskSyntax> ReadFile(string path)
    {
        switch (VariableReader.ReadYaml(path, vault, diagnostics))
        {
            case null:
                return [];
            case YamlSequence list:
                return ReadList(list.Items);
            case var other:
                diagnostics.Add(PlaybookDiagnostics.NotATaskList(other.Span, other.Kind));
                return [];
        }
    }

    /// <summary>The keywords under <c>apply</c> of an include: those a block has.</summary>
    public TaskSyntax ReadApply(YamlMapping mapping)
    {
        var reader = new MappingReader(mapping, engine, diagnostics);
        var apply = Common(reader, mapping, engine, diagnostics);
        RefuseRest(reader);
        return apply;
    }

    private TaskSyntax? Read(YamlMapping mapping)
    {
        if (mapping.Entries.Any(entry => entry.Key.Text is "block" or "rescue" or "always"))
        {
            return Block(mapping);
        }

        var reader = new MappingReader(mapping, engine, diagnostics);
        var task = Common(reader, mapping, engine, diagnostics) with
        {
            Loop = Loop(reader),
            LoopControl = Control(reader),
            Register = VariableName(reader, "register"),
            Listen = [.. reader.Words("listen").Select(word => word.Text)],
            ChangedWhen = reader.Conditions("changed_when"),
            FailedWhen = reader.Conditions("failed_when"),
            Until = reader.Conditions("until"),
            Retries = Number(reader, "retries"),
            Delay = Number(reader, "delay"),
            MoreArguments = MoreArguments(reader),
        };
        return Module(reader) is { } module ? task with { Module = module.Key, Arguments = module.Value } : null;
    }

    private TaskSyntax? Block(YamlMapping mapping)
    {
        var reader = new MappingReader(mapping, engine, diagnostics);
        var common = Common(reader, mapping, engine, diagnostics);
        var listen = reader.Words("listen");
        var block = new BlockSyntax(Part("block"), Part("rescue"), Part("always"));
        RefuseRest(reader);
        if (mapping.Find("block") is not { } key)
        {
            var part = mapping.Entries.First(entry => entry.Key.Text is "rescue" or "always").Key;
            diagnostics.Add(PlaybookDiagnostics.PartWithoutBlock(part.Span, part.Text));
            return null;
        }

        return common with { Module = key.Key, Block = block, Listen = [.. listen.Select(word => word.Text)] };

        IReadOnlyList<TaskSyntax> Part(string name)
        {
            if (reader.Take(name)?.Value is YamlScalar { Value: null } nothing)
            {
                // The list below it stands one level too far left, or is not written yet.
                reader.Wrong(name, "a list of tasks", nothing);
                return [];
            }

            return ReadList(reader.List(name));
        }
    }

    /// <summary>The keywords that tasks, blocks and uses of roles have in common.</summary>
    internal static TaskSyntax Common(MappingReader reader, YamlMapping mapping, ITemplateEngine engine, DiagnosticBag diagnostics) => new()
    {
        Span = mapping.Span,
        Module = new YamlScalar(mapping.Span, null, "") { Locate = _ => mapping.Span },
        Arguments = mapping,
        Name = reader.TextOrTemplate("name"),
        When = reader.Conditions("when"),
        Tags = [.. Tags(reader)],
        Notify = [.. reader.Words("notify").Select(word => Notification(word, engine, diagnostics)).OfType<Notification>()],
        IgnoreErrors = reader.Condition("ignore_errors"),
        IgnoreUnreachable = reader.Condition("ignore_unreachable"),
        AnyErrorsFatal = reader.Condition("any_errors_fatal"),
        NoLog = reader.Condition("no_log"),
        RunOnce = reader.Condition("run_once"),
        DelegateTo = reader.TextOrTemplate("delegate_to"),
        Vars = reader.Variables("vars"),
        Become = Become.Read(reader),
        CheckMode = reader.Condition("check_mode"),
        Diff = reader.Condition("diff"),
        Timeout = Number(reader, "timeout"),
        Throttle = Number(reader, "throttle"),
        Environment = reader.Value("environment"),
        ModuleDefaults = Defaults(reader, diagnostics),
    };

    private void RefuseRest(MappingReader reader)
    {
        foreach (var (key, _) in reader.Rest)
        {
            diagnostics.Add(
                modules.IsModule(key.Text) ? PlaybookDiagnostics.ModuleInBlock(key.Span, key.Text)
                : Keywords.IsNotYet(key.Text, out var instead) ? PlaybookDiagnostics.NotYet(key.Span, key.Text, instead)
                : PlaybookDiagnostics.UnknownKeyword(key.Span, "block", key.Text, Suggestions.Nearest(key.Text, Keywords.Block)));
        }
    }

    /// <summary><c>module_defaults</c>: a mapping of modules to arguments, or a list of such mappings.</summary>
    internal static IReadOnlyList<ModuleDefaults> Defaults(MappingReader reader, DiagnosticBag diagnostics)
    {
        var value = reader.Take("module_defaults")?.Value;
        var defaults = new List<ModuleDefaults>();
        foreach (var node in value is YamlSequence list ? list.Items : value is null ? [] : [value])
        {
            if (node is not YamlMapping mapping)
            {
                reader.Wrong("module_defaults", "a mapping of modules to arguments", node);
                continue;
            }

            foreach (var (module, arguments) in mapping.Entries)
            {
                if (module.Text.StartsWith("group/", StringComparison.Ordinal))
                {
                    diagnostics.Add(PlaybookDiagnostics.NotYet(module.Span, module.Text, "name each module"));
                }
                else if (arguments is YamlMapping members)
                {
                    defaults.Add(new ModuleDefaults(module, members));
                }
                else
                {
                    reader.Wrong(module.Text, "a mapping of arguments", arguments);
                }
            }
        }

        return defaults;
    }

    private YamlEntry? Module(MappingReader reader)
    {
        YamlEntry? module = null;
        var wrong = false;
        var rest = reader.Rest.ToList();
        foreach (var entry in rest)
        {
            var name = entry.Key.Text;
            if (!modules.IsModule(name))
            {
                diagnostics.Add(Unknown(entry.Key, beside: rest.Exists(other => modules.IsModule(other.Key.Text))));
                wrong = true;
            }
            else if (module is not null)
            {
                diagnostics.Add(PlaybookDiagnostics.SeveralModules(entry.Key.Span, module.Key.Text, name));
                wrong = true;
            }
            else
            {
                module = entry;
            }
        }

        if (module is null && !wrong)
        {
            diagnostics.Add(PlaybookDiagnostics.NoModule(reader.Span));
        }

        return wrong ? null : module;
    }

    /// <param name="beside">A true module stands beside it: then the word can only be a keyword.</param>
    private Diagnostic Unknown(YamlScalar key, bool beside)
    {
        if (Keywords.IsNotYet(key.Text, out var instead) || MissingModules.IsMissing(key.Text, out instead))
        {
            return PlaybookDiagnostics.NotYet(key.Span, key.Text, instead);
        }

        var isFullName = key.Text.Count(c => c == '.') >= 2;
        var nearest = Suggestions.Nearest(isFullName ? key.Text[(key.Text.LastIndexOf('.') + 1)..] : key.Text, beside ? Keywords.Task : Keywords.Task.Concat(modules.Known));
        return isFullName && nearest is null
            ? PlaybookDiagnostics.NotYet(key.Span, key.Text)
            : PlaybookDiagnostics.UnknownModuleOrKeyword(key.Span, key.Text, nearest);
    }

    private object? Loop(MappingReader reader)
    {
        switch (reader.Take("loop")?.Value)
        {
            case null:
                return null;
            case YamlScalar { Value: string text } scalar when text.Contains("{{", StringComparison.Ordinal):
                // Ansible's habit: "{{ list }}"; it means the same.
                return LocatedValues.From(scalar, engine, diagnostics);
            case YamlScalar scalar:
                return LocatedValues.Expression(scalar, engine, diagnostics);
            case YamlSequence list:
                return LocatedValues.From(list, engine, diagnostics);
            case var other:
                reader.Wrong("loop", "a list or an expression for one", other);
                return null;
        }
    }

    private LoopControl Control(MappingReader reader)
    {
        var entry = reader.Take("loop_control");
        if (entry?.Value is not YamlMapping mapping)
        {
            if (entry is not null)
            {
                reader.Wrong("loop_control", "a mapping", entry.Value);
            }

            return new();
        }

        var inner = new MappingReader(mapping, engine, diagnostics);
        var control = new LoopControl
        {
            Variable = VariableName(inner, "loop_var") ?? "item",
            IndexVariable = VariableName(inner, "index_var"),
            Label = inner.TextOrTemplate("label"),
            Pause = Number(inner, "pause"),
            Extended = inner.Flag("extended") ?? false,
        };
        foreach (var rest in inner.Rest)
        {
            diagnostics.Add(PlaybookDiagnostics.UnknownKeyword(
                rest.Key.Span, "loop_control", rest.Key.Text, Suggestions.Nearest(rest.Key.Text, ["loop_var", "index_var", "label", "pause", "extended"])));
        }

        return control;
    }

    private static YamlMapping? MoreArguments(MappingReader reader)
    {
        var entry = reader.Take("args");
        if (entry is not null and { Value: not YamlMapping })
        {
            reader.Wrong("args", "a mapping", entry.Value);
        }

        return entry?.Value as YamlMapping;
    }

    internal static object? Number(MappingReader reader, string key)
    {
        var value = reader.Value(key);
        if (value is not (null or long or double or LocatedText or VaultedText) && reader.Take(key) is { } entry)
        {
            reader.Wrong(key, "a number", entry.Value);
            return null;
        }

        if (value is long and (< 0 or > (long)TaskSyntax.MostNumber) or double and not (>= 0 and <= TaskSyntax.MostNumber) && reader.Take(key) is { Value: YamlScalar scalar })
        {
            reader.Wrong(scalar, key, $"a number from 0 to {TaskSyntax.MostNumber}", scalar.Text);
            return null;
        }

        return value;
    }

    private string? VariableName(MappingReader reader, string key)
    {
        var name = reader.Text(key);
        if (name is not null && !VariableReader.IsName(name))
        {
            diagnostics.Add(PlaybookDiagnostics.BadVariableName(reader.Take(key)?.Value.Span ?? reader.Span, name));
            return null;
        }

        return name;
    }

    private static Notification? Notification(YamlScalar word, ITemplateEngine engine, DiagnosticBag diagnostics) =>
        LocatedValues.From(word, engine, diagnostics) switch
        {
            LocatedText text => new Notification(text, word.Span),
            null => null,
            _ => new Notification(word.Text, word.Span),
        };

    /// <summary>Tags choose tasks before any host is asked: a template in them is a finding.</summary>
    internal static IEnumerable<string> Tags(MappingReader reader) =>
        reader.LiteralWords("tags").SelectMany(word => word.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
