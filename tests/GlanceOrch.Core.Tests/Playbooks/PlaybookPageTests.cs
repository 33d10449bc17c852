using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Tests.Execution;

namespace GlanceOrch.Core.Tests.Playbooks;

/// <summary>docs/playbooks.md: the page has every keyword, and its example is a playbook.</summary>
public sealed class PlaybookPageTests
{
    private static string Page { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs", "playbooks.md"));

    [Fact]
    public void Every_keyword_is_explained() =>
        Keywords.Play.Concat(Keywords.Task).Concat(Keywords.Block).Concat(Keywords.Import).Distinct()
            .Where(keyword => !Page.Contains($"`{keyword}`", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void The_example_compiles()
    {
        using var run = new TestRun();
        run.File("roles/greeter/tasks/main.yml", "- ping:\n");
        run.Compile(Page.Split("```yaml\n")[1].Split("```")[0], "[web]\na\nb\n[old]\nb\n");
        run.Diagnostics.ShouldBeEmpty();
    }
}
