using System.Text.RegularExpressions;

namespace GlanceOrch.Cli.Tests;

/// <summary>What <c>examples/</c> ships, without hosts: it compiles, and its READMEs speak of what is there. That it works, the integration tests show.</summary>
public sealed partial class ExamplesTests
{
    public static TheoryData<string> Examples =>
        [.. Directory.EnumerateDirectories(Path.Combine(InProcess.Root, "examples")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_compiles_with_its_inventory_without_a_warning(string example)
    {
        var playbooks = Directory.EnumerateFiles(Folder(example), "*.yml").ToList();
        playbooks.ShouldNotBeEmpty();
        foreach (var playbook in playbooks)
        {
            (await InProcess.RunAsync("lint", playbook)).ShouldBe((ExitCodes.Success, ""), playbook);
            var (code, printed) = await InProcess.RunAsync("play", playbook, "-i", Path.Combine(Folder(example), "inventory"), "--syntax-check");
            code.ShouldBe(ExitCodes.Success, printed);
            printed.ShouldNotContain("warning");
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_readme_runs_the_example_s_play_dry_for_real_and_again(string example)
    {
        var commands = FencedBlock.In(Readme(example)).Where(block => block.Mark == "run").SelectMany(block => block.Lines).ToList();
        var plays = commands.Where(line => line.StartsWith($"glance-orch play {example}.yml -i inventory", StringComparison.Ordinal)).ToList();
        plays.Count.ShouldBe(3);
        plays[0].ShouldEndWith("--check");
        plays[2].ShouldContain("--detailed-exitcode");
        foreach (var word in commands.SelectMany(line => line.Split(' ')).Where(word => word.EndsWith(".yml", StringComparison.Ordinal)))
        {
            File.Exists(Path.Combine(Folder(example), word)).ShouldBeTrue(word);
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Links_of_a_readme_lead_somewhere(string example)
    {
        foreach (Match link in Link().Matches(Readme(example)))
        {
            File.Exists(Path.Combine(Folder(example), link.Groups["path"].Value)).ShouldBeTrue(link.Value);
        }
    }

    private static string Folder(string example) => Path.Combine(InProcess.Root, "examples", example);

    private static string Readme(string example) => File.ReadAllText(Path.Combine(Folder(example), "README.md"));

    [GeneratedRegex(@"\]\((?<path>[^)#]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Link();
}
