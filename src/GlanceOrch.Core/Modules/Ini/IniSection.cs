namespace GlanceOrch.Core.Modules;

/// <summary>A section header with the lines below it. Not for concurrent use.</summary>
/// <param name="name">Null: what stands before the first header.</param>
/// <param name="header">The exact header line, line end included; empty before the first header.</param>
public sealed class IniSection(string? name, string header)
{
    public string? Name { get; } = name;

    public string Header { get; internal set; } = header;

    public List<IniEntry> Entries { get; } = [];

    public IEnumerable<IniEntry> Options => Entries.Where(entry => entry.Kind == IniEntryKind.Option);

    /// <summary>The index at which a new last option goes: before trailing blank lines, and before a comment that belongs to the next header.</summary>
    internal int End(bool isLast)
    {
        var end = Entries.Count;
        if (!isLast)
        {
            // Comments right above the next header, set off by a blank line from what is ours.
            var comments = end;
            while (comments > 0 && Entries[comments - 1].Kind == IniEntryKind.Comment)
            {
                comments--;
            }

            if (comments > 0 && Entries[comments - 1].Kind == IniEntryKind.Blank)
            {
                end = comments;
            }
        }

        while (end > 0 && Entries[end - 1].Kind == IniEntryKind.Blank)
        {
            end--;
        }

        return end;
    }

    /// <summary>The index of the last commented example of a key, or -1. <c>#key =</c> goes before <c># key =</c>, which may be prose.</summary>
    internal int Example(string key)
    {
        var tight = Entries.FindLastIndex(entry => entry.IsExampleOf(key, spaced: false));
        return tight >= 0 ? tight : Entries.FindLastIndex(entry => entry.IsExampleOf(key, spaced: true));
    }
}
