using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>What <c>wait_for</c> waits for. Started and present mean the same, and so do stopped and absent.</summary>
public enum WaitForState
{
    Started,
    Present,
    Stopped,
    Absent,
}

/// <summary>Waits until a port answers or a file is there, or until it no longer is.</summary>
/// <remarks>In check mode it looks once: what a change would start does not come.</remarks>
[Doc("Wait for a port or a file on the host.")]
public sealed class WaitForModule(TimeProvider time) : IReadModule<WaitForModule.Args>
{
    private static readonly TimeSpan LeastLook = TimeSpan.FromSeconds(5);

    public sealed record Args
    {
        [Doc("Host of the port, as seen from the managed host.")]
        public string Host { get; init; } = "127.0.0.1";

        [Doc("TCP port to wait for; this or path. Without both the task just waits for timeout seconds.")]
        public int? Port { get; init; }

        [Doc("File to wait for; this or port.")]
        public string? Path { get; init; }

        [Doc("started or present: it is there. stopped or absent: it is not.")]
        public WaitForState State { get; init; }

        [Doc("Seconds to wait at most.")]
        public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(300);

        [Doc("Seconds before the first look.")]
        public TimeSpan Delay { get; init; }

        [Doc("Seconds between looks.")]
        public TimeSpan Sleep { get; init; } = TimeSpan.FromSeconds(1);

        [Doc("Regular expression to find in the file, or in what the port's server sends by itself.")]
        public string? SearchRegex { get; init; }

        [Doc("Seconds for one connection.")]
        public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

        [Doc("What to say when the time is up.")]
        public string? Msg { get; init; }

        [Doc("Filled in.")]
        public required ITaskContext Context { get; init; }
    }

    public string Name => "wait_for";

    public bool Waits => true;

    public string Example => "- wait_for: { port: 9292, timeout: 60 }";

    public async Task<ModuleOutput> ReadAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        if (args.Port is not null && args.Path is not null)
        {
            throw new ModuleException("wait_for takes port or path, not both");
        }

        if (args.Port is < 1 or > 65535)
        {
            throw new ModuleException(string.Create(CultureInfo.InvariantCulture, $"port takes a number from 1 to 65535, not {args.Port}"));
        }

        var start = time.GetTimestamp();
        if (!args.Context.CheckMode)
        {
            await Task.Delay(args.Delay, time, cancellationToken);
        }

        if (args.Port is null && args.Path is null)
        {
            await Task.Delay(args.Context.CheckMode ? TimeSpan.Zero : args.Timeout, time, cancellationToken);
            return Output(args, start);
        }

        var wanted = args.State is WaitForState.Started or WaitForState.Present;
        var regex = RegexOf(args);
        while (true)
        {
            var isThere = args.Path is { } path
                ? await IsFileThereAsync(host, path, regex, Rest(args, start), cancellationToken)
                : await IsPortThereAsync(args, host, regex, cancellationToken);
            if (isThere == wanted)
            {
                return Output(args, start);
            }

            if (args.Context.CheckMode || time.GetElapsedTime(start) + args.Sleep > args.Timeout)
            {
                throw new ModuleException(args.Msg ?? Complaint(args)) { Values = Output(args, start).Values };
            }

            await Task.Delay(args.Sleep, time, cancellationToken);
        }
    }

    private static Regex? RegexOf(Args args)
    {
        try
        {
            return args.SearchRegex is { } pattern ? new Regex(pattern, RegexOptions.Multiline, TimeSpan.FromSeconds(5)) : null;
        }
        catch (ArgumentException e)
        {
            throw new ModuleException($"search_regex: {e.Message}", e);
        }
    }

    /// <summary>What is left of the time to wait, and time enough for one look.</summary>
    private TimeSpan Rest(Args args, long start)
    {
        var rest = args.Timeout - time.GetElapsedTime(start);
        return rest > LeastLook ? rest : LeastLook;
    }

    /// <param name="limit">A look at a dead network file system, or into a pipe, has no end of its own.</param>
    private static async Task<bool> IsFileThereAsync(IHostReader host, string path, Regex? regex, TimeSpan limit, CancellationToken cancellationToken)
    {
        var quoted = ShellQuote.Quote(path);
        // Answers are remembered until something changes by our hand, and here others do it.
        var command = new Command { Script = regex is null ? $"[ -e {quoted} ]" : $"cat < {quoted}", IsAskedOnce = true, Timeout = limit };
        var result = await host.QueryAsync(command, cancellationToken);
        return result.Status == 0 && (regex is null || Matches(regex, result.OutputText));
    }

    private async Task<bool> IsPortThereAsync(Args args, IHostReader host, Regex? regex, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(args.ConnectTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await using var stream = await host.ConnectAsync(args.Host, args.Port ?? 0, linked.Token);
            return regex is null || await SendsAsync(stream, regex, linked.Token);
        }
        catch (IOException)
        {
            return false; // Refused, or broken off at once: that is what is asked here.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false; // No answer within the connection's time.
        }
    }

    private static async Task<bool> SendsAsync(Stream stream, Regex regex, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (text.Length < 1 << 20 && await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            if (Matches(regex, text.ToString()))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(Regex regex, string text)
    {
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ModuleException($"search_regex takes too long: {e.Pattern}", e);
        }
    }

    private ModuleOutput Output(Args args, long start)
    {
        var values = new ScriptObject { ["elapsed"] = (int)time.GetElapsedTime(start).TotalSeconds };
        if (args.Path is { } path)
        {
            values["path"] = path;
        }

        if (args.Port is { } port)
        {
            values["port"] = port;
        }

        return new ModuleOutput { Values = values };
    }

    private static string Complaint(Args args)
    {
        var what = args.Path ?? string.Create(CultureInfo.InvariantCulture, $"{args.Host}:{args.Port}");
        var state = args.State is WaitForState.Started or WaitForState.Present
            ? args.SearchRegex is { } regex ? $"showed no '{regex}'" : "is not there"
            : "is still there";
        return args.Context.CheckMode
            ? $"{what} {state}"
            : string.Create(CultureInfo.InvariantCulture, $"{what} {state} after {args.Timeout.TotalSeconds} s");
    }
}
