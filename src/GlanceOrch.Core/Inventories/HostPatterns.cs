using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Inventories;

/// <summary>Chooses hosts by Ansible's patterns.</summary>
/// <remarks>
/// Terms stand between <c>,</c> or, where there is no comma, <c>:</c>. A term is a host, a group, a wildcard (<c>web*</c>) or, behind <c>~</c>, a regular expression that
/// must match from the start of the name. <c>web[0]</c>, <c>web[-1]</c>, <c>web[1:3]</c> (both ends included) count within what the term before
/// matches. <c>!term</c> takes away and <c>&amp;term</c> keeps only, both after all others, wherever they stand.
/// </remarks>
public static partial class HostPatterns
{
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The names of the machine we run on: they mean it even when the inventory does not name it.</summary>
    public static IReadOnlyList<string> LocalhostNames { get; } = ["localhost", "127.0.0.1", "::1"];

    /// <summary>The hosts a pattern means, each once, in the order of the terms, and within a term of the inventory.</summary>
    /// <param name="inventory">The hosts to choose from; <c>localhost</c> and its addresses are found even if it has none of these names.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="span">Where it stands.</param>
    /// <param name="diagnostics">Takes an error for each term that matches neither host nor group.</param>
    /// <param name="allowEmpty">Such a term is meant: it gets a warning instead.</param>
    public static IReadOnlyList<Host> Select(Inventory inventory, string pattern, SourceSpan span, DiagnosticBag diagnostics, bool allowEmpty = false) =>
        Select(inventory, Terms(inventory, pattern), span, diagnostics, allowEmpty);

    /// <summary>The same for a pattern that is cut into its terms.</summary>
    internal static IReadOnlyList<Host> Select(Inventory inventory, IEnumerable<string> given, SourceSpan span, DiagnosticBag diagnostics, bool allowEmpty)
    {
        if (allowEmpty)
        {
            var findings = new DiagnosticBag();
            var found = Select(inventory, given, span, findings, allowEmpty: false);
            foreach (var finding in findings)
            {
                diagnostics.Add(InventoryDiagnostics.IsAboutNothing(finding) ? finding with { Severity = Severity.Warning } : finding);
            }

            return found;
        }

        var terms = given.ToList();
        foreach (var term in terms.Where(term => term is "!" or "&"))
        {
            diagnostics.Add(InventoryDiagnostics.EmptyPattern(span, term));
        }

        terms.RemoveAll(term => term is "!" or "&");
        var selected = new OrderedDictionary<Host, bool>();
        var plain = terms.Where(term => term[0] is not ('!' or '&')).ToList();
        Host? implicitHost = null;
        foreach (var host in plain.Count == 0 ? inventory.All.AllHosts : plain.SelectMany(Hosts))
        {
            selected.TryAdd(host, true);
        }

        IEnumerable<Host> result = selected.Keys;
        foreach (var term in terms.Where(term => term[0] == '&'))
        {
            var kept = Hosts(term[1..]).ToHashSet();
            result = result.Where(kept.Contains);
        }

        foreach (var term in terms.Where(term => term[0] == '!'))
        {
            var taken = Hosts(term[1..]).ToHashSet();
            result = result.Where(host => !taken.Contains(host));
        }

        return [.. result];

        // The implicit localhost is one host, whichever of its names comes first.
        IEnumerable<Host> Hosts(string term) =>
            Matched(inventory, term, span, diagnostics).Select(host => inventory.FindHost(host.Name) is null ? implicitHost ??= host : host).ToList();
    }

    /// <summary>The terms of a pattern.</summary>
    internal static IEnumerable<string> Terms(Inventory inventory, string pattern) =>
        pattern.Contains(',', StringComparison.Ordinal) ? pattern.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        : IPAddress.TryParse(pattern.TrimStart('!', '&'), out _) || inventory.FindHost(pattern) is not null ? [pattern]
        : SplitAtColons(pattern);

    /// <summary>Cuts at the colons and blanks outside brackets.</summary>
    private static IEnumerable<string> SplitAtColons(string text)
    {
        var start = 0;
        var depth = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            var c = at == text.Length ? ':' : text[at];
            depth += c == '[' ? 1 : c == ']' && depth > 0 ? -1 : 0;
            if (at == text.Length || ((c == ':' || char.IsWhiteSpace(c)) && depth == 0))
            {
                if (text[start..at].Trim() is { Length: > 0 } term)
                {
                    yield return term;
                }

                start = at + 1;
            }
        }
    }

    private static IEnumerable<Host> Matched(Inventory inventory, string term, SourceSpan span, DiagnosticBag diagnostics)
    {
        // Behind '~' brackets belong to the regular expression.
        var subscript = term[0] == '~' ? Match.Empty : Subscript().Match(term);
        var name = subscript.Success ? subscript.Groups["name"].Value : term;
        if (Named(inventory, name, span, diagnostics) is not { } hosts)
        {
            diagnostics.Add(InventoryDiagnostics.UnknownPattern(span, term, Nearest(inventory, name)));
            return [];
        }

        if (!subscript.Success)
        {
            return hosts;
        }

        var counted = Count(hosts, subscript);
        if (counted.Count == 0 && hosts.Count > 0)
        {
            diagnostics.Add(InventoryDiagnostics.SubscriptMatchesNothing(span, term));
        }

        return counted;
    }

    private static string? Nearest(Inventory inventory, string name) =>
        Suggestions.Nearest(name, inventory.Groups.Select(group => group.Name).Concat(inventory.Hosts.Select(host => host.Name)));

    /// <summary>The hosts of a term without subscript; null when nothing bears such a name. A group without hosts is something.</summary>
    private static IReadOnlyList<Host>? Named(Inventory inventory, string name, SourceSpan span, DiagnosticBag diagnostics)
    {
        if (name[0] != '~' && name.AsSpan().IndexOfAny('*', '?', '[') < 0)
        {
            if (inventory.FindGroup(name) is { } group)
            {
                return group.AllHosts;
            }

            var host = inventory.FindHost(name) ?? (LocalhostNames.Contains(name, StringComparer.Ordinal) ? Localhost(inventory, name) : null);
            return host is null ? null : [host];
        }

        Regex regex;
        try
        {
            var text = name[0] == '~' ? $"^(?:{name[1..]})" : Wildcard.ToRegex(name);
            regex = new Regex(text, RegexOptions.CultureInvariant, RegexTimeout);
        }
        catch (RegexParseException exception)
        {
            diagnostics.Add(InventoryDiagnostics.BadRegex(span, name, exception.Message));
            return [];
        }

        try
        {
            var groups = inventory.Groups.Where(group => regex.IsMatch(group.Name)).ToList();
            var hosts = inventory.Hosts.Where(host => regex.IsMatch(host.Name)).ToList();
            // A host may come several times, and subscripts count it so, as Ansible does. Selections name it once.
            return groups.Count + hosts.Count == 0 ? null : [.. groups.SelectMany(group => group.AllHosts).Concat(hosts)];
        }
        catch (RegexMatchTimeoutException exception)
        {
            diagnostics.Add(InventoryDiagnostics.BadRegex(
                span, name, string.Create(CultureInfo.InvariantCulture, $"it takes longer than {RegexTimeout.TotalSeconds} s on '{exception.Input}'")));
            return [];
        }
    }

    /// <summary>The inventory's host for this machine under another of its names, or the implicit one.</summary>
    private static Host Localhost(Inventory inventory, string name) =>
        LocalhostNames.Select(inventory.FindHost).FirstOrDefault(host => host is not null) ?? inventory.ImplicitLocalhost(name);

    private static IReadOnlyList<Host> Count(IReadOnlyList<Host> hosts, Match subscript)
    {
        var first = int.Parse(subscript.Groups["first"].ValueSpan, CultureInfo.InvariantCulture);
        if (!subscript.Groups["range"].Success)
        {
            var index = first < 0 ? hosts.Count + first : first;
            return index >= 0 && index < hosts.Count ? [hosts[index]] : [];
        }

        var last = subscript.Groups["last"] is { Length: > 0 } given ? int.Parse(given.ValueSpan, CultureInfo.InvariantCulture) : hosts.Count - 1;
        return [.. hosts.Skip(first).Take(last - first + 1)];
    }

    [GeneratedRegex(@"^(?<name>.+)\[((?<first>-?[0-9]{1,9})|(?<first>[0-9]{1,9})(?<range>[:-])(?<last>[0-9]{0,9}))\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Subscript();
}
