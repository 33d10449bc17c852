namespace GlanceOrch.Cli.Tests;

/// <summary>Which of several values of a variable holds: the same folder by Ansible and by this tool, each run once for all cases.</summary>
/// <remarks>Without <c>ansible-playbook</c> this tool's answers are held against the ladder alone.</remarks>
public sealed class AnsiblePrecedenceTests(PrecedenceRuns runs) : IClassFixture<PrecedenceRuns>
{
    public static IEnumerable<object[]> Neighbours => PrecedenceFolder.Ladder.Zip(PrecedenceFolder.Ladder.Skip(1), (lower, upper) => new object[] { lower, upper });

    public static IEnumerable<object[]> Orders => PrecedenceFolder.Orders.Select(order => new object[] { order.Variable, order.Winner });

    [Theory]
    [MemberData(nameof(Neighbours))]
    public void The_upper_one_of_two_neighbours_on_the_ladder_wins(string lower, string upper)
    {
        lower.ShouldNotBe(upper);
        Holds(PrecedenceFolder.VariableOf(upper), PrecedenceFolder.ValueAt(upper));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Within_a_rung_and_across_rungs_the_winner_is_the_same(string variable, string winner) => Holds(variable, winner);

    private void Holds(string variable, string winner)
    {
        runs.Ours.Values.GetValueOrDefault(variable).ShouldBe(winner, runs.Ours.Printed);
        if (runs.Theirs is { } theirs)
        {
            theirs.Values.GetValueOrDefault(variable).ShouldBe(winner, theirs.Printed);
        }
    }
}
