using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Execution;

/// <summary>What a run works with, beside its plan and options.</summary>
public sealed record RunContext
{
    public required Inventory Inventory { get; init; }

    public required ITemplateEngine Engine { get; init; }

    public required IHostOpener Opener { get; init; }

    public required IRunObserver Observer { get; init; }

    public required SecretMasker Secrets { get; init; }

    /// <summary>Decrypts values and files.</summary>
    public VaultReader Vault { get; init; } = VaultReader.None;

    /// <summary>Keeps handlers that were notified until they have run, over the end of the run; null: nothing is kept.</summary>
    public HandlerJournal? Journal { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Carries a plan out, play by play.</summary>
public sealed class Runner(RunContext context, RunOptions options)
{
    /// <summary>Runs the plan; what happens goes to the observer, the last event is <see cref="RunFinished"/>.</summary>
    /// <param name="plan">Without errors.</param>
    /// <param name="stop">Start nothing new: what runs may end (the first Ctrl-C).</param>
    /// <param name="cancellationToken">Cut off (the second Ctrl-C). The run then ends with <see cref="RunFinished"/> all the same.</param>
    public async Task<RunFinished> RunAsync(TaskPlan plan, CancellationToken stop, CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        var hosts = plan.Plays.SelectMany(play => play.Hosts).Distinct().ToDictionary(host => host.Name, host => new HostState(host), StringComparer.Ordinal);
        var interrupted = false;
        var services = new RunServices(context, options, hosts);
        context.Secrets.AddNames(plan.Plays.SelectMany(play => play.Roles));
        if (context.Journal is { } journal)
        {
            journal.Warn = message => services.Report(new RunWarning(message));
        }

        await using (services)
        {
            try
            {
                foreach (var play in plan.Plays)
                {
                    if (!await new PlayRunner(services, play, hosts).RunAsync(stop, cancellationToken) || stop.IsCancellationRequested)
                    {
                        break;
                    }
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                interrupted = true;
            }
        }

        var finished = new RunFinished(
            [.. hosts.Values.Where(host => host.TookPart).Select(host => host.Recap()).OrderBy(recap => recap.Host, StringComparer.Ordinal)],
            interrupted || stop.IsCancellationRequested,
            context.Time.GetElapsedTime(started))
        {
            KeepsPending = !options.Check && context.Journal is { IsBroken: false },
        };
        services.Report(finished);
        return finished;
    }
}
