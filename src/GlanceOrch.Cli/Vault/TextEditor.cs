using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GlanceOrch.Cli.Vault;

/// <summary>Runs the user's editor (<c>EDITOR</c>, else vi) on a plaintext that lies in memory only.</summary>
internal sealed class TextEditor(Surroundings surroundings)
{
    /// <summary>What the user has made of the text.</summary>
    /// <param name="name">The file's name: editors go by its ending.</param>
    /// <param name="content">What the editor shows first.</param>
    /// <param name="cancellationToken">Kills the editor, as SIGTERM and SIGHUP do; the plaintext is removed as always.</param>
    /// <exception cref="UsageException">The editor failed.</exception>
    /// <exception cref="InterruptedException">It was killed.</exception>
    public async Task<byte[]> EditAsync(string name, byte[] content, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // What the keyboard sends belongs to the editor: vi has a use for Ctrl-C. git passes over both, too.
        using var keyboard = SignalHandlers.Ignore(PosixSignal.SIGINT, PosixSignal.SIGQUIT);
        // A terminal that is closed must not leave the plaintext behind.
        using var ending = SignalHandlers.Instead(stop.Cancel, PosixSignal.SIGTERM, PosixSignal.SIGHUP);
        using var folder = MemoryFolder.Create(surroundings.Environment);
        var path = Path.Combine(folder.Path, name);
        SafeFile.Write(path, content, mayReplace: false);
        var editor = surroundings.Environment("EDITOR") is { Length: > 0 } chosen ? chosen : "vi";
        // As git does it: the variable may hold options.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{editor} \"$1\"", "sh", path]) { UseShellExecute = false })
            ?? throw new UsageException($"the editor '{editor}' does not start");
        try
        {
            await process.WaitForExitAsync(stop.Token);
            return process.ExitCode == 0
                ? await File.ReadAllBytesAsync(path, stop.Token)
                : throw new UsageException($"the editor '{editor}' ended with {process.ExitCode}: nothing was written");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw new InterruptedException("stopped: nothing was written");
        }
    }
}
