using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Modules;

/// <summary>Hides the values of options that hold secrets, so that a configuration file can be shown.</summary>
internal static class IniSecrets
{
    private const string Hidden = "[hidden]";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Names as OpenStack's projects use them. "..._key" hides an ssl_key path as well, which does no harm.
    private static readonly Regex Name = new(
        "(^|_)(password|passwd|passphrase|secret|token|key|connection|transport_url|credentials?)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        Patience);

    // The password in scheme://user:password@host, whatever the option is called.
    private static readonly Regex Address = new("(?<start>://[^/\\s:@]*:)[^\\s@]+@", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience);

    // #key = value
    private static readonly Regex Example = new(
        "^(?<start>[ \\t]*[#;]+[ \\t]*(?<key>\\w+)[ \\t]*=[ \\t]*)(?<value>[^\\s<][^\\r\\n]*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience);

    public static bool IsSecret(string key) => Name.IsMatch(key);

    /// <summary>The text with secrets hidden; one that <paramref name="before"/> has with another value is marked as changed.</summary>
    public static string Render(IniDocument document, IniDocument? before)
    {
        var old = before?.Sections
            .SelectMany(part => part.Entries.Where(entry => entry.Kind == IniEntryKind.Option).Select(option => (Place: (part.Name, option.Key), option.Value)))
            .ToLookup(option => option.Place, option => option.Value);
        return document.Render((section, entry) => entry.Kind switch
        {
            IniEntryKind.Option when IsSecret(entry.Key) && !string.IsNullOrEmpty(entry.Value) =>
                $"{entry.Indent}{entry.Key}{entry.Separator}{Mark(old?[(section, entry.Key)], entry.Value)}{document.LineEnd}",
            IniEntryKind.Option => Address.Replace(entry.Text, $"${{start}}{Mark(old?[(section, entry.Key)], entry.Value)}@"),
            IniEntryKind.Comment => Example.Match(entry.Text) is { Success: true } match && IsSecret(match.Groups["key"].Value)
                ? $"{match.Groups["start"].Value}{Hidden}{document.LineEnd}"
                : Address.Replace(entry.Text, $"${{start}}{Hidden}@"),
            _ => entry.Text,
        });
    }

    private static string Mark(IEnumerable<string?>? old, string? value) =>
        old is null || !old.Any() || old.Contains(value, StringComparer.Ordinal) ? Hidden : "[hidden, changed]";
}
