using System.Text;
using GlanceOrch.Cli;
using GlanceOrch.Cli.Output;

var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var printed = new GuardedStream(Console.OpenStandardOutput());
var output = new StreamWriter(printed, utf8, 16384) { AutoFlush = false };
var error = new StreamWriter(new GuardedStream(Console.OpenStandardError()), utf8) { AutoFlush = true };
using var signals = new StopSignals(error);
var surroundings = new Surroundings
{
    Out = output,
    Error = error,
    Colours = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
    Environment = Environment.GetEnvironmentVariable,
    AskSecret = SecretPrompt.Ask,
    AskVariable = SecretPrompt.AskVariable,
    OpenOutput = () => printed,
    InputIsTerminal = !Console.IsInputRedirected,
    ListenForSignals = signals.Listen,
    ContentFolder = Path.Combine(AppContext.BaseDirectory, "content"),
};

var code = await new Application(surroundings).RunAsync(args, signals.Stop, signals.CutOff);
await output.FlushAsync();
if (printed.Problem is { } problem)
{
    error.WriteLine($"glance-orch: output was lost: {problem.Message}");
    return code is ExitCodes.Success or ExitCodes.Changed ? ExitCodes.OutputLost : code;
}

return code;
