using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Inventories;

/// <summary>Reads Ansible's YAML inventory: groups with <c>hosts</c>, <c>children</c> and <c>vars</c>.</summary>
internal sealed class YamlInventory
{
    private readonly SourceFile _file;
    private readonly InventoryBuilder _builder;
    private readonly ITemplateEngine _engine;
    private readonly DiagnosticBag _diagnostics;

    private YamlInventory(SourceFile file, InventoryBuilder builder, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        _file = file;
        _builder = builder;
        _engine = engine;
        _diagnostics = diagnostics;
    }

    public static void Read(SourceFile file, InventoryBuilder builder, ITemplateEngine engine, DiagnosticBag diagnostics) =>
        new YamlInventory(file, builder, engine, diagnostics).Read();

    private void Read()
    {
        switch (YamlReader.Read(_file, _diagnostics))
        {
            case null:
                break; // empty, or reported
            case YamlMapping root when root.Find("plugin") is { Value: YamlScalar }:
                ConstructedInventory.Read(root, _builder, _engine, _diagnostics);
                break;
            case YamlMapping root:
                foreach (var entry in root.Entries)
                {
                    ReadGroup(entry.Key, entry.Value);
                }

                break;
            case var other:
                _diagnostics.Add(InventoryDiagnostics.NotAnInventory(other.Span, other.Kind));
                break;
        }
    }

    private void ReadGroup(YamlScalar name, YamlNode body)
    {
        var group = _builder.Group(name.Text, name.Span);
        foreach (var entry in Entries(body, $"group '{name.Text}'"))
        {
            var what = $"'{entry.Key.Text}' of group '{name.Text}'";
            switch (entry.Key.Text)
            {
                case "vars":
                    foreach (var variable in Entries(entry.Value, what))
                    {
                        _builder.SetVariable(group, variable.Key.Text, Value(variable.Value), variable.Value.Span);
                    }

                    break;
                case "children":
                    foreach (var child in EntriesOrName(entry.Value, what))
                    {
                        _builder.AddChild(group, _builder.Group(child.Key.Text, child.Key.Span), child.Key.Span);
                        ReadGroup(child.Key, child.Value);
                    }

                    break;
                case "hosts":
                    foreach (var host in EntriesOrName(entry.Value, what))
                    {
                        ReadHost(host.Key, host.Value, group);
                    }

                    break;
                case var unknown:
                    var nearest = Suggestions.Nearest(unknown, ["hosts", "children", "vars"]);
                    _diagnostics.Add(InventoryDiagnostics.UnknownGroupKey(entry.Key.Span, unknown, name.Text, nearest));
                    break;
            }
        }
    }

    private void ReadHost(YamlScalar name, YamlNode body, Group group)
    {
        if (name.Value is not string)
        {
            _diagnostics.Add(InventoryDiagnostics.HostIsNoText(name.Span, name.Text));
            return;
        }

        var (names, port) = HostName.Read(Located(name), _diagnostics);
        var variables = Entries(body, $"host '{name.Text}'").Select(entry => (entry.Key.Text, Value: Value(entry.Value), Place: entry.Key.Span)).ToList();
        foreach (var each in names)
        {
            var host = _builder.Host(each, group, name.Span, port);
            foreach (var (variable, value, place) in variables)
            {
                host.SetVariable(variable, value, place);
            }
        }
    }

    private object? Value(YamlNode node) => LocatedValues.From(node, _engine, _diagnostics);

    /// <summary>The members of a mapping; none of nothing; a diagnostic for all else.</summary>
    private IReadOnlyList<YamlEntry> Entries(YamlNode node, string what)
    {
        switch (node)
        {
            case YamlMapping mapping:
                return mapping.Entries;
            case YamlScalar { Value: null }:
                return [];
            default:
                _diagnostics.Add(InventoryDiagnostics.ExpectedMapping(node.Span, what, node.Kind));
                return [];
        }
    }

    /// <summary>Ansible takes a single name in place of a mapping: <c>hosts: web1</c>.</summary>
    private IReadOnlyList<YamlEntry> EntriesOrName(YamlNode node, string what) => node is YamlScalar { Value: string } name
        ? [new YamlEntry(name, new YamlScalar(name.Span, null, "") { Locate = _ => name.Span })]
        : Entries(node, what);

    private LineText Located(YamlScalar name)
    {
        var places = Enumerable.Range(0, name.Text.Length + 1).Select(offset => name.Locate(offset).Column);
        return LineText.Of(_file, name.Span.Line, name.Text, [.. places]);
    }
}
