namespace GlanceOrch.Cli.Tests;

/// <summary>Runs the whole program inside the test's process.</summary>
internal static class InProcess
{
    /// <summary>The repository's root.</summary>
    public static string Root => Repository.Root;

    private static string State { get; } = Path.Combine(AppContext.BaseDirectory, "state");

    /// <summary>The exit code, and all that was printed to either stream.</summary>
    public static async Task<(int Code, string Printed)> RunAsync(params IReadOnlyList<string> args)
    {
        using var printed = new StringWriter();
        var code = await new Application(Of(printed, printed)).RunAsync([.. args], CancellationToken.None, CancellationToken.None);
        return (code, printed.ToString());
    }

    /// <summary>The exit code, and what was printed to each of the streams, with other surroundings than usual.</summary>
    public static Task<(int Code, string Out, string Error)> RunAsync(Func<Surroundings, Surroundings> with, params IReadOnlyList<string> args) =>
        RunAsync(with, CancellationToken.None, CancellationToken.None, args);

    /// <summary>The same for a run that the tokens stop and cut off, as the first and the second Ctrl-C do.</summary>
    public static async Task<(int Code, string Out, string Error)> RunAsync(
        Func<Surroundings, Surroundings> with, CancellationToken stop, CancellationToken cutOff, params IReadOnlyList<string> args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await new Application(with(Of(output, error))).RunAsync([.. args], stop, cutOff);
        return (code, output.ToString(), error.ToString());
    }

    private static Surroundings Of(TextWriter output, TextWriter error) => new()
    {
        Out = output,
        Error = error,
        Colours = false,
        // Runs of tests leave nothing in the user's own folders.
        Environment = name => name == "XDG_STATE_HOME" ? State : Environment.GetEnvironmentVariable(name),
        AskSecret = question => throw new InvalidOperationException(question),
        ContentFolder = Path.Combine(AppContext.BaseDirectory, "content"),
    };
}
