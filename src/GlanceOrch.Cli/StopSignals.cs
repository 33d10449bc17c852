using System.Runtime.InteropServices;

namespace GlanceOrch.Cli;

/// <summary>Turns SIGINT and SIGTERM into requests to stop, while somebody listens. At other times they end the process at once.</summary>
/// <param name="error">Where it says what a signal does.</param>
internal sealed class StopSignals(TextWriter error) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _cutOff = new();

    /// <summary>After the first signal: what runs may end, nothing new is started.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>After the second one: what runs is cut off.</summary>
    public CancellationToken CutOff => _cutOff.Token;

    /// <summary>Listens until what it gives back is disposed.</summary>
    public IDisposable Listen() => SignalHandlers.Instead(OnSignal, PosixSignal.SIGINT, PosixSignal.SIGTERM);

    public void Dispose()
    {
        _stop.Dispose();
        _cutOff.Dispose();
    }

    private void OnSignal()
    {
        if (_stop.IsCancellationRequested)
        {
            _cutOff.Cancel();
        }
        else
        {
            error.WriteLine("stopping: tasks that run may end, nothing new is started; once more cuts them off");
            _stop.Cancel();
        }
    }
}
