namespace GlanceOrch.Cli.Tests.Output;

/// <summary>What <c>exec</c> prints for people.</summary>
public sealed class CommandOutputTests
{
    [Fact]
    public async Task Why_a_command_failed_stands_below_what_it_printed()
    {
        var (code, printed) = await InProcess.RunAsync("exec", "localhost", "-m", "shell", "-a", "echo out; exit 3");
        code.ShouldBe(ExitCodes.TaskFailed);
        printed.ShouldBe("localhost | FAILED | rc=3 >>\nout\nthe command failed with status 3: out\n");
    }

    [Fact]
    public async Task That_output_was_cut_is_said()
    {
        var (code, printed) = await InProcess.RunAsync("exec", "localhost", "-m", "shell", "-a", "head -c 34000000 /dev/zero | tr '\\0' x");
        code.ShouldBe(ExitCodes.Success);
        printed[^200..].ShouldContain("\nstandard output was cut after ");
    }

    [Fact]
    public async Task A_command_that_went_well_prints_its_output_and_no_more() =>
        (await InProcess.RunAsync("exec", "localhost", "--", "echo", "out")).ShouldBe((ExitCodes.Success, "localhost | CHANGED | rc=0 >>\nout\n"));
}
