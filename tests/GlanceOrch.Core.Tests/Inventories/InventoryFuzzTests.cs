using System.Diagnostics;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Tests.Inventories.Differential;
using GlanceOrch.Core.Text;
using Xunit.Abstractions;

namespace GlanceOrch.Core.Tests.Inventories;

/// <summary>Broken inventories give findings or values, and nothing else.</summary>
public sealed class InventoryFuzzTests(ITestOutputHelper output)
{
    private const int Inputs = 20_000;

    /// <summary>For one input; far more than any takes on a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly string[] Tokens =
    [
        "[", "]", "{", "}", ":", ",", "#", "'", "\"", "\\", "=", "&a ", "*a", "<<: ", "- ", "| ", "> ", "\t", "\n", "\r\n", " ", "[1:9]", "[a:z:2]", "[0:99999999999]", ":vars]", ":children]",
        "[all]", "all:", "hosts:", "children:", "vars:", "plugin: constructed\n", "compose: ", "{{ x }}", "{{", "}}", "!vault ", "!!int ", "~", "null", "\0", "\uFEFF", "é", "---\n", "...\n", "%YAML 1.1\n", "? ", "1e999", "0x", "ansible_group_priority=",
    ];

    [Fact]
    public void A_broken_inventory_is_a_finding_or_a_value_never_a_crash_or_a_hang()
    {
        output.WriteLine($"GLANCE_ORCH_TEST_SEED={Chance.Seed}");
        var chance = new Chance(Chance.Seed);
        var seeds = OracleCases.All.Values.SelectMany(each => each.Files).Select(file => (file.Key, file.Value)).ToList();
        seeds.Add(("c.yml", "plugin: constructed\nstrict: true\ncompose:\n  a: inventory_hostname\ngroups:\n  g: a == 1\nkeyed_groups:\n  - key: a\n    prefix: x\n"));
        var engine = new ScriptEngine();
        var slowest = TimeSpan.Zero;
        var (findings, values) = (0, 0);
        for (var number = 0; number < Inputs; number++)
        {
            var (path, text) = seeds[chance.Below(seeds.Count)];
            var input = Mutate(chance, text);
            var diagnostics = new DiagnosticBag();
            var start = Stopwatch.GetTimestamp();
            try
            {
                var inventory = InventoryLoader.Parse(new SourceFile(path, input), engine, diagnostics);
                _ = InventoryJson.List(inventory).Length + InventoryGraph.Text(inventory, inventory.All, withVariables: true).Length + InventoryYaml.List(inventory).Length;
                foreach (var diagnostic in diagnostics)
                {
                    DiagnosticFormat.Format(diagnostic).ShouldNotBeEmpty();
                }
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"input {number} of {path}:\n{input}", exception);
            }

            var took = Stopwatch.GetElapsedTime(start);
            took.ShouldBeLessThan(Limit, $"input {number} of {path}:\n{input}");
            slowest = took > slowest ? took : slowest;
            findings += diagnostics.HasErrors ? 1 : 0;
            values += diagnostics.HasErrors ? 0 : 1;
        }

        output.WriteLine($"{Inputs} inputs: {findings} with findings, {values} without; the slowest took {slowest.TotalMilliseconds:0} ms");
    }

    private static string Mutate(Chance chance, string text)
    {
        for (var count = 1 + chance.Below(4); count > 0; count--)
        {
            var at = chance.Below(text.Length + 1);
            var length = Math.Min(text.Length - at, chance.Below(chance.Of(2, 8, 40)));
            text = chance.Below(5) switch
            {
                0 => text[..at] + chance.Of(Tokens) + text[at..],
                1 => text.Remove(at, length),
                2 => text[..at] + chance.Soup("ab01 .:[]{}=#'\"\\,\n\t", 4) + text[(at + length)..],
                3 => text[..at] + text.Substring(at, length) + text[at..],
                _ => text[..at],
            };
        }

        return text;
    }
}
