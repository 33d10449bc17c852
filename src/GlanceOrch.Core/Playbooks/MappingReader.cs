using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Playbooks;

/// <summary>Takes the known keys of a mapping one by one, with their kinds; what is left over at the end is for the caller to judge.</summary>
internal sealed class MappingReader(YamlMapping mapping, ITemplateEngine engine, DiagnosticBag diagnostics)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public SourceSpan Span => mapping.Span;

    /// <summary>The entries nobody has asked for.</summary>
    public IEnumerable<YamlEntry> Rest => mapping.Entries.Where(entry => !_taken.Contains(entry.Key.Text));

    public YamlEntry? Take(string key)
    {
        _taken.Add(key);
        return mapping.Find(key);
    }

    /// <summary>A text without templates; null when absent or, after a diagnostic, wrong.</summary>
    public string? Text(string key)
    {
        switch (Take(key)?.Value)
        {
            case null or YamlScalar { Value: null }:
                return null;
            case YamlScalar scalar when !scalar.Text.Contains("{{", StringComparison.Ordinal):
                return scalar.Text;
            case YamlScalar scalar:
                diagnostics.Add(PlaybookDiagnostics.DynamicName(scalar.Span, key));
                return null;
            case var other:
                Wrong(key, "a string", other);
                return null;
        }
    }

    /// <summary>Any value, templates kept apart; null when absent.</summary>
    public object? Value(string key) => Take(key) is { } entry ? LocatedValues.From(entry.Value, engine, diagnostics) : null;

    /// <summary>A string, maybe with templates: string or <see cref="LocatedText"/>.</summary>
    public object? TextOrTemplate(string key)
    {
        switch (Take(key)?.Value)
        {
            case null or YamlScalar { Value: null }:
                return null;
            case YamlScalar scalar:
                return LocatedValues.From(scalar, engine, diagnostics) is LocatedText text ? text : scalar.Text;
            case var other:
                Wrong(key, "a string", other);
                return null;
        }
    }

    /// <summary>A literal boolean.</summary>
    public bool? Flag(string key)
    {
        switch (Take(key)?.Value)
        {
            case null or YamlScalar { Value: null }:
                return null;
            case YamlScalar { Value: bool flag }:
                return flag;
            case var other:
                Wrong(key, "true or false", other);
                return null;
        }
    }

    /// <summary>A boolean or an expression for one; null when absent.</summary>
    public LocatedExpression? Condition(string key)
    {
        switch (Take(key)?.Value)
        {
            case null:
                return null;
            case YamlScalar { Value: string text } scalar when text.Contains("{{", StringComparison.Ordinal) && key is not ("when" or "until" or "failed_when" or "changed_when"):
                // Keywords that are no expressions by contract (ignore_errors, become, ...) take "{{ flag }}".
                var parse = LocatedValues.From(scalar, engine, diagnostics) as LocatedText;
                return parse is null ? null : new LocatedExpression(new TemplateAsExpression(parse.Template), scalar);
            case YamlScalar scalar:
                return LocatedValues.Expression(scalar, engine, diagnostics);
            case var other:
                Wrong(key, "an expression", other);
                return null;
        }
    }

    /// <summary>One expression or a list of them, all of which must hold; empty when absent.</summary>
    public IReadOnlyList<LocatedExpression> Conditions(string key)
    {
        if (Take(key)?.Value is not YamlSequence list)
        {
            return Condition(key) is { } single ? [single] : [];
        }

        var conditions = new List<LocatedExpression>();
        foreach (var item in list.Items)
        {
            if (item is not YamlScalar scalar)
            {
                Wrong(key, "expressions", item);
            }
            else if (LocatedValues.Expression(scalar, engine, diagnostics) is { } condition)
            {
                conditions.Add(condition);
            }
        }

        return conditions;
    }

    /// <summary>The words of a list, or the one string there is; empty when absent.</summary>
    public IReadOnlyList<YamlScalar> Words(string key) => Take(key)?.Value switch
    {
        null or YamlScalar { Value: null } => [],
        YamlScalar scalar => [scalar],
        YamlSequence list => [.. list.Items.Select(item => Scalar(key, item)).OfType<YamlScalar>()],
        var other => Nothing<YamlScalar>(key, "a string or a list of strings", other),
    };

    /// <summary>Words without templates, as a list, or as one string with commas; those with one are left out after a diagnostic.</summary>
    public IReadOnlyList<YamlScalar> LiteralWords(string key)
    {
        var words = Words(key).ToLookup(word => word.Text.Contains("{{", StringComparison.Ordinal));
        foreach (var word in words[true])
        {
            diagnostics.Add(PlaybookDiagnostics.DynamicName(word.Span, key));
        }

        return [.. words[false]];
    }

    /// <summary>A mapping of variables with valid names; empty when absent.</summary>
    public ScriptObject Variables(string key)
    {
        switch (Take(key)?.Value)
        {
            case null or YamlScalar { Value: null }:
                return [];
            case YamlMapping variables:
                return VariableReader.Variables(variables, engine, diagnostics);
            case var other:
                Wrong(key, "a mapping of variables", other);
                return [];
        }
    }

    public IReadOnlyList<YamlNode> List(string key) => Take(key)?.Value switch
    {
        null or YamlScalar { Value: null } => [],
        YamlSequence list => list.Items,
        var other => Nothing<YamlNode>(key, "a list", other),
    };

    public void Wrong(string key, string wanted, YamlNode found) =>
        diagnostics.Add(PlaybookDiagnostics.WrongKind(found.Span, key, wanted, found.Kind));

    public void Wrong(YamlNode at, string key, string wanted, string found) =>
        diagnostics.Add(PlaybookDiagnostics.WrongKind(at.Span, key, wanted, found));

    private YamlScalar? Scalar(string key, YamlNode node)
    {
        if (node is YamlScalar scalar)
        {
            return scalar;
        }

        Wrong(key, "a string or a list of strings", node);
        return null;
    }

    private IReadOnlyList<T> Nothing<T>(string key, string wanted, YamlNode found)
    {
        Wrong(key, wanted, found);
        return [];
    }

    /// <summary>A whole-text template where an expression is wanted.</summary>
    private sealed class TemplateAsExpression(ITemplate template) : IExpression
    {
        public object? Evaluate(ITemplateScope scope, TemplateOptions options, CancellationToken cancellationToken) =>
            template.Evaluate(scope, options, cancellationToken);
    }
}
