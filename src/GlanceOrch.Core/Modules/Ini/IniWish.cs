using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Which options an INI file shall have: section, key, values in the order they were wished for. No values: the key shall not be there.</summary>
/// <remarks>Not for concurrent use.</remarks>
internal sealed class IniWish
{
    /// <summary>In a fragment, the value that stands for "this key shall not be in the file".</summary>
    public const string Null = "<null>";

    private readonly OrderedDictionary<(string Section, string Key), List<string>> _options = [];

    public IEnumerable<(string Section, string Key, IReadOnlyList<string> Values)> Options =>
        _options.Select(pair => (pair.Key.Section, pair.Key.Key, (IReadOnlyList<string>)pair.Value));

    /// <summary>Reads an INI fragment: several lines of one key are a list, comments are left out.</summary>
    /// <exception cref="ModuleException">It is no INI text; the message names the line.</exception>
    public static IniWish Of(string fragment, string name)
    {
        var wish = new IniWish();
        var line = 1;
        foreach (var part in IniDocument.Parse(IniValue.Lines(fragment), IniSyntax.Oslo).Sections)
        {
            line += Lines(part.Header);
            foreach (var entry in part.Entries)
            {
                if (entry.Kind == IniEntryKind.Other)
                {
                    throw new ModuleException($"{name}, line {line} is neither 'key = value' nor '[section]': {entry.Text.Trim()}");
                }

                if (entry.Kind == IniEntryKind.Option)
                {
                    wish.Add(part.Name ?? throw new ModuleException($"{name}, line {line}: '{entry.Key}' stands before the first [section]"), entry);
                }

                line += Lines(entry.Text);
            }
        }

        return wish;
    }

    /// <summary>Reads a mapping of sections to mappings of keys to a scalar, a list of scalars or null.</summary>
    /// <exception cref="ModuleException">Something else stands there.</exception>
    public static IniWish Of(ScriptObject sections)
    {
        var wish = new IniWish();
        foreach (var (section, options) in sections)
        {
            NeedName(section, "section");
            foreach (var (key, value) in options switch
            {
                null => [],
                ScriptObject mapping => mapping,
                _ => throw new ModuleException($"values: section '{section}' must be a mapping, not {ValueText.Describe(options)}"),
            })
            {
                NeedName(key, "key");
                var values = wish.ValuesOf(section, key);
                try
                {
                    values.AddRange((value is ScriptArray list ? list : [value]).OfType<object>().Select(IniValue.Oslo));
                }
                catch (ModuleException exception)
                {
                    throw new ModuleException($"values: {section}/{key}: {exception.Message}", exception);
                }
            }
        }

        return wish;
    }

    /// <summary>True when the option shall be there.</summary>
    public bool Wants(string section, string key) => _options.TryGetValue((section, key), out var values) && values.Count > 0;

    private static int Lines(string text) => text.AsSpan().Count('\n');

    private static void NeedName(string name, string kind)
    {
        var marks = kind == "key" ? "\n\r=:" : "\n\r";
        if (name.Length == 0 || name.Trim() != name || name.AsSpan().IndexOfAny(marks) >= 0 || (kind == "key" && name[0] is '#' or ';' or '['))
        {
            throw new ModuleException($"values: '{name}' cannot be the name of a {kind}");
        }
    }

    private List<string> ValuesOf(string section, string key)
    {
        if (!_options.TryGetValue((section, key), out var values))
        {
            _options.Add((section, key), values = []);
        }

        return values;
    }

    private void Add(string section, IniEntry entry)
    {
        var values = ValuesOf(section, entry.Key);
        if (entry.Value is { } value && value != Null)
        {
            values.Add(IniValue.OsloText(value));
        }
    }
}
