using System.Text.Json;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Text;
using Xunit.Abstractions;

namespace GlanceOrch.Core.Tests.Inventories.Differential;

/// <summary>What Ansible says of inventories made by chance, we say. The differences there are stand in docs/compatibility.md.</summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int Inventories = 2000;

    [OracleFact]
    public void Hosts_groups_and_variables_are_those_of_ansible_and_so_are_the_hosts_of_patterns()
    {
        output.WriteLine($"GLANCE_ORCH_TEST_SEED={Chance.Seed}");
        using var oracle = new AnsibleOracle();
        var generator = new InventoryGenerator(Chance.Seed);
        var (refused, patterns, differences) = (0, 0, new List<string>());
        for (var number = 0; number < Inventories; number++)
        {
            var inventory = generator.Next();
            using var folder = new InventoryFolder();
            foreach (var (path, content) in inventory.Files)
            {
                folder.With(path, content);
            }

            var theirs = oracle.Ask(inventory, folder.FullPath);
            var ours = new InventoryLoader(folder.FullPath, new PlainTemplates());
            var loaded = ours.WithPlaybookDirectory(ours.Load(inventory.Sources, folder.Diagnostics), inventory.Playbook ?? "", folder.Diagnostics);
            if (theirs.TryGetProperty("error", out var error) || folder.Diagnostics.HasErrors)
            {
                refused++;
                if ((error.ValueKind != JsonValueKind.Undefined) != folder.Diagnostics.HasErrors)
                {
                    differences.Add($"#{number} Ansible: {error}\nhere: {string.Join("\n", folder.Findings)}\n{inventory}");
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
                Compare($"pattern {pattern}", Names(HostPatterns.Select(loaded, pattern, SourceSpan.Nowhere("hosts"), new DiagnosticBag())), theirs.GetProperty("patterns")[index]);
            }

            foreach (var (limit, index) in inventory.Limits.Select((limit, index) => (limit, index)))
            {
                patterns++;
                var allowed = HostLimit.Read(loaded, limit, folder.FullPath, new DiagnosticBag());
                Compare($"limit {limit}", Names(loaded.All.AllHosts.Where(allowed.Allows)), theirs.GetProperty("limits")[index]);
            }

            void Compare(string what, string here, JsonElement there)
            {
                var expected = there.ValueKind == JsonValueKind.Array ? string.Join(' ', there.EnumerateArray()) : there.ToString();
                if (here != expected)
                {
                    differences.Add($"#{number} {what}\nAnsible: {expected}\nhere:    {here}\n{inventory}");
                }
            }
        }

        output.WriteLine($"{Inventories} inventories, {refused} refused by both, {patterns} patterns, {differences.Count} differences");
        File.WriteAllText("/tmp/inv-differences.txt", string.Join("\n----------\n", differences));
        differences.Count.ShouldBe(0, string.Join("\n----------\n", differences.Take(3)));
    }

    private static string Names(IEnumerable<Host> hosts) => string.Join(' ', hosts);

    private static string Text(Inventory inventory) => PythonJson.Write(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["groups"] = inventory.Groups.ToDictionary(
            group => group.Name,
            group => (object?)new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["children"] = group.Children.Select(child => child.Name).Order(StringComparer.Ordinal),
                ["hosts"] = group.Hosts.Select(host => host.Name),
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

        var (left, right) = (ours.Split('\n').ToList(), theirs.Split('\n').ToList());
        return $"only here:\n{string.Join('\n', left.Except(right).Take(10))}\nonly Ansible:\n{string.Join('\n', right.Except(left).Take(10))}";
    }
}
