using GlanceOrch.Core.Execution;

namespace GlanceOrch.Cli.Output;

/// <summary>Lets a run go on when nobody reads its output any more (<c>| head</c>): hosts must not be left half done for that.</summary>
internal sealed class PipeGuard(IRunObserver inner) : IRunObserver
{
    private bool _closed;

    public void On(RunEvent happened)
    {
        if (_closed)
        {
            return;
        }

        try
        {
            inner.On(happened);
        }
        catch (IOException)
        {
            // EPIPE: the reader has gone. There is nobody to tell, and the run does not depend on it.
            _closed = true;
        }
    }
}
