using System.ComponentModel;
using System.Diagnostics;

namespace GlanceOrch.Core.Connections;

/// <summary>A program on the controller whose three streams are ours: ssh, or the local shell.</summary>
/// <remarks>It gets a session of its own, so that Ctrl-C at the terminal reaches us and not the connections.</remarks>
internal sealed class ChildProcess : IRemoteProcess, IAbortable
{
    private static readonly TimeSpan EndWait = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Func<string> _words;
    private readonly Action _onDispose;
    private int _disposed;

    private ChildProcess(Process process, Func<string> words, Action onDispose)
    {
        _process = process;
        _words = words;
        _onDispose = onDispose;
        StandardInput = process.StandardInput.BaseStream;
        StandardOutput = process.StandardOutput.BaseStream;
        StandardError = process.StandardError.BaseStream;
    }

    public Stream StandardInput { get; }

    public Stream StandardOutput { get; }

    public Stream StandardError { get; }

    public string Diagnostics => _words();

    /// <summary>True once the program has ended, or is no longer watched.</summary>
    public bool HasEnded => Volatile.Read(ref _disposed) != 0 || _process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="words">Program and arguments.</param>
    /// <param name="environment">Variables that differ from ours; null removes one.</param>
    /// <param name="diagnostics">Gives the program's own words.</param>
    /// <param name="onDispose">Called once at the end of disposal.</param>
    /// <param name="setsid">Path of <c>setsid</c>; null: the program stays in our session.</param>
    /// <exception cref="UnreachableException">The program cannot be started.</exception>
    public static ChildProcess Start(
        IReadOnlyList<string> words, IReadOnlyDictionary<string, string?> environment, Func<string> diagnostics, Action onDispose, string? setsid)
    {
        var info = new ProcessStartInfo(setsid ?? words[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var word in setsid is null ? words.Skip(1) : words)
        {
            info.ArgumentList.Add(word);
        }

        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        try
        {
            return new ChildProcess(
                Process.Start(info) ?? throw new UnreachableException($"cannot start {words[0]}"), diagnostics, onDispose);
        }
        catch (Win32Exception exception)
        {
            onDispose();
            throw new UnreachableException($"cannot start {words[0]}: {exception.Message}", inner: exception);
        }
    }

    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        try
        {
            await StandardInput.DisposeAsync();
        }
        catch (IOException)
        {
            // It has closed its end already.
        }

        using var limit = new CancellationTokenSource(EndWait);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Abort();
        }

        await StandardOutput.DisposeAsync();
        await StandardError.DisposeAsync();
        _process.Dispose();
        _onDispose();
    }

    public void Abort()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
        }
    }
}

/// <summary>A remote process that can be left at once.</summary>
internal interface IAbortable
{
    /// <summary>Cuts the streams now. What runs on the host notices when it next reads or writes.</summary>
    void Abort();
}
