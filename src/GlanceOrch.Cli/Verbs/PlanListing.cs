using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Core.Planning;

namespace GlanceOrch.Cli.Verbs;

/// <summary>Prints what a plan holds, for <c>--list-hosts</c>, <c>--list-tasks</c> and <c>--list-tags</c>.</summary>
internal static class PlanListing
{
    public static void Print(TaskPlan plan, PlayOptions options, TextWriter output)
    {
        foreach (var play in plan.Plays)
        {
            output.WriteLine($"play: {play.Name}");
            if (options.ListHosts)
            {
                output.WriteLine($"  hosts ({play.Hosts.Count}):");
                foreach (var host in play.Hosts)
                {
                    output.WriteLine($"    {host.Name}");
                }
            }

            var tasks = PlannedSteps.Tasks(play).Where(task => !task.IsMeta).ToList();
            if (options.ListTasks)
            {
                output.WriteLine("  tasks:");
                foreach (var task in tasks)
                {
                    output.WriteLine($"    {task.Title}{(task.Tags.Count == 0 ? "" : $"  TAGS: [{string.Join(", ", task.Tags.Order(StringComparer.Ordinal))}]")}");
                }
            }

            if (options.ListTags)
            {
                var tags = tasks.SelectMany(task => task.Tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
                output.WriteLine($"  tags: [{string.Join(", ", tags)}]");
            }
        }
    }
}
