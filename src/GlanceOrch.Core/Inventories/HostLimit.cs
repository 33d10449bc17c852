using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Inventories;

/// <summary>What <c>--limit</c> allows.</summary>
public sealed class HostLimit
{
    private readonly HashSet<Host>? _hosts;

    private HostLimit(HashSet<Host>? hosts) => _hosts = hosts;

    /// <summary>Allows every host.</summary>
    public static HostLimit None { get; } = new(null);

    /// <summary>Reads the value of <c>--limit</c>: patterns, among them <c>@file</c> with one pattern a line (<c>#</c> starts a comment line).</summary>
    /// <remarks>A limit that leaves no host is an error: else a typo would end in a run that does nothing and looks well.</remarks>
    /// <param name="inventory">The hosts to choose from.</param>
    /// <param name="limit">The value as given.</param>
    /// <param name="directory">The absolute path that relative ones of files start from.</param>
    /// <param name="diagnostics">Takes the findings.</param>
    /// <param name="allowEmpty">A limit, or a part of it, that matches nothing is meant: it gets a warning instead.</param>
    public static HostLimit Read(Inventory inventory, string limit, string directory, DiagnosticBag diagnostics, bool allowEmpty = false)
    {
        var span = new SourceFile("--limit", limit).At(1, 1, limit.Length);
        var current = new Folder(directory, "");
        var patterns = new List<string>();
        foreach (var part in limit.StartsWith('@') && !limit.Contains(',', StringComparison.Ordinal) ? [limit] : HostPatterns.Terms(inventory, limit))
        {
            if (part[0] != '@')
            {
                patterns.Add(part);
            }
            else if (current.Read(part[1..], diagnostics) is { } file)
            {
                patterns.AddRange(file.Content.Split('\n', StringSplitOptions.TrimEntries)
                    .Where(line => line.Length > 0 && line[0] != '#').SelectMany(line => HostPatterns.Terms(inventory, line)));
            }
            else
            {
                return None; // reported: the run will not start
            }
        }

        var hosts = patterns.Count == 0 ? [] : HostPatterns.Select(inventory, patterns, span, diagnostics, allowEmpty).ToHashSet();
        if (hosts.Count == 0)
        {
            var finding = InventoryDiagnostics.LimitMatchesNothing(span, limit);
            diagnostics.Add(allowEmpty ? finding with { Severity = Severity.Warning } : finding);
        }

        return new HostLimit(hosts);
    }

    public bool Allows(Host host) => _hosts is null || _hosts.Contains(host);
}
