using System.Text;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;
using FileMode = GlanceOrch.Core.Modules.FileMode;

namespace GlanceOrch.Core.Planning;

/// <summary>Binds what a task writes behind a module's name to the module's arguments, as far as that needs no host.</summary>
internal sealed class ArgumentCompiler(ITemplateEngine engine, DiagnosticBag diagnostics)
{
    /// <summary>Ansible takes these words out of the text of <c>command</c> and <c>shell</c>, wherever they stand.</summary>
    private static readonly string[] CommandWords =
        ["chdir", "creates", "executable", "removes", "stdin", "stdin_add_newline", "strip_empty_ends", "warn"];

    /// <summary>Canonical names to values; wrong ones are left out after diagnostics.</summary>
    /// <param name="defaults"><c>module_defaults</c> for the module: arguments the task leaves out, the last ones winning.</param>
    public ScriptObject Compile(TaskSyntax task, ModuleRunner module, IReadOnlyList<YamlMapping> defaults)
    {
        var compilation = new Compilation(task, module);
        switch (task.Arguments)
        {
            case YamlMapping mapping:
                compilation.Entries.AddRange(mapping.Entries);
                break;
            case YamlScalar { Value: null }:
                break;
            case YamlScalar scalar when module.Schema.FreeForm is { } free:
                FreeForm(free, scalar, compilation);
                break;
            case YamlScalar scalar:
                KeyValues(scalar, KeyValueText.Split(scalar.Text, escapes: true), compilation);
                break;
            case YamlSequence list when module.Schema.FreeForm is { } free && free.Property.PropertyType != typeof(string):
                compilation.Values[free.Name] = Value(free, list);
                break;
            case var other:
                diagnostics.Add(PlanDiagnostics.ArgumentsNeedMapping(other.Span, module.Module.Name, other.Kind));
                return compilation.Values;
        }

        compilation.Entries.AddRange(task.MoreArguments?.Entries ?? []);
        foreach (var entry in compilation.Entries)
        {
            Argument(entry, compilation);
        }

        foreach (var entry in defaults.Reverse().SelectMany(mapping => mapping.Entries))
        {
            var name = module.Schema.Find(entry.Key.Text)?.Name ?? entry.Key.Text;
            if (!compilation.Values.ContainsKey(name))
            {
                Argument(entry, compilation);
            }
        }

        foreach (var missing in module.Schema.Properties.Where(property => property.IsRequired && !compilation.Values.ContainsKey(property.Name)))
        {
            diagnostics.Add(PlanDiagnostics.MissingArgument(task.Module.Span, module.Module.Name, missing.Name));
        }

        return compilation.Values;
    }

    private void Argument(YamlEntry entry, Compilation compilation)
    {
        var schema = compilation.Module.Schema;
        var name = entry.Key.Text;
        if (schema.Find(name) is not { } property)
        {
            if (schema.TakesAnything)
            {
                Remainder(entry, compilation);
            }
            else
            {
                diagnostics.Add(PlanDiagnostics.UnknownArgument(
                    entry.Key.Span, compilation.Module.Module.Name, name, Suggestions.Nearest(name, schema.Names)));
            }
        }
        else if (compilation.Written.TryGetValue(property.Name, out var other))
        {
            diagnostics.Add(PlanDiagnostics.ArgumentTwice(entry.Key.Span, name, other));
        }
        else
        {
            compilation.Written.Add(property.Name, name);
            compilation.Values[property.Name] = Value(property, entry.Value);
        }
    }

    private void Remainder(YamlEntry entry, Compilation compilation)
    {
        if (!VariableReader.IsName(entry.Key.Text))
        {
            diagnostics.Add(PlaybookDiagnostics.BadVariableName(entry.Key.Span, entry.Key.Text));
            return;
        }

        compilation.Values[entry.Key.Text] = LocatedValues.From(entry.Value, engine, diagnostics);
    }

    private object? Value(ArgProperty property, YamlNode node)
    {
        if (property.HoldsExpressions)
        {
            return Expressions(property, node);
        }

        var value = LocatedValues.From(node, engine, diagnostics);
        // A number written for a text argument keeps its spelling: version 1.10 is not 1.1, and a file's mode is meant as its digits.
        if (node is YamlScalar { Value: not (null or bool) } scalar && value is not (LocatedText or VaultedText)
            && (property.Property.PropertyType == typeof(string) || property.Property.PropertyType == typeof(FileMode?)))
        {
            value = scalar.Text;
        }

        if (!LocatedValues.HasTemplates(value)
            && !ArgConverter.TryConvert(value, property.Property.PropertyType, out _, out var wanted)
            && value is not null)
        {
            diagnostics.Add(PlanDiagnostics.WrongArgument(node.Span, property.Name, wanted, property.IsSecret ? node.Kind : ValueText.Describe(value)));
        }

        return value;
    }

    private object? Expressions(ArgProperty property, YamlNode node)
    {
        switch (node)
        {
            case YamlScalar scalar:
                return LocatedValues.Expression(scalar, engine, diagnostics);
            case YamlSequence list when list.Items.All(item => item is YamlScalar):
                return new ScriptArray(list.Items.Cast<YamlScalar>().Select(item => LocatedValues.Expression(item, engine, diagnostics)));
            default:
                diagnostics.Add(PlanDiagnostics.WrongArgument(node.Span, property.Name, "an expression or a list of them", node.Kind));
                return null;
        }
    }

    /// <summary>A plain text: the module's free form, or <c>name=value</c> when it begins like that.</summary>
    private void FreeForm(ArgProperty free, YamlScalar scalar, Compilation compilation)
    {
        var words = KeyValueText.Split(scalar.Text);
        if (scalar.Tag is not (null or "unsafe"))
        {
            compilation.Values[free.Name] = Value(free, scalar); // encrypted: its letters are no words
        }
        else if (compilation.Module.Module.Name is "command" or "shell")
        {
            var taken = words.Where(word => word.Gives(scalar.Text, name => CommandWords.Contains(name, StringComparer.Ordinal))).ToList();
            KeyValues(scalar, taken, compilation);
            if (Without(scalar, taken) is { } command)
            {
                compilation.Values[free.Name] = Value(free, command);
            }
        }
        else if (words.Count > 0 && words[0].Gives(scalar.Text, name => compilation.Module.Schema.Find(name) is not null))
        {
            KeyValues(scalar, words, compilation);
        }
        else
        {
            compilation.Values[free.Name] = Value(free, scalar);
        }
    }

    /// <summary>The text without those words, the rest in its place; null when nothing is left.</summary>
    private static YamlScalar? Without(YamlScalar scalar, IReadOnlyList<KeyValueText.Pair> words)
    {
        if (words.Count == 0)
        {
            return scalar;
        }

        var text = new StringBuilder();
        var places = new List<int>();
        var last = words[^1].End;
        foreach (var (start, end) in words.Select(word => word.End).Prepend(0).Zip(words.Select(word => word.Offset).Append(scalar.Text.Length)))
        {
            // White space before the first word of the command, or behind its last one, is nobody's.
            for (var i = start; i < end; i++)
            {
                if (text.Length > 0 || !char.IsWhiteSpace(scalar.Text[i]))
                {
                    text.Append(scalar.Text[i]);
                    places.Add(i);
                }
            }
        }

        var command = text.ToString().TrimEnd();
        return command.Length == 0 ? null : scalar with
        {
            Span = scalar.Locate(places[0]),
            Value = command,
            Text = command,
            Locate = offset => scalar.Locate(offset < places.Count ? places[offset] : last),
        };
    }

    private void KeyValues(YamlScalar scalar, IEnumerable<KeyValueText.Pair> words, Compilation compilation)
    {
        foreach (var word in words)
        {
            if (word.Name is null)
            {
                diagnostics.Add(PlanDiagnostics.BadKeyValue(scalar.Locate(word.Offset), word.Value));
            }
            else
            {
                var entry = KeyValueText.Entry(scalar, word);
                var type = compilation.Module.Schema.Find(word.Name)?.Property.PropertyType;
                // msg=no is a text here, as it is to Ansible.
                compilation.Entries.Add(type == typeof(string) || type == typeof(object) ? entry with { Value = ((YamlScalar)entry.Value) with { Value = word.Value } } : entry);
            }
        }
    }

    private sealed record Compilation(TaskSyntax Task, ModuleRunner Module)
    {
        public ScriptObject Values { get; } = [];

        /// <summary>Canonical name to the name that was written.</summary>
        public Dictionary<string, string> Written { get; } = new(StringComparer.Ordinal);

        public List<YamlEntry> Entries { get; } = [];
    }
}
