using System.Text;

namespace GlanceOrch.Cli.Tests.Canary;

/// <summary>Looks at the arguments and environments of all processes of the machine, over and over, until it is disposed.</summary>
internal sealed class ProcessWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _wanted;
    private readonly Task _watching;

    /// <param name="mark">What every secret of the test begins with.</param>
    public ProcessWatch(string mark)
    {
        _wanted = Encoding.UTF8.GetBytes(mark);
        _watching = Task.Run(Watch);
    }

    /// <summary>Where the mark was seen, with the text.</summary>
    public SortedSet<string> Found { get; } = new(StringComparer.Ordinal);

    /// <summary>How many times all processes were looked at.</summary>
    public int Rounds { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private void Watch()
    {
        while (!_stop.IsCancellationRequested)
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
            {
                Look(Path.Combine(process, "cmdline"));
                Look(Path.Combine(process, "environ"));
            }

            Rounds++;
        }
    }

    /// <summary>
    /// On the host, the text of a command reaches its shell by a variable, and a database's client takes its password from one: there only root and the
    /// user who runs it can read it. (The controller's own processes never have one.)
    /// </summary>
    private static bool IsCommandOnHost(byte[] environment) =>
        environment.AsSpan().IndexOf("GO_C="u8) >= 0 || environment.AsSpan().IndexOf("MYSQL_PWD="u8) >= 0;

    private void Look(string file)
    {
        try
        {
            var content = File.ReadAllBytes(file);
            if (content.AsSpan().IndexOf(_wanted) >= 0 && !IsCommandOnHost(content))
            {
                Found.Add($"{Path.GetFileName(file)}: {Encoding.UTF8.GetString(content).Replace('\0', ' ')}");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process has gone, or is another user's: then it has none of ours.
        }
    }
}
