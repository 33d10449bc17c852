using System.Runtime.InteropServices;
using System.Text;
using GlanceOrch.Cli;

var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16384) { AutoFlush = false };
var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
var surroundings = new Surroundings
{
    Out = output,
    Error = error,
    Colours = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
    Environment = Environment.GetEnvironmentVariable,
    AskSecret = SecretPrompt.Ask,
    AskVariable = SecretPrompt.AskVariable,
    ContentFolder = Path.Combine(AppContext.BaseDirectory, "content"),
};

// The first signal lets what runs end and starts nothing new; the second one cuts off.
using var stop = new CancellationTokenSource();
using var cutOff = new CancellationTokenSource();
void OnSignal(PosixSignalContext context)
{
    context.Cancel = true;
    if (stop.IsCancellationRequested)
    {
        cutOff.Cancel();
    }
    else
    {
        error.WriteLine("stopping: tasks that run may end, nothing new is started; once more cuts them off");
        stop.Cancel();
    }
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
var code = await new Application(surroundings).RunAsync(args, stop.Token, cutOff.Token);
try
{
    await output.FlushAsync();
}
catch (IOException)
{
    // Whoever read our output has gone (a pipe into head): there is nobody left to tell.
}

return code;
