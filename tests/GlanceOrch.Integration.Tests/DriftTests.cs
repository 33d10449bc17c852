using System.Globalization;
using Xunit.Abstractions;

namespace GlanceOrch.Integration.Tests;

/// <summary>Whatever somebody changes behind the roles' back is shown by a check and mended by a play. The fixture does it; each test judges one part.</summary>
[Collection("hosts services, api1")]
[Trait("Lab", "second")]
public sealed class DriftTests(DriftRuns runs, ITestOutputHelper output) : IClassFixture<DriftRuns>
{
    private string Again => string.Create(CultureInfo.InvariantCulture, $"once more with GLANCE_ORCH_TEST_SEED={runs.Seed}");

    [LabFact]
    public void Two_hundred_edits_or_more_of_all_kinds_are_made()
    {
        var kinds = runs.Edits.CountBy(edit => edit.Kind).ToList();
        output.WriteLine($"{Again}\n{runs.Times}{string.Join('\n', kinds.OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Value,4} {kind.Key}"))}");
        runs.Edits.Count.ShouldBeGreaterThanOrEqualTo(200);
        kinds.Count.ShouldBeGreaterThan(25);
        kinds.ShouldAllBe(kind => kind.Value >= DriftRuns.LeastOfAKind, Again);
        runs.WithoutEffect.ShouldBeEmpty(Again);
    }

    [LabFact]
    public void Each_edit_is_shown_by_a_check() => Judge(runs.NotShown);

    [LabFact]
    public void A_check_changes_nothing() => Judge(runs.ChangedByCheck);

    [LabFact]
    public void Each_edit_is_repaired_by_a_play() => Judge(runs.NotRepaired);

    [LabFact]
    public void Nothing_else_is_changed_by_the_repair() => Judge(runs.ChangedBeside);

    [LabFact]
    public void No_run_fails() => Judge(runs.Failures);

    [LabFact]
    public void Afterwards_there_is_nothing_to_do_and_glance_works()
    {
        runs.Last.Status.ShouldBe(0, Again + runs.Last.Output + runs.Last.Error);
        runs.Verified.Status.ShouldBe(0, Again + runs.Verified.Output + runs.Verified.Error);
    }

    private void Judge(IReadOnlyCollection<string> findings)
    {
        runs.Edits.ShouldNotBeEmpty("the site was not deployed");
        findings.ShouldBeEmpty(Again);
    }
}
