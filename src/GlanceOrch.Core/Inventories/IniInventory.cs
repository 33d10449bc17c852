using System.Text.RegularExpressions;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Inventories;

/// <summary>Reads Ansible's INI inventory. A wrong line is a diagnostic and costs that line only.</summary>
internal sealed partial class IniInventory
{
    private readonly SourceFile _file;
    private readonly InventoryBuilder _builder;
    private readonly ITemplateEngine _engine;
    private readonly DiagnosticBag _diagnostics;

    // A group may be named as a child, or get variables, before its own section comes.
    // Children whose section has not come yet, by their name.
    private readonly Dictionary<string, List<(Group Parent, LineText Child)>> _waiting = new(StringComparer.Ordinal);

    // Groups that only a section of variables has named so far.
    private readonly Dictionary<string, LineText> _undeclared = new(StringComparer.Ordinal);
    private readonly List<(LineText Group, LineText Name, object? Value)> _variables = [];

    private IniInventory(SourceFile file, InventoryBuilder builder, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        _file = file;
        _builder = builder;
        _engine = engine;
        _diagnostics = diagnostics;
    }

    public static void Read(SourceFile file, InventoryBuilder builder, ITemplateEngine engine, DiagnosticBag diagnostics) =>
        new IniInventory(file, builder, engine, diagnostics).Read();

    private void Read()
    {
        LineText? section = null; // null: before the first one
        var kind = "hosts";
        for (var number = 1; number <= _file.LineCount; number++)
        {
            var line = LineText.Of(_file, number).Trim();
            if (line.Text.Length == 0 || line.Text[0] is '#' or ';')
            {
                continue;
            }

            if (line.Text[0] == '[' && (SectionHead().IsMatch(line.Text) || !BracketedHost().IsMatch(line.Text)))
            {
                (section, kind) = Section(line);
                continue;
            }

            switch (kind)
            {
                case "hosts":
                    HostLine(line, section?.Text ?? InventoryBuilder.UngroupedName);
                    break;
                case "children" when section is not null:
                    ChildLine(line, section);
                    break;
                case "vars" when section is not null:
                    VariableLine(line, section);
                    break;
                default:
                    break; // within a section that has been reported
            }
        }

        Link();
    }

    private (LineText Name, string Kind) Section(LineText line)
    {
        var match = SectionHead().Match(line.Text);
        if (!match.Success)
        {
            _diagnostics.Add(InventoryDiagnostics.BadSection(line.Span));
            return (line, "");
        }

        var name = line.Slice(match.Groups["name"].Index, match.Groups["name"].Length);
        var kind = match.Groups["kind"] is { Success: true } given ? given.Value : "hosts";
        if (kind is not ("hosts" or "children" or "vars"))
        {
            var span = line.Part(match.Groups["kind"].Index, kind.Length);
            _diagnostics.Add(InventoryDiagnostics.UnknownSectionKind(span, kind, Suggestions.Nearest(kind, ["hosts", "children", "vars"])));
            Declare(name); // so that the typo is not reported again as an unknown group
            return (name, "");
        }

        if (kind != "vars")
        {
            Declare(name);
        }
        else if (_builder.FindGroup(name.Text) is null)
        {
            _builder.Group(name.Text, name.Span);
            _undeclared.TryAdd(name.Text, name);
        }

        return (name, kind);
    }

    /// <summary>Makes the group, and links it to the parents that wait for it: children stand in the order in which they become known.</summary>
    private void Declare(LineText name)
    {
        var group = _builder.Group(name.Text, name.Span);
        _undeclared.Remove(name.Text);
        if (_waiting.Remove(name.Text, out var waiting))
        {
            waiting.ForEach(link => _builder.AddChild(link.Parent, group, link.Child.Span));
        }
    }

    private void HostLine(LineText line, string groupName)
    {
        if (IniWords.Split(line, _diagnostics) is not { Count: > 0 } words)
        {
            return;
        }

        var pattern = words[0];
        var (names, port) = HostName.Read(pattern, _diagnostics);
        var variables = new List<(string Name, object? Value, SourceSpan Place)>();
        var assignments = words.Skip(1).ToList();
        if (assignments.Find(word => word.Text.IndexOf('=', StringComparison.Ordinal) <= 0) is { } wrong)
        {
            // The words of a value without quotes: one finding says it all.
            var open = assignments.Find(word => word.Text.Contains("={{", StringComparison.Ordinal) && !word.Text.Contains("}}", StringComparison.Ordinal));
            _diagnostics.Add(open is null
                ? InventoryDiagnostics.ExpectedAssignment(wrong.Span, wrong.Text)
                : InventoryDiagnostics.UnquotedTemplate(open.Span));
            assignments.Clear();
        }

        foreach (var assignment in assignments)
        {
            var equals = assignment.Text.IndexOf('=', StringComparison.Ordinal);
            variables.Add((assignment.Text[..equals], Value(assignment.Slice(equals + 1, assignment.Text.Length - equals - 1)), assignment.Span));
        }

        var group = _builder.Group(groupName, line.Span);
        foreach (var name in names)
        {
            var host = _builder.Host(name, group, pattern.Span, port);
            foreach (var (variable, value, place) in variables)
            {
                host.SetVariable(variable, value, place);
            }
        }
    }

    private void ChildLine(LineText line, LineText section)
    {
        var comment = line.Text.IndexOf('#', StringComparison.Ordinal);
        var child = (comment < 0 ? line : line.Slice(0, comment)).Trim();
        var parent = _builder.Group(section.Text, section.Span);
        if (_builder.FindGroup(child.Text) is { } group && !_undeclared.ContainsKey(child.Text))
        {
            _builder.AddChild(parent, group, child.Span);
        }
        else
        {
            _waiting.TryAdd(child.Text, []);
            _waiting[child.Text].Add((parent, child));
        }
    }

    private void VariableLine(LineText line, LineText section)
    {
        var equals = line.Text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            _diagnostics.Add(InventoryDiagnostics.ExpectedVariable(line.Span, line.Text));
            return;
        }

        var value = Value(line.Slice(equals + 1, line.Text.Length - equals - 1).Trim());
        _variables.Add((section, line.Slice(0, equals).Trim(), value));
    }

    private void Link()
    {
        var known = _builder.GroupNames.Where(name => !_undeclared.ContainsKey(name)).ToList();
        foreach (var (parent, child) in _waiting.Values.SelectMany(links => links).OrderBy(link => link.Child.Span.Line))
        {
            _diagnostics.Add(InventoryDiagnostics.UnknownChild(child.Span, parent.Name, child.Text, Suggestions.Nearest(child.Text, known)));
        }

        foreach (var name in _undeclared.Values)
        {
            _diagnostics.Add(InventoryDiagnostics.VariablesOfUnknownGroup(name.Span, name.Text, Suggestions.Nearest(name.Text, known)));
        }

        foreach (var (name, variable, value) in _variables)
        {
            if (_builder.FindGroup(name.Text) is { } group && !_undeclared.ContainsKey(name.Text))
            {
                _builder.SetVariable(group, variable.Text, value, variable.Span);
            }
        }
    }

    private object? Value(LineText text) => LocatedValues.From(PythonLiteral.Read(text), _engine, _diagnostics);

    [GeneratedRegex(@"^\[(?<name>[^:\]\s]+)(:(?<kind>\w+))?\]\s*(#.*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SectionHead();

    /// <summary>A host that starts with a range, or an address in brackets. With nothing behind it, it may be a section.</summary>
    [GeneratedRegex(@"^\[([0-9A-Za-z]*:[0-9A-Za-z]+(:-?[0-9]+)?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%\w]*)\]([\w.\[-]|:[0-9]|\s|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BracketedHost();
}
