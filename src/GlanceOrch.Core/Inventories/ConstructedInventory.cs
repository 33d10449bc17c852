using System.Globalization;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Inventories;

/// <summary>Makes variables and groups from the variables of the hosts read so far: Ansible's <c>constructed</c>, with expressions of our template language.</summary>
internal sealed class ConstructedInventory
{
    private static readonly string[] Keys =
        ["plugin", "strict", "compose", "groups", "keyed_groups", "leading_separator", "use_extra_vars", "use_vars_plugins", "cache"];

    private static readonly string[] KeyedKeys = ["key", "prefix", "separator", "parent_group", "default_value", "trailing_separator"];

    private readonly YamlMapping _root;
    private readonly InventoryBuilder _builder;
    private readonly ITemplateEngine _engine;
    private readonly DiagnosticBag _diagnostics;
    private readonly bool _strict;
    private readonly bool _leadingSeparator;

    private ConstructedInventory(YamlMapping root, InventoryBuilder builder, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        _root = root;
        _builder = builder;
        _engine = engine;
        _diagnostics = diagnostics;
        _strict = Flag(root, "strict", unset: false);
        _leadingSeparator = Flag(root, "leading_separator", unset: true);
    }

    /// <summary>Applies a file whose <c>plugin</c> key says so; any other plugin is a diagnostic.</summary>
    public static void Read(YamlMapping root, InventoryBuilder builder, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        if (root.Find("plugin") is not { Value: YamlScalar { Text: "constructed" or "ansible.builtin.constructed" } })
        {
            var name = (root.Find("plugin")?.Value as YamlScalar)?.Text ?? "";
            diagnostics.Add(InventoryDiagnostics.UnknownPlugin(root.Find("plugin")?.Value.Span ?? root.Span, name));
            return;
        }

        new ConstructedInventory(root, builder, engine, diagnostics).Apply();
    }

    private void Apply()
    {
        foreach (var entry in _root.Entries.Where(entry => !Keys.Contains(entry.Key.Text, StringComparer.Ordinal)))
        {
            _diagnostics.Add(InventoryDiagnostics.UnknownPluginKey(entry.Key.Span, entry.Key.Text, Suggestions.Nearest(entry.Key.Text, Keys)));
        }

        foreach (var refused in new[] { "use_vars_plugins", "use_extra_vars" }.Where(key => Flag(_root, key, unset: false)))
        {
            _diagnostics.Add(InventoryDiagnostics.PluginOptionNotSupported(_root.Find(refused)?.Key.Span ?? _root.Span, refused));
        }

        var compose = Expressions(_root.Find("compose")?.Value, "compose");
        var conditions = Expressions(_root.Find("groups")?.Value, "groups");
        var keyed = KeyedGroups();
        foreach (var host in _builder.Hosts.ToList())
        {
            var before = Scope(host);
            foreach (var (name, expression) in compose)
            {
                if (Evaluate(expression, before, host, out var value))
                {
                    host.SetVariable(name.Text, value);
                }
            }

            var scope = Scope(host);
            foreach (var (name, expression) in conditions)
            {
                if (Evaluate(expression, scope, host, out var value) && IsTrue(value))
                {
                    _builder.Host(host.Name, _builder.Group(name.Text, name.Span), name.Span);
                }
            }

            foreach (var group in keyed)
            {
                AddToKeyed(host, group, scope);
            }
        }
    }

    /// <summary>A group's condition may be of any kind, as in Ansible: empty and zero are false.</summary>
    private static bool IsTrue(object? value) => value switch
    {
        null or false or 0 or 0L or 0.0 or "" => false,
        ScriptArray { Count: 0 } or ScriptObject { Count: 0 } => false,
        _ => true,
    };

    private void AddToKeyed(Host host, KeyedGroup keyed, ITemplateScope scope)
    {
        if (!Evaluate(keyed.Key, scope, host, out var value))
        {
            return;
        }

        var prefix = keyed.Prefix is null ? "" : Text(keyed.Prefix.Resolve(scope, this, host));
        foreach (var part in Parts(value, keyed, host))
        {
            // Without a prefix the separator in front can be left out.
            var name = prefix.Length == 0 && !_leadingSeparator ? part : prefix + keyed.Separator + part;
            var group = _builder.Group(SafeName(name), keyed.Key.Source.Span);
            _builder.Host(host.Name, group, keyed.Key.Source.Span);
            if (keyed.Parent is { } parent && Text(parent.Resolve(scope, this, host)) is { Length: > 0 } parentName)
            {
                _builder.AddChild(_builder.Group(SafeName(parentName), keyed.Key.Source.Span), group, keyed.Key.Source.Span);
            }
        }
    }

    /// <summary>What follows the prefix: a text, each item of a list, or each key with its value.</summary>
    private IEnumerable<string> Parts(object? value, KeyedGroup keyed, Host host)
    {
        switch (value)
        {
            case "" when keyed.Default is { } word:
                return [word];
            case "" or null or ScriptArray { Count: 0 } or ScriptObject { Count: 0 } or false:
                if (_strict)
                {
                    _diagnostics.Add(InventoryDiagnostics.EmptyGroupKey(keyed.Key.Source.Span, host.Name));
                }

                return [];
            case string text:
                return [text];
            case ScriptArray items:
                return items.Select(item => item is "" or null && keyed.Default is { } word ? word : Text(item)).Where(text => text.Length > 0);
            case ScriptObject members:
                return members.Select(member => (member.Key, Value: member.Value is "" or null && keyed.Default is { } word ? word : Text(member.Value)))
                    .Select(member => member.Value.Length == 0 && !keyed.TrailingSeparator ? member.Key : member.Key + keyed.Separator + member.Value);
            default:
                _diagnostics.Add(InventoryDiagnostics.BadGroupKey(keyed.Key.Source.Span, host.Name, ValueText.Describe(value)));
                return [];
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "True" : "False", // as Ansible names such groups
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Names of made groups hold letters, digits and <c>_</c> only.</summary>
    private static string SafeName(string name) => string.Concat(name.Select((c, index) => char.IsAsciiLetterOrDigit(c) && (index > 0 || !char.IsAsciiDigit(c)) || c == '_' ? c : '_'));

    /// <summary>False when the expression fails: an error when strict, else the host is passed over.</summary>
    private bool Evaluate(LocatedExpression expression, ITemplateScope scope, Host host, out object? value)
    {
        value = null;
        try
        {
            value = expression.Evaluate(scope, TemplateOptions.Default, CancellationToken.None);
            return true;
        }
        catch (LocatedTemplateException exception)
        {
            if (_strict)
            {
                _diagnostics.Add(InventoryDiagnostics.ExpressionFails(exception.Span, host.Name, exception.Message, exception.Hint));
            }

            return false;
        }
    }

    private HostScope Scope(Host host) => new(_builder.VariablesSoFar(host));

    private List<(YamlScalar Name, LocatedExpression Expression)> Expressions(YamlNode? node, string what)
    {
        var found = new List<(YamlScalar, LocatedExpression)>();
        foreach (var entry in Entries(node, what))
        {
            if (Expression(entry.Value, $"'{entry.Key.Text}' of {what}") is { } expression)
            {
                found.Add((entry.Key, expression));
            }
        }

        return found;
    }

    private List<KeyedGroup> KeyedGroups()
    {
        var found = new List<KeyedGroup>();
        if (_root.Find("keyed_groups")?.Value is not { } node)
        {
            return found;
        }

        if (node is not YamlSequence list)
        {
            _diagnostics.Add(InventoryDiagnostics.ExpectedList(node.Span, "keyed_groups", node.Kind));
            return found;
        }

        foreach (var item in list.Items)
        {
            var entries = Entries(item, "an item of keyed_groups");
            foreach (var entry in entries.Where(entry => !KeyedKeys.Contains(entry.Key.Text, StringComparer.Ordinal)))
            {
                _diagnostics.Add(InventoryDiagnostics.UnknownPluginKey(entry.Key.Span, entry.Key.Text, Suggestions.Nearest(entry.Key.Text, KeyedKeys)));
            }

            if (item is not YamlMapping mapping)
            {
                continue;
            }

            if (mapping.Find("key") is not { } key)
            {
                _diagnostics.Add(InventoryDiagnostics.KeyedGroupWithoutKey(mapping.Span));
            }
            else if (Expression(key.Value, "'key' of keyed_groups") is { } expression)
            {
                found.Add(new KeyedGroup(
                    expression,
                    Option(mapping, "prefix"),
                    (mapping.Find("separator")?.Value as YamlScalar)?.Text ?? "_",
                    Option(mapping, "parent_group"),
                    mapping.Find("default_value")?.Value is YamlScalar { Value: not null } word ? word.Text : null,
                    Flag(mapping, "trailing_separator", unset: true)));
            }
        }

        return found;
    }

    private Templated? Option(YamlMapping mapping, string name) =>
        mapping.Find(name)?.Value is YamlScalar { Value: not null } scalar ? new Templated(LocatedValues.From(scalar, _engine, _diagnostics)) : null;

    private LocatedExpression? Expression(YamlNode node, string what)
    {
        if (node is YamlScalar scalar)
        {
            return LocatedValues.Expression(scalar, _engine, _diagnostics);
        }

        _diagnostics.Add(InventoryDiagnostics.ExpectedText(node.Span, what, node.Kind));
        return null;
    }

    private IReadOnlyList<YamlEntry> Entries(YamlNode? node, string what)
    {
        if (node is null or YamlMapping or YamlScalar { Value: null })
        {
            return node is YamlMapping mapping ? mapping.Entries : [];
        }

        _diagnostics.Add(InventoryDiagnostics.ExpectedMapping(node.Span, what, node.Kind));
        return [];
    }

    private bool Flag(YamlMapping mapping, string name, bool unset)
    {
        switch (mapping.Find(name)?.Value)
        {
            case null:
                return unset;
            case YamlScalar { Value: bool flag }:
                return flag;
            case var other:
                _diagnostics.Add(InventoryDiagnostics.ExpectedFlag(other.Span, name, other.Kind));
                return unset;
        }
    }

    private sealed record KeyedGroup(LocatedExpression Key, Templated? Prefix, string Separator, Templated? Parent, string? Default, bool TrailingSeparator);

    /// <summary>A text that may hold a template.</summary>
    private sealed record Templated(object? Value)
    {
        public object? Resolve(ITemplateScope scope, ConstructedInventory owner, Host host)
        {
            try
            {
                return LocatedValues.Resolve(Value, scope, TemplateOptions.Default, CancellationToken.None);
            }
            catch (LocatedTemplateException exception)
            {
                owner._diagnostics.Add(InventoryDiagnostics.ExpressionFails(exception.Span, host.Name, exception.Message, exception.Hint));
                return "";
            }
        }
    }

    /// <summary>The variables of a host, templates filled in when they are asked for.</summary>
    private sealed class HostScope(IReadOnlyDictionary<string, object?> variables) : ITemplateScope
    {
        private readonly HashSet<string> _busy = new(StringComparer.Ordinal);

        public IEnumerable<string> Names => variables.Keys;

        public bool TryGetValue(string name, out object? value)
        {
            if (!variables.TryGetValue(name, out value))
            {
                return false;
            }

            if (!LocatedValues.HasTemplates(value))
            {
                return true;
            }

            if (!_busy.Add(name))
            {
                throw new TemplateException(new TemplateError("", 0, 1, 1, $"'{name}' needs itself"));
            }

            try
            {
                value = LocatedValues.Resolve(value, this, TemplateOptions.Default, CancellationToken.None);
                return true;
            }
            catch (LocatedTemplateException exception)
            {
                throw new TemplateException(new TemplateError("", 0, 1, 1, exception.Message) { Hint = exception.Hint }, exception);
            }
            finally
            {
                _busy.Remove(name);
            }
        }
    }
}
