using System.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>An INI file as it stands: what is not changed comes out byte for byte as it went in.</summary>
/// <remarks>
/// A line that is indented deeper than the option above it continues that option's value; a blank line or a comment ends it
/// (oslo.config's rule). The same section may stand in the file several times: it is then one section in several parts.
/// Keys and section names are compared by case. Not for concurrent use.
/// </remarks>
public sealed class IniDocument
{
    private readonly List<IniSection> _sections = [new(null, "")];
    private readonly IniSyntax _syntax;
    private readonly string _mark;

    private IniDocument(IniSyntax syntax, string mark, string lineEnd)
    {
        _syntax = syntax;
        _mark = mark;
        LineEnd = lineEnd;
    }

    /// <summary>The parts in their order; the first has no name and no header.</summary>
    public IReadOnlyList<IniSection> Sections => _sections;

    /// <summary>What new lines end with: the first line's own end.</summary>
    public string LineEnd { get; }

    public static IniDocument Parse(string text, IniSyntax syntax)
    {
        var mark = text.StartsWith('\uFEFF') ? "\uFEFF" : "";
        var firstEnd = text.IndexOf('\n', StringComparison.Ordinal);
        var document = new IniDocument(syntax, mark, firstEnd > 0 && text[firstEnd - 1] == '\r' ? "\r\n" : "\n");
        var section = document._sections[0];
        StringBuilder? continued = null;
        for (int start = mark.Length, next; start < text.Length; start = next)
        {
            var lineFeed = text.IndexOf('\n', start);
            next = lineFeed < 0 ? text.Length : lineFeed + 1;
            var line = text[start..next];
            if (section.Entries is [.., var above] && Continues(above, line))
            {
                // Collected first: a value of thousands of lines must not be copied for each.
                continued ??= new StringBuilder(above.Text);
                continued.Append(line);
                continue;
            }

            Close(section, ref continued);
            if (SectionName(line) is { } name)
            {
                section = new IniSection(name, line);
                document._sections.Add(section);
            }
            else
            {
                section.Add(document.Entry(line));
            }
        }

        Close(section, ref continued);
        return document;
    }

    /// <summary>The options of that name, in all parts of the section.</summary>
    public IEnumerable<IniEntry> Find(string? section, string key) =>
        Parts(section).SelectMany(part => part.Options(key));

    /// <summary>Makes the option have exactly these values, one line each. No values: the option is removed.</summary>
    /// <remarks>
    /// The same values in any order are left alone. Lines with a wanted value stay, others take the missing values in place, and
    /// what is left over is added: after the key's last line, else after (or in place of) its commented example, else at the section's end.
    /// </remarks>
    /// <param name="section">Null: before the first header.</param>
    /// <param name="values">Null items are bare keys. Lines within a value are separated by <c>\n</c>, as in <see cref="IniEntry.Value"/>.</param>
    public void Put(string? section, string key, IReadOnlyList<string?> values, IniStyle style)
    {
        var missing = values.ToList();
        var free = new List<(IniSection Part, IniEntry Entry)>();
        foreach (var part in Parts(section))
        {
            foreach (var entry in part.Options(key))
            {
                if (!missing.Remove(entry.Value))
                {
                    free.Add((part, entry));
                }
                else if (style.OwnSeparator && entry.Value is not null && entry.Separator != style.Separator)
                {
                    // The value is right, the blanks are not; done at the end, when nobody walks the lists.
                    free.Add((part, entry));
                    missing.Insert(0, entry.Value);
                }
            }
        }

        foreach (var (part, entry) in style.KeepOthers ? free.Where(pair => missing.Contains(pair.Entry.Value)).ToList() : free)
        {
            var index = part.IndexOf(entry);
            if (missing.Count == 0)
            {
                part.RemoveAt(index);
                continue;
            }

            var value = missing.Contains(entry.Value) ? entry.Value : missing[0];
            missing.Remove(value);
            part.Replace(index, style.OwnSeparator
                ? IniEntry.Option(entry.Indent, key, style.Separator, value, LineEnd)
                : entry.With(value, style.Separator, LineEnd));
        }

        if (missing.Count > 0)
        {
            Insert(section, key, missing, style);
        }
    }

    /// <summary>Removes the options that <paramref name="drop"/> names, given the section (null: before the first header).</summary>
    public void RemoveWhere(Func<string?, IniEntry, bool> drop)
    {
        foreach (var part in _sections)
        {
            for (var i = part.Entries.Count - 1; i >= 0; i--)
            {
                if (part.Entries[i].Kind == IniEntryKind.Option && drop(part.Name, part.Entries[i]))
                {
                    part.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>Removes a section with all that stands in it.</summary>
    public void RemoveSection(string name) => _sections.RemoveAll(part => part.Name == name);

    /// <summary>Adds the section at the end, empty, when there is none of that name.</summary>
    public void EnsureSection(string name)
    {
        if (!Parts(name).Any())
        {
            Append(name);
        }
    }

    public override string ToString() => Render((_, entry) => entry.Text);

    /// <summary>The text with each line as <paramref name="text"/> gives it, told the section (null: before the first header).</summary>
    public string Render(Func<string?, IniEntry, string> text)
    {
        var all = new StringBuilder(_mark);
        foreach (var part in _sections)
        {
            all.Append(part.Header);
            foreach (var entry in part.Entries)
            {
                all.Append(text(part.Name, entry));
            }
        }

        return all.ToString();
    }

    /// <summary>The name in a header line, or null when it is none.</summary>
    private static string? SectionName(string line)
    {
        var text = line.Trim();
        if (!text.StartsWith('['))
        {
            return null;
        }

        var end = text.LastIndexOf(']');
        var after = text[(end + 1)..].TrimStart();
        return end > 1 && (after.Length == 0 || after[0] is '#' or ';') ? text[1..end].Trim() : null;
    }

    private static bool Continues(IniEntry above, string line) =>
        above.Kind == IniEntryKind.Option && line[0] is ' ' or '\t' && !string.IsNullOrWhiteSpace(line) && IndentOf(line) > above.Indent.Length;

    private static int IndentOf(string line) => line.Length - line.TrimStart(' ', '\t').Length;

    private IEnumerable<IniSection> Parts(string? section) => _sections.Where(part => part.Name == section);

    /// <summary>Ends a value of several lines.</summary>
    private static void Close(IniSection section, ref StringBuilder? continued)
    {
        if (continued is null)
        {
            return;
        }

        var text = continued.ToString();
        var first = section.Entries[^1];
        section.Replace(section.Entries.Count - 1, first with
        {
            Text = text,
            Value = string.Join('\n', text.TrimEnd().Split('\n').Skip(1).Select(line => line.Trim()).Prepend(first.Value)),
        });
        continued = null;
    }

    private IniEntry Entry(string line)
    {
        var text = line.TrimEnd();
        var indent = IndentOf(text);
        if (text.Length == 0)
        {
            return new IniEntry(IniEntryKind.Blank, line);
        }

        if (text[indent] is '#' or ';')
        {
            return new IniEntry(IniEntryKind.Comment, line);
        }

        var mark = _syntax.ColonSeparates ? text.AsSpan(indent).IndexOfAny('=', ':') : text.IndexOf('=', indent) - indent;
        if (mark <= 0)
        {
            return mark < 0 && _syntax.BareKeys && text[indent] != '['
                ? new IniEntry(IniEntryKind.Option, line) { Indent = text[..indent], Key = text[indent..] }
                : new IniEntry(IniEntryKind.Other, line);
        }

        var key = text[indent..(indent + mark)].TrimEnd();
        var value = text[(indent + mark + 1)..].TrimStart();
        // Blanks after the mark of an empty value belong to the separator, as those before a value do.
        var separatorEnd = value.Length > 0 ? text.Length - value.Length : line.TrimEnd('\r', '\n').Length;
        return new IniEntry(IniEntryKind.Option, line)
        {
            Indent = text[..indent],
            Key = key,
            Separator = line[(indent + key.Length)..separatorEnd],
            Value = value,
        };
    }

    private void Insert(string? section, string key, IReadOnlyList<string?> values, IniStyle style)
    {
        var parts = Parts(section).ToList();
        if (parts.Count == 0)
        {
            parts.Add(Append(section));
        }

        var (part, index) = Place(parts, key, style);
        if (style.ReplaceExample && index > 0 && part.Entries[index - 1].Kind == IniEntryKind.Comment && part.Example(key) == index - 1)
        {
            part.RemoveAt(--index);
        }

        foreach (var value in values)
        {
            EndLineBefore(part, index);
            part.Insert(index++, IniEntry.Option("", key, style.Separator, value, LineEnd));
        }
    }

    private (IniSection Part, int Index) Place(IReadOnlyList<IniSection> parts, string key, IniStyle style)
    {
        foreach (var part in parts.Reverse())
        {
            if (part.Options(key) is [.., var last])
            {
                return (part, part.IndexOf(last) + 1);
            }
        }

        foreach (var part in style.UseExample ? parts : [])
        {
            var example = part.Example(key);
            if (example >= 0)
            {
                return (part, example + 1);
            }
        }

        return (parts[^1], parts[^1].End(isLast: parts[^1] == _sections[^1]));
    }

    private IniSection Append(string? name)
    {
        var last = _sections[^1];
        if (last.Entries.Count > 0 || last.Header.Length > 0)
        {
            EndLineBefore(last, last.Entries.Count);
            if (last.Entries.Count == 0 || last.Entries[^1].Kind != IniEntryKind.Blank)
            {
                last.Add(new IniEntry(IniEntryKind.Blank, LineEnd));
            }
        }

        _sections.Add(new IniSection(name, $"[{name}]{LineEnd}"));
        return _sections[^1];
    }

    /// <summary>Gives the line before that index its end, which the last line of a file may lack.</summary>
    private void EndLineBefore(IniSection part, int index)
    {
        if (index > 0)
        {
            var above = part.Entries[index - 1];
            if (!above.Text.EndsWith('\n'))
            {
                part.Replace(index - 1, above with { Text = above.Text + LineEnd });
            }
        }
        else if (part.Header.Length > 0 && !part.Header.EndsWith('\n'))
        {
            part.Header += LineEnd;
        }
    }
}
