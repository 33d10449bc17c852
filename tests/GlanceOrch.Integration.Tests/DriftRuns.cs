using System.Globalization;
using System.Text;

namespace GlanceOrch.Integration.Tests;

/// <summary>Edits the deployed site at random, in rounds: check, play, and a look at everything before and after each. The tests judge what was noted.</summary>
public sealed class DriftRuns(DeployedGlance glance) : IAsyncLifetime
{
    private const int Rounds = 12;
    private const int Size = 17;
    internal const int LeastOfAKind = 3;

    private int _round;

    /// <summary>That of GLANCE_ORCH_TEST_SEED, else the same one each time. Others find what this one does not.</summary>
    internal int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("GLANCE_ORCH_TEST_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
        ? seed
        : 40085;

    internal List<DriftEdit> Edits { get; } = [];

    /// <summary>Edits that changed nothing: mistakes of the test itself.</summary>
    internal List<string> WithoutEffect { get; } = [];

    internal List<string> NotShown { get; } = [];

    internal List<string> ChangedByCheck { get; } = [];

    internal List<string> NotRepaired { get; } = [];

    internal List<string> ChangedBeside { get; } = [];

    internal List<string> Failures { get; } = [];

    /// <summary>The run after all of it.</summary>
    internal Lab.Ended Last { get; private set; } = new(-1, "", "", default);

    internal Lab.Ended Verified { get; private set; } = new(-1, "", "", default);

    internal StringBuilder Times { get; } = new();

    public async Task InitializeAsync()
    {
        if (Lab.Missing is not null || glance.First.Status != 0)
        {
            return;
        }

        await PlayAsync(whole: true);
        var before = await SiteState.ReadAsync();
        var edits = await DriftEdits.FindAsync(before, async () =>
        {
            var configured = await PlayAsync(whole: false, "--tags", "config");
            configured.Status.ShouldBe(0, configured.Output + configured.Error);
        });
        foreach (var round in edits.Draw(new Random(Seed), Rounds, Size, LeastOfAKind).Prepend(edits.LogFileAndLostPrivilege))
        {
            before = await RoundAsync(round, before);
        }

        Last = await PlayAsync(whole: true, "--detailed-exitcode");
        Verified = await DeployedGlance.VerifyAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<SiteState> RoundAsync(IReadOnlyList<DriftEdit> round, SiteState before)
    {
        _round++;
        Edits.AddRange(round);
        string Named(DriftEdit edit) => string.Create(CultureInfo.InvariantCulture, $"round {_round}: {edit}");
        await ApplyAsync(round);
        var drifted = await SiteState.ReadAsync();
        WithoutEffect.AddRange(round.Where(edit => edit.Places.Any(place => drifted[place] == before[place])).Select(Named));

        var whole = round.Any(edit => edit.IsOfServices);
        var check = await PlayAsync(whole, "--check", "--diff");
        var shown = TaskOutput.Parse(check.Output);
        NotShown.AddRange(round.Where(edit => !edit.IsShownIn(shown)).Select(Named));
        var after = await SiteState.ReadAsync();
        ChangedByCheck.AddRange(after.Since(drifted));

        var play = await PlayAsync(whole);
        after = await SiteState.ReadAsync();
        NotRepaired.AddRange(round.Where(edit => edit.Places.Any(place => after[place] != before[place])).Select(Named));
        ChangedBeside.AddRange(after.Since(before));
        Failures.AddRange(new[] { check, play }.Where(run => run.Status != 0).Select(run => $"{string.Join("; ", round)}\n{run.Output}{run.Error}"));
        Times.AppendLine(CultureInfo.InvariantCulture, $"round {_round}: check {check.Duration.TotalSeconds:0.0} s, play {play.Duration.TotalSeconds:0.0} s");
        return after;
    }

    private static async Task ApplyAsync(IReadOnlyList<DriftEdit> round)
    {
        using (var keystone = await KeystoneAdmin.LogInAsync())
        {
            foreach (var edit in round)
            {
                await (edit.InKeystone?.Invoke(keystone) ?? Task.CompletedTask);
            }
        }

        await Task.WhenAll(round.Where(edit => edit.Script is not null).GroupBy(edit => edit.Host).Select(edits =>
            Lab.OnAsync(edits.Key, $"set -e\n{SiteState.Functions}\n{DriftEdits.Functions}\n{string.Join('\n', edits.Select(edit => edit.Script))}")));
    }

    private Task<Lab.Ended> PlayAsync(bool whole, params IReadOnlyList<string> options)
    {
        IReadOnlyList<string> services = whole ? ["tests/lab/services.yml"] : [];
        return Lab.ToolAsync(["play", .. services, "site.yml", "-i", glance.Inventory, "-e", "glance_rabbitmq_user=glance", .. options]);
    }
}
