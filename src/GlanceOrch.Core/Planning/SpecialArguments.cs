using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Planning;

/// <summary>The arguments of imports and includes, which are carried out by no module.</summary>
internal sealed class SpecialArguments
{
    private readonly TaskSyntax _task;
    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<string, YamlNode> _values = new(StringComparer.Ordinal);

    /// <param name="freeForm">The argument that a plain string is; null: there is none.</param>
    public SpecialArguments(TaskSyntax task, IReadOnlyList<string> names, string? freeForm, DiagnosticBag diagnostics)
    {
        _task = task;
        _diagnostics = diagnostics;
        switch (task.Arguments)
        {
            case YamlMapping mapping:
                foreach (var (key, value) in mapping.Entries)
                {
                    var name = key.Text is "role" && names.Contains("tasks_from", StringComparer.Ordinal) ? "name" : key.Text;
                    if (!names.Contains(name, StringComparer.Ordinal))
                    {
                        diagnostics.Add(PlanDiagnostics.UnknownArgument(key.Span, task.Module.Text, key.Text, Suggestions.Nearest(key.Text, names)));
                    }
                    else if (!_values.TryAdd(name, value))
                    {
                        diagnostics.Add(PlanDiagnostics.ArgumentTwice(key.Span, key.Text, name));
                    }
                }

                break;
            case YamlScalar { Value: null }:
                break;
            case YamlScalar scalar when freeForm is not null:
                _values.Add(freeForm, scalar);
                break;
            case var other:
                diagnostics.Add(PlanDiagnostics.ArgumentsNeedMapping(other.Span, task.Module.Text, other.Kind));
                break;
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
