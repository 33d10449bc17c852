using Xunit.Abstractions;

namespace GlanceOrch.Integration.Tests;

/// <summary>Every module that needs no OpenStack service, under dash, bash and busybox. What each does is asserted inside the play.</summary>
[Collection("hosts dash1, bash1, busybox1")]
public sealed class ModulesOnBareHostsTests(ModulesRuns runs, ITestOutputHelper output) : IClassFixture<ModulesRuns>
{
    [LabFact]
    public void A_check_touches_nothing_and_exits_with_5()
    {
        runs.Check.Status.ShouldBe(5, runs.Check.Output + runs.Check.Error);
        Lab.Changes(runs.Trees).ShouldBeEmpty();
    }

    [LabFact]
    public void A_check_does_not_wait_for_what_only_a_change_would_bring() => runs.Check.Output.ShouldContain("127.0.0.1:8099 is not there;");

    [LabFact]
    public void The_first_run_does_it_all() => Judge(runs.First, 5);

    [LabFact]
    public void The_second_run_changes_nothing() => Judge(runs.Second, 0);

    [LabFact]
    public void All_of_it_can_be_removed()
    {
        runs.Undo.Status.ShouldBe(5, runs.Undo.Output + runs.Undo.Error);
        runs.Left.ShouldBe("");
    }

    [LabFact]
    public void A_user_who_becomes_root_does_the_same() => Judge(runs.BecomeFirst, 5);

    [LabFact]
    public void And_changes_nothing_the_second_time() => Judge(runs.BecomeSecond, 0);

    private void Judge(Lab.Ended run, int status)
    {
        run.Status.ShouldBe(status, run.Output + run.Error);
        foreach (var host in ModulesRuns.Hosts)
        {
            Lab.Recap(run.Output, host, "ok").ShouldBeGreaterThan(50);
            Lab.Recap(run.Output, host, "failed").ShouldBe(0);
            if (status == 0)
            {
                Lab.Recap(run.Output, host, "changed").ShouldBe(0);
            }
            else
            {
                Lab.Recap(run.Output, host, "changed").ShouldBeGreaterThan(15);
            }
        }

        output.WriteLine($"{run.Duration.TotalSeconds:0.0} s");
    }
}
