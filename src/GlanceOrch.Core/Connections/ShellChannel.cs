using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace GlanceOrch.Core.Connections;

/// <summary>One running loop on a host: sends frames, reads both streams always, and fills the answers in. It has no policy: deadlines and restarts are <see cref="ShellSession"/>'s.</summary>
internal sealed class ShellChannel : IAsyncDisposable
{
    private const int SmallRead = 4 * 1024;
    private const int LargeRead = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly string _nonce = NewNonce();
    private readonly IRemoteProcess _process;
    private readonly BecomeStart _start;
    private readonly ShellSettings _settings;
    private readonly TransportStatistics _statistics;
    private readonly Channel<ReadOnlyMemory<byte>> _frames = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new() { SingleReader = true });
    private readonly Reader _output;
    private readonly Reader _error;
    private readonly TaskCompletionSource _passwordRefused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _writing;
    private long _lastNumber;
    private long _received;
    private bool _passwordSent;
    private bool _closed;
    private int _disposed;

    private ShellChannel(IRemoteProcess process, BecomeStart start, ShellSettings settings, TransportStatistics statistics)
    {
        _process = process;
        _start = start;
        _settings = settings;
        _statistics = statistics;
        _output = new Reader(this, isError: false);
        _error = new Reader(this, isError: true);
        if (start.Ready is null)
        {
            _frames.Writer.TryWrite(ShellLoop.Program(settings, _nonce, ready: null));
        }

        _writing = WriteAsync();
        var reading = Task.WhenAll(_output.RunAsync(process.StandardOutput), _error.RunAsync(process.StandardError));
        Ended = EndAsync(reading);
    }

    /// <summary>Told when a call is the next to run. Called from the reading tasks: must not block.</summary>
    public Action<ShellCall>? OnHead { get; set; }

    /// <summary>Told when a command runs and its process group is known.</summary>
    public Action<ShellCall>? OnStarted { get; set; }

    /// <summary>Told when a command's status is known but its answer is not complete.</summary>
    public Action<ShellCall>? OnExited { get; set; }

    /// <summary>Somebody gives it up before its end, and finishes its calls. Read and set under the session's lock.</summary>
    public bool IsTakenOver { get; set; }

    /// <summary>Process group of the loop on the host.</summary>
    public int LoopGroup { get; private set; }

    /// <summary>Bytes that have come from the host so far.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Ends when both streams have ended; the loop is gone then.</summary>
    public Task Ended { get; }

    /// <summary>Starts a loop and waits for its hello.</summary>
    /// <exception cref="UnreachableException">No hello: the host cannot be reached, or its shell does not run.</exception>
    /// <exception cref="BecomeException">The other user cannot be become.</exception>
    public static async Task<ShellChannel> OpenAsync(
        IConnection connection, BecomeOptions become, ShellSettings settings, TransportStatistics statistics, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = BecomeStart.For(become, settings, NewNonce);
        using var limit = new CancellationTokenSource(settings.HelloDeadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var process = default(IRemoteProcess);
        var channel = default(ShellChannel);
        try
        {
            process = await connection.StartAsync(start.Command, linked.Token);
            channel = new ShellChannel(process, start, settings, statistics);
            await channel.HelloAsync(become, linked.Token);
            statistics.CountShell();
            return channel;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // First its end, then its words: until then the readers write.
            await CloseAsync(channel, process);
            var words = SshWords.OneLine(process?.Diagnostics ?? "");
            var heard = channel is null ? "" : channel.Heard();
            throw new UnreachableException(string.Create(
                CultureInfo.InvariantCulture,
                $"no answer within {settings.HelloDeadline.TotalSeconds:0.###} s{Said(words.Length > 0 ? words : heard)}"));
        }
        catch
        {
            await CloseAsync(channel, process);
            throw;
        }
    }

    /// <summary>Sends a request; answers come in the order of these calls.</summary>
    /// <returns>False when the loop is gone: nothing was sent.</returns>
    public bool TryPost(ShellCall call)
    {
        bool isHead;
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            call.Number = ++_lastNumber;
            var (head, body) = ShellLoop.Frame(call.Request, string.Create(CultureInfo.InvariantCulture, $"{_nonce}.{call.Number}"));
            isHead = _output._calls.Count == 0;
            _output._calls.Enqueue(call);
            _error._calls.Enqueue(call);
            _frames.Writer.TryWrite(head);
            if (!body.IsEmpty)
            {
                _frames.Writer.TryWrite(body);
            }
        }

        _statistics.CountRequest(isHead);
        if (isHead)
        {
            NowHead(call);
        }

        return true;
    }

    /// <summary>Sends no more; gives the calls that have no answer yet, in order.</summary>
    public IReadOnlyList<ShellCall> TakeUnanswered()
    {
        lock (_gate)
        {
            _closed = true;
            // The error stream may be behind the output stream or before it: both know the calls that lack their end.
            var calls = _output._calls.Concat(_error._calls).Distinct().OrderBy(call => call.Number).ToList();
            _output._calls.Clear();
            _error._calls.Clear();
            return calls;
        }
    }

    /// <summary>No further request is taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    /// <summary>Why the loop has ended, in the client's own words if there are any.</summary>
    public string EndReason()
    {
        var words = SshWords.OneLine(_process.Diagnostics);
        return words.Length > 0 ? words : "the remote shell ended";
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        bool isBusy;
        lock (_gate)
        {
            _closed = true;
            isBusy = _output._calls.Count > 0;
        }

        _frames.Writer.TryComplete();
        if (isBusy)
        {
            // A closed input alone would let everything run that was sent; a cut lets only the running request end.
            (_process as IAbortable)?.Abort();
        }

        await _process.DisposeAsync();
        await Ended;
        await _writing;
    }

    private static string NewNonce() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static string Said(string words) => words.Length == 0 ? "" : $": {words}";

    private static async Task CloseAsync(ShellChannel? channel, IRemoteProcess? process)
    {
        if (channel is not null)
        {
            await channel.DisposeAsync();
        }
        else if (process is not null)
        {
            await process.DisposeAsync();
        }
    }

    private async Task HelloAsync(BecomeOptions become, CancellationToken cancellationToken)
    {
        var hello = Task.WhenAll(_output.Hello, _error.Hello);
        var first = await Task.WhenAny(hello, Ended, _passwordRefused.Task).WaitAsync(cancellationToken);
        if (first == hello)
        {
            return;
        }

        if (first == _passwordRefused.Task)
        {
            throw new BecomeException(become.Password is null
                ? $"{become.Method.ToString().ToLowerInvariant()} asks for a password to become {become.User}, and none is given"
                : $"wrong {become.Method.ToString().ToLowerInvariant()} password to become {become.User}");
        }

        var status = await _process.WaitAsync(cancellationToken);
        var words = SshWords.OneLine(_process.Diagnostics);
        var heard = Heard();
        if (become.User is not null && (heard.Length > 0 || status is not 255))
        {
            throw new BecomeException(string.Create(CultureInfo.InvariantCulture, $"cannot become {become.User}: {(heard.Length > 0 ? heard : $"status {status}")}"));
        }

        throw new UnreachableException(words.Length > 0 ? words + SshWords.Hint(words) : string.Create(
            CultureInfo.InvariantCulture, $"the remote shell did not start (status {status}){Said(heard)}"));
    }

    /// <summary>What the host said before the hello, without our own words.</summary>
    private string Heard() => SshWords.OneLine(_error._noise.Text(_start.Prompt) + "\n" + _output._noise.Text(_start.Ready));

    /// <summary>Something came before the hello: perhaps a prompt, perhaps the word that the shell is ready.</summary>
    private void Noise(Reader reader)
    {
        if (_start.Ready is { } ready && !reader.IsError && reader._noise.TakeWord(ready))
        {
            _frames.Writer.TryWrite(ShellLoop.Program(_settings, _nonce, ready));
        }
        else if (_start.Ready is not null && reader.IsError && (_start.Prompt is { } prompt ? reader._noise.TakeWord(prompt) : reader._noise.TakeQuestion()))
        {
            if (_passwordSent || _start.Password is null)
            {
                _passwordRefused.TrySetResult();
                return;
            }

            _passwordSent = true;
            _frames.Writer.TryWrite(Encoding.UTF8.GetBytes(_start.Password + "\n"));
        }
    }

    private void NowHead(ShellCall call)
    {
        call.BecomeHead();
        OnHead?.Invoke(call);
    }

    private void Found(Reader reader, Mark mark)
    {
        if (mark.Letter == 'h')
        {
            LoopGroup = mark.Value;
            reader.SayHello();
            return;
        }

        var call = default(ShellCall);
        var next = default(ShellCall);
        var complete = false;
        lock (_gate)
        {
            if (!reader._calls.TryPeek(out call) || call.Number != mark.Number)
            {
                return;
            }

            switch (mark.Letter)
            {
                case 's':
                    call.HasStarted(mark.Value);
                    break;
                case 'x':
                    call.HasExited(mark.Value);
                    break;
                default:
                    reader._calls.Dequeue();
                    call.EndsMissing--;
                    complete = call.EndsMissing == 0;
                    if (!reader.IsError)
                    {
                        reader._calls.TryPeek(out next);
                    }

                    break;
            }
        }

        if (mark.Letter is 's' or 'x')
        {
            (mark.Letter == 's' ? OnStarted : OnExited)?.Invoke(call);
            return;
        }

        if (complete)
        {
            call.Complete(call.ExitStatus ?? mark.Value, note: null);
        }

        if (next is not null)
        {
            NowHead(next);
        }
    }

    private async Task WriteAsync()
    {
        // The first turn belongs to the constructor.
        await Task.Yield();
        try
        {
            await foreach (var frame in _frames.Reader.ReadAllAsync(CancellationToken.None))
            {
                await _process.StandardInput.WriteAsync(frame, CancellationToken.None);
                _statistics.CountSent(frame.Length);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The other end is gone. The readers see that too, and they know what was answered.
        }
    }

    private async Task EndAsync(Task reading)
    {
        await reading;
        Close();
        _frames.Writer.TryComplete();
    }

    /// <summary>Reads one of the two streams until its end.</summary>
    private sealed class Reader : IMarkSink
    {
        internal readonly NoiseBuffer _noise = new();
        internal readonly Queue<ShellCall> _calls = new();
        private readonly ShellChannel _channel;
        private readonly MarkScanner _scanner;
        private readonly TaskCompletionSource _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Reader(ShellChannel channel, bool isError)
        {
            _channel = channel;
            IsError = isError;
            _scanner = new MarkScanner(Encoding.ASCII.GetBytes(channel._nonce), this);
        }

        public bool IsError { get; }

        public Task Hello => _hello.Task;

        public void SayHello() => _hello.TrySetResult();

        public async Task RunAsync(Stream stream)
        {
            await Task.Yield();
            // Small while idle, as there may be thousands of hosts; large while data pours in.
            var buffer = new byte[SmallRead];
            try
            {
                while (await stream.ReadAsync(buffer, CancellationToken.None) is var count and > 0)
                {
                    Interlocked.Add(ref _channel._received, count);
                    _channel._statistics.CountReceived(count);
                    _scanner.Feed(buffer.AsSpan(0, count));
                    if (count == buffer.Length && count < LargeRead)
                    {
                        buffer = new byte[LargeRead];
                    }
                    else if (buffer.Length > SmallRead && count < SmallRead)
                    {
                        buffer = new byte[SmallRead];
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
            {
                // The same as an end.
            }

            _scanner.End();
        }

        public void Data(ReadOnlySpan<byte> bytes)
        {
            if (!_hello.Task.IsCompleted)
            {
                _noise.Append(bytes);
                _channel.Noise(this);
                return;
            }

            ShellCall? call;
            lock (_channel._gate)
            {
                _calls.TryPeek(out call);
            }

            (IsError ? call?.Error : call?.Output)?.Append(bytes);
        }

        public void Found(Mark mark) => _channel.Found(this, mark);
    }
}
