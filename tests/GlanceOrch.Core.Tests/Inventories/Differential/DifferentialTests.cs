using System.Text.Json;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using Xunit.Abstractions;

namespace GlanceOrch.Core.Tests.Inventories.Differential;

/// <summary>What Ansible says of inventories made by chance, we say. The differences there are stand in docs/compatibility.md.</summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int Inventories = 2000;

    [AnsibleFact]
    public void Hosts_groups_and_variables_are_those_of_ansible_and_so_are_the_hosts_of_patterns()
    {
        output.WriteLine($"GLANCE_ORCH_TEST_SEED={Chance.Seed}");
        using var oracle = new AnsibleOracle();
        var generator = new InventoryGenerator(Chance.Seed);
        var (refused, patterns, orders, differences) = (0, 0, 0, new List<string>());
        for (var number = 0; number < Inventories; number++)
        {
            var inventory = generator.Next();
            using var folder = new InventoryFolder();
            foreach (var (path, content) in inventory.Files)
            {
                folder.With(path, content, executable: inventory.Scripts.Contains(path));
            }

            var theirs = oracle.Ask(inventory, folder.FullPath);
            var ours = new InventoryLoader(folder.FullPath, new ScriptEngine());
            var loaded = ours.WithPlaybookDirectory(ours.Load(inventory.Sources, folder.Diagnostics), inventory.Playbook ?? "", folder.Diagnostics);
            if (theirs.TryGetProperty("error", out var error) || folder.Diagnostics.HasErrors)
            {
                refused++;
                if (!IsKnown(error, folder.Diagnostics))
                {
                    differences.Add($"#{number} Ansible: {error}\nhere: {string.Join("\n", folder.Diagnostics.Where(finding => finding.Severity == Severity.Error))}\n{inventory}");
                }

                continue;
            }

            var difference = Lines(Text(loaded), theirs.GetProperty("inventory").GetString() ?? "");
            if (difference.Length > 0)
            {
                differences.Add($"#{number} {difference}\n{inventory}");
                continue;
            }

            foreach (var (pattern, index) in inventory.Patterns.Select((pattern, index) => (pattern, index)))
            {
                patterns++;
                var findings = new DiagnosticBag();
                var selected = HostPatterns.Select(loaded, pattern, SourceSpan.Nowhere("hosts"), findings);
                Compare($"pattern {pattern}", selected, findings, theirs.GetProperty("patterns")[index]);
            }

            foreach (var (limit, index) in inventory.Limits.Select((limit, index) => (limit, index)))
            {
                patterns++;
                var findings = new DiagnosticBag();
                var allowed = HostLimit.Read(loaded, limit, folder.FullPath, findings);
                Compare($"limit {limit}", loaded.All.AllHosts.Where(allowed.Allows), findings, theirs.GetProperty("limits")[index]);
            }

            void Compare(string what, IEnumerable<Host> here, DiagnosticBag findings, JsonElement there)
            {
                if (there.ValueKind != JsonValueKind.Array)
                {
                    if (!findings.HasErrors)
                    {
                        differences.Add($"#{number} {what}\nAnsible: {there}\nhere:    {string.Join(' ', here)}\n{inventory}");
                    }

                    return;
                }

                // The implicit localhost is no part of the inventory, and a limit is a filter: only patterns make an order.
                var names = here.Select(host => host.Name).ToList();
                var expected = there.EnumerateArray().Select(host => host.GetString() ?? "").ToList();
                var sameOrder = names.SequenceEqual(expected, StringComparer.Ordinal);
                if (!sameOrder && names.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal)))
                {
                    if (OrderIsCertain(loaded) && what.StartsWith("pattern", StringComparison.Ordinal))
                    {
                        differences.Add($"#{number} {what}\nAnsible: {string.Join(' ', expected)}\nhere:    {string.Join(' ', names)}\n{inventory}");
                    }

                    orders++;
                }
                else if (!sameOrder)
                {
                    differences.Add($"#{number} {what}\nAnsible: {string.Join(' ', expected)}\nhere:    {string.Join(' ', names)}\n{inventory}");
                }
            }
        }

        output.WriteLine($"{Inventories} inventories, {refused} refused by both, {patterns} patterns, {orders} in another order, {differences.Count} differences");
        differences.Count.ShouldBe(0, string.Join("\n----------\n", differences.Take(10)));
    }

    /// <summary>Both refuse it; or one does, and docs/compatibility.md says why.</summary>
    private static bool IsKnown(JsonElement error, DiagnosticBag findings)
    {
        var errors = findings.Where(finding => finding.Severity == Severity.Error).ToList();
        if (error.ValueKind != JsonValueKind.Undefined)
        {
            // A host's line may begin with [ and end with ].
            return errors.Count > 0 || (error.GetString() ?? "").Contains("Invalid section entry", StringComparison.Ordinal);
        }

        // Templates must parse, and so must variable files that no host needs.
        return errors.TrueForAll(finding => finding.Code == "GO5001" || finding.Span.File.Path.Contains("_vars/", StringComparison.Ordinal));
    }

    /// <summary>Where groups lie on several ways below each other, Ansible's order depends on the order of Python's sets.</summary>
    private static bool OrderIsCertain(Inventory inventory) => inventory.Groups.All(group => group.Depth < 2);

    private static string Text(Inventory inventory) => PythonJson.Write(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["groups"] = inventory.Groups.ToDictionary(
            group => group.Name,
            group => (object?)new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["children"] = group.Children.Select(child => child.Name).Order(StringComparer.Ordinal),
                ["hosts"] = group.Name == "ungrouped" ? group.Hosts.Select(host => host.Name).Order(StringComparer.Ordinal) : group.Hosts.Select(host => host.Name),
            },
            StringComparer.Ordinal),
        ["hosts"] = inventory.Hosts.ToDictionary(host => host.Name, host => (object?)inventory.VariablesOf(host), StringComparer.Ordinal),
    });

    private static string Lines(string ours, string theirs)
    {
        if (ours == theirs)
        {
            return "";
        }

        var (left, right) = (ours.Split('\n'), theirs.Split('\n'));
        var first = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        var last = left.Reverse().Zip(right.Reverse()).Take(Math.Min(left.Length, right.Length) - first).TakeWhile(pair => pair.First == pair.Second).Count();
        var context = Math.Max(0, first - 4);
        return $"here:\n{string.Join('\n', left[context..^last])}\nAnsible:\n{string.Join('\n', right[context..^last])}";
    }
}
