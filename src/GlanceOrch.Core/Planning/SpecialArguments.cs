using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Planning;

/// <summary>The arguments of imports and includes, which are carried out by no module.</summary>
internal sealed class SpecialArguments
{
    private readonly TaskSyntax _task;
    private readonly IReadOnlyList<string> _names;
    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<string, YamlNode> _values = new(StringComparer.Ordinal);

    /// <param name="freeForm">The argument that a plain string is; null: there is none.</param>
    public SpecialArguments(TaskSyntax task, IReadOnlyList<string> names, string? freeForm, DiagnosticBag diagnostics)
    {
        _task = task;
        _names = names;
        _diagnostics = diagnostics;
        switch (task.Arguments)
        {
            case YamlMapping mapping:
                foreach (var entry in mapping.Entries)
                {
                    Add(entry);
                }

                break;
            case YamlScalar { Value: null }:
                break;
            case YamlScalar scalar:
                AddWords(scalar, freeForm);
                break;
            case var other:
                diagnostics.Add(PlanDiagnostics.ArgumentsNeedMapping(other.Span, task.Module.Text, other.Kind));
                break;
        }
    }

    private void Add(YamlEntry entry)
    {
        var (key, value) = entry;
        var name = NameOf(key.Text);
        if (!_names.Contains(name, StringComparer.Ordinal))
        {
            _diagnostics.Add(PlanDiagnostics.UnknownArgument(key.Span, _task.Module.Text, key.Text, Suggestions.Nearest(key.Text, _names)));
        }
        else if (!_values.TryAdd(name, value))
        {
            _diagnostics.Add(PlanDiagnostics.ArgumentTwice(key.Span, key.Text, name));
        }
    }

    private string NameOf(string key) => key is "role" && _names.Contains("tasks_from", StringComparer.Ordinal) ? "name" : key;

    /// <summary>A plain text: the free form, then <c>name=value</c>; or the latter alone.</summary>
    private void AddWords(YamlScalar scalar, string? freeForm)
    {
        var words = KeyValueText.Split(scalar.Text);
        var first = freeForm is null ? 0
            : words.TakeWhile((word, place) => !word.Gives(scalar.Text, name => place > 0 || _names.Contains(NameOf(name), StringComparer.Ordinal))).Count();
        if (freeForm is null && words.All(word => word.Name is null))
        {
            _diagnostics.Add(PlanDiagnostics.ArgumentsNeedMapping(scalar.Span, _task.Module.Text, scalar.Kind));
            return;
        }

        if (freeForm is not null && first == words.Count)
        {
            _values.Add(freeForm, scalar);
            return;
        }

        if (freeForm is not null && first > 0)
        {
            var text = scalar.Text[..words[first - 1].End];
            _values.Add(freeForm, scalar with { Value = text, Text = text });
        }

        foreach (var word in words.Skip(first))
        {
            if (word.Name is null)
            {
                _diagnostics.Add(PlanDiagnostics.BadKeyValue(scalar.Locate(word.Offset), word.Value));
            }
            else
            {
                Add(KeyValueText.Entry(scalar, word));
            }
        }
    }

    /// <summary>The arguments that are given.</summary>
    public IReadOnlyCollection<string> Keys => _values.Keys;

    /// <summary>Any value; null when absent.</summary>
    public YamlNode? Any(string name, bool required)
    {
        if (_values.TryGetValue(name, out var value) && value is not YamlScalar { Value: null })
        {
            return value;
        }

        if (required)
        {
            _diagnostics.Add(PlanDiagnostics.MissingArgument(_task.Module.Span, _task.Module.Text, name));
        }

        return null;
    }

    /// <summary>A string without templates; null when absent or, after a diagnostic, wrong.</summary>
    public YamlScalar? Literal(string name, bool required)
    {
        switch (Any(name, required))
        {
            case null:
                return null;
            case YamlScalar scalar when !scalar.Text.Contains("{{", StringComparison.Ordinal):
                return scalar;
            case YamlScalar scalar:
                _diagnostics.Add(PlaybookDiagnostics.DynamicName(
                    scalar.Span, _task.Module.Text, $"use {_task.Module.Text.Replace("import_", "include_", StringComparison.Ordinal)}: it takes a template"));
                return null;
            case var other:
                _diagnostics.Add(PlanDiagnostics.WrongArgument(other.Span, name, "a string", other.Kind));
                return null;
        }
    }

    /// <summary>A literal boolean; null when absent or, after a diagnostic, wrong.</summary>
    public bool? Flag(string name)
    {
        switch (Any(name, required: false))
        {
            case null:
                return null;
            case YamlScalar { Value: bool flag }:
                return flag;
            case var other:
                _diagnostics.Add(PlanDiagnostics.WrongArgument(other.Span, name, "true or false", other.Kind));
                return null;
        }
    }

    /// <summary>A mapping; null when absent or, after a diagnostic, wrong.</summary>
    public YamlMapping? Mapping(string name)
    {
        switch (Any(name, required: false))
        {
            case null:
                return null;
            case YamlMapping mapping:
                return mapping;
            case var other:
                _diagnostics.Add(PlanDiagnostics.WrongArgument(other.Span, name, "a mapping", other.Kind));
                return null;
        }
    }
}
