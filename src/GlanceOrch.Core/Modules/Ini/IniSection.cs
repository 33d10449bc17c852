namespace GlanceOrch.Core.Modules;

/// <summary>A section header with the lines below it. Not for concurrent use.</summary>
/// <param name="name">Null: what stands before the first header.</param>
/// <param name="header">The exact header line, line end included; empty before the first header.</param>
public sealed class IniSection(string? name, string header)
{
    private readonly List<IniEntry> _entries = [];

    // A file of thousands of lines is asked for hundreds of keys, mostly to find that all is well.
    private readonly Dictionary<string, List<IniEntry>> _options = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Key, bool Spaced), IniEntry> _examples = [];

    public string? Name { get; } = name;

    public string Header { get; internal set; } = header;

    public IReadOnlyList<IniEntry> Entries => _entries;

    /// <summary>The options of that name, in the order of their lines.</summary>
    public IReadOnlyList<IniEntry> Options(string key) => _options.TryGetValue(key, out var options) ? options : [];

    /// <summary>The index of an entry of this section.</summary>
    internal int IndexOf(IniEntry entry) => _entries.FindIndex(other => ReferenceEquals(other, entry));

    internal void Add(IniEntry entry) => Insert(_entries.Count, entry);

    /// <summary>Puts an entry in. An option must stand below those of its name.</summary>
    internal void Insert(int index, IniEntry entry)
    {
        _entries.Insert(index, entry);
        if (entry.Kind == IniEntryKind.Option)
        {
            if (!_options.TryGetValue(entry.Key, out var options))
            {
                _options.Add(entry.Key, options = []);
            }

            options.Add(entry);
        }
        else if (entry.Kind == IniEntryKind.Comment && IniEntry.ExampleIn(entry.Text, out var spaced) is { } key)
        {
            _examples[(key, spaced)] = entry;
        }
    }

    /// <summary>Puts an entry of the same kind and key in another's place.</summary>
    internal void Replace(int index, IniEntry entry)
    {
        var old = _entries[index];
        _entries[index] = entry;
        if (_options.TryGetValue(old.Key, out var options) && options.FindIndex(other => ReferenceEquals(other, old)) is >= 0 and var place)
        {
            options[place] = entry;
        }
        else if (entry.Kind == IniEntryKind.Comment && IniEntry.ExampleIn(entry.Text, out var spaced) is { } key && ReferenceEquals(_examples[(key, spaced)], old))
        {
            _examples[(key, spaced)] = entry;
        }
    }

    internal void RemoveAt(int index)
    {
        var old = _entries[index];
        _entries.RemoveAt(index);
        if (_options.TryGetValue(old.Key, out var options))
        {
            options.RemoveAll(other => ReferenceEquals(other, old));
        }
    }

    /// <summary>The index at which a new last option goes: before trailing blank lines, and before a comment that belongs to the next header.</summary>
    internal int End(bool isLast)
    {
        var end = _entries.Count;
        if (!isLast)
        {
            // Comments right above the next header, set off by a blank line from what is ours.
            var comments = end;
            while (comments > 0 && _entries[comments - 1].Kind == IniEntryKind.Comment)
            {
                comments--;
            }

            if (comments > 0 && _entries[comments - 1].Kind == IniEntryKind.Blank)
            {
                end = comments;
            }
        }

        while (end > 0 && _entries[end - 1].Kind == IniEntryKind.Blank)
        {
            end--;
        }

        return end;
    }

    /// <summary>The index of the last commented example of a key, or -1. <c>#key =</c> goes before <c># key =</c>, which may be prose.</summary>
    internal int Example(string key) =>
        _examples.TryGetValue((key, false), out var example) || _examples.TryGetValue((key, true), out example) ? IndexOf(example) : -1;
}
