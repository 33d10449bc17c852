using System.Runtime.InteropServices;

namespace GlanceOrch.Cli;

/// <summary>What is done at signals, until it is disposed.</summary>
internal sealed class SignalHandlers : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    private SignalHandlers(Action<PosixSignalContext> handle, ReadOnlySpan<PosixSignal> signals)
    {
        foreach (var signal in signals)
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, handle));
        }
    }

    /// <summary>Does something in place of what the system does; on another thread.</summary>
    public static SignalHandlers Instead(Action handle, params ReadOnlySpan<PosixSignal> signals) => new(
        context =>
        {
            context.Cancel = true;
            handle();
        },
        signals);

    /// <summary>Passes over signals.</summary>
    public static SignalHandlers Ignore(params ReadOnlySpan<PosixSignal> signals) => Instead(() => { }, signals);

    /// <summary>Lets the runtime put the terminal's echo back before SIGTERM and SIGHUP end the process. For SIGINT it does so by itself, for these only where there is a handler.</summary>
    public static SignalHandlers RestoreTerminal() => new(_ => { }, [PosixSignal.SIGTERM, PosixSignal.SIGHUP]);

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
}
