using System.Globalization;

namespace GlanceOrch.Core.Connections;

/// <summary>The shell of one user on one host: takes requests in order, opens its loop when first needed, and decides at deadlines, cuts and ends.</summary>
/// <remarks>Thread-safe. Requests are pipelined and run one after another in the order of the calls. After a lost connection the next request connects anew.</remarks>
public sealed class ShellSession : IAsyncDisposable
{
    private const string HeldOutput = "a process in the background still holds the output; it was left running, and what it writes is dropped";
    private const string LateOutput = "its last output may be missing: it had not come for a long time, and the host hardly answers";

    // With the link gone, this is how long we try to kill before the outcome is called unknown.
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Func<CancellationToken, Task<ShellChannel>> _open;
    private readonly ShellSettings _settings;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lifetime = new();
    private readonly CancellationToken _closing;
    private readonly List<ShellCall> _waiting = [];
    private ShellChannel? _channel;
    private Task _opening = Task.CompletedTask;
    private bool _disposed;

    internal ShellSession(Func<CancellationToken, Task<ShellChannel>> open, ShellSettings settings, TimeProvider time)
    {
        _open = open;
        _settings = settings;
        _time = time;
        _closing = _lifetime.Token;
    }

    /// <summary>Runs a request.</summary>
    /// <exception cref="UnreachableException">The host cannot be reached, or was lost; it says whether the request may have run.</exception>
    /// <exception cref="BecomeException">The other user cannot be become.</exception>
    /// <exception cref="TimeoutException">A helper request had no end within its deadline; it was killed.</exception>
    /// <exception cref="OperationCanceledException">On cancel a command is killed first: this takes up to some seconds. A command still behind others is killed as soon as it starts.</exception>
    /// <exception cref="ArgumentException">The script holds a NUL.</exception>
    public async Task<ShellAnswer> SendAsync(ShellRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (request.Script.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("shell code cannot hold a NUL character", nameof(request));
        }

        var call = new ShellCall(request, _time);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_channel is null || !_channel.TryPost(call))
            {
                _waiting.Add(call);
                OpenIfNeeded();
            }
        }

        await using (cancellationToken.UnsafeRegister(_ => _ = CancelAsync(call, cancellationToken), state: null))
        {
            return await call.Answer;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task opening;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            opening = _opening;
        }

        await _lifetime.CancelAsync();
        await opening;
        ShellChannel? channel;
        lock (_gate)
        {
            channel = _channel;
        }

        FailWaiting(new OperationCanceledException());
        if (channel is not null)
        {
            // Its end fails what is still on its way.
            await channel.DisposeAsync();
        }

        _lifetime.Dispose();
    }

    private void OpenIfNeeded()
    {
        if (_opening.IsCompleted)
        {
            _channel = null;
            _opening = Task.Run(OpenAsync, CancellationToken.None);
        }
    }

    private async Task OpenAsync()
    {
        try
        {
            Use(await _open(_closing), []);
        }
        catch (Exception exception) when (exception is UnreachableException or BecomeException or OperationCanceledException)
        {
            FailWaiting(exception);
        }
    }

    /// <summary>From now on this is the channel; what waits goes out.</summary>
    private void Use(ShellChannel channel, IReadOnlyList<ShellCall> first)
    {
        channel.OnHead = call => WatchDeadline(channel, call);
        channel.OnStarted = call => OnStarted(channel, call);
        channel.OnExited = call => _ = WatchRestOfOutputAsync(channel, call);
        lock (_gate)
        {
            foreach (var call in first.Concat(_waiting).ToList())
            {
                if (!call.Answer.IsCompleted && !channel.TryPost(call))
                {
                    call.Fail(new UnreachableException($"connection lost before it ran: {channel.EndReason()}"));
                }
            }

            _waiting.Clear();
            _channel = channel;
            // Now, not when the opening task has ended: a loop that is gone at once must be replaceable.
            _opening = Task.CompletedTask;
        }

        _ = WatchEndAsync(channel);
    }

    private void FailWaiting(Exception exception)
    {
        // Nobody who waits has cancelled: we are being disposed.
        exception = exception is OperationCanceledException ? new UnreachableException("the connection was closed before it ran") : exception;
        List<ShellCall> calls;
        lock (_gate)
        {
            calls = [.. _waiting];
            _waiting.Clear();
            _opening = Task.CompletedTask;
        }

        foreach (var call in calls)
        {
            call.Fail(exception);
        }
    }

    private async Task WatchEndAsync(ShellChannel channel)
    {
        await channel.Ended;
        lock (_gate)
        {
            if (channel.IsTakenOver)
            {
                // Somebody ends it, and takes care of its calls.
                return;
            }

            // A request that came meanwhile may have seen that it is closed, and opened another.
            _channel = _channel == channel ? null : _channel;
        }

        Lost(channel, channel.EndReason());
        await channel.DisposeAsync();
    }

    /// <summary>The loop is gone. Answers come in order, so only the first that has none can have run.</summary>
    private static void Lost(ShellChannel channel, string reason)
    {
        var isFirst = true;
        foreach (var call in channel.TakeUnanswered())
        {
            if (call.ExitStatus is { } status)
            {
                call.Complete(status, $"its last output may be missing: {reason}");
            }
            else
            {
                call.Fail(isFirst
                    ? new UnreachableException($"connection lost: {reason}", outcomeUnknown: true)
                    : new UnreachableException($"connection lost before it ran: {reason}"));
            }

            isFirst = false;
        }
    }

    private void WatchDeadline(ShellChannel channel, ShellCall call)
    {
        var limit = call.Request.Timeout ?? (call.Request.Kind == ShellKind.Command ? null : _settings.HelperTimeout);
        if (limit is { } time)
        {
            _ = WatchDeadlineAsync(channel, call, time);
        }
    }

    private async Task WatchDeadlineAsync(ShellChannel channel, ShellCall call, TimeSpan limit)
    {
        if (await EndsWithinAsync(call.Exited, limit) || !call.ClaimKill())
        {
            return;
        }

        call.TimedOut = true;
        if (call.Request.Kind == ShellKind.Command)
        {
            await KillCommandAsync(channel, call);
        }
        else
        {
            // It has no process group of its own: the whole loop goes.
            await ReplaceAsync(channel, note: "");
        }
    }

    private void OnStarted(ShellChannel channel, ShellCall call)
    {
        if (call.Cancelled is not null && call.ClaimKill())
        {
            _ = KillCommandAsync(channel, call);
        }
    }

    private async Task CancelAsync(ShellCall call, CancellationToken cancellationToken)
    {
        ShellChannel? channel;
        lock (_gate)
        {
            channel = _waiting.Remove(call) ? null : _channel;
            call.Cancelled = cancellationToken;
        }

        if (channel is not null && call.Request.Kind == ShellKind.Command && call.Group is not null && call.ClaimKill())
        {
            await KillCommandAsync(channel, call);
        }

        call.Cancel(cancellationToken);
    }

    /// <summary>Ends a running command from a second channel, first kindly. With the link gone its outcome is unknown.</summary>
    private async Task KillCommandAsync(ShellChannel channel, ShellCall call)
    {
        var reason = "it did not end when killed";
        try
        {
            using var limit = new CancellationTokenSource(KillLimit, _time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closing);
            await using var side = await _open(linked.Token);
            // Spelt so that dash, bash and busybox all understand it; "--" is not for all of them.
            foreach (var (signal, wait) in new[] { ("TERM", _settings.KillWait), ("KILL", 5 * _settings.KillWait) })
            {
                if (call.Group is { } group)
                {
                    await RunAsync(side, string.Create(CultureInfo.InvariantCulture, $"kill -{signal} -{group}"), linked.Token);
                }

                if (await EndsWithinAsync(call.Exited, wait))
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is UnreachableException or BecomeException or OperationCanceledException)
        {
            reason = exception is OperationCanceledException ? "the host no longer answers" : exception.Message;
        }

        lock (_gate)
        {
            _channel = _channel == channel ? null : _channel;
            channel.IsTakenOver = true;
        }

        call.Fail(new UnreachableException($"whether the command ended is not known: {reason}", outcomeUnknown: true));
        Lost(channel, reason);
        await channel.DisposeAsync();
    }

    /// <summary>A command has ended. Its output ends soon, or a child in the background holds it open: then we do not wait for that.</summary>
    private async Task WatchRestOfOutputAsync(ShellChannel channel, ShellCall call)
    {
        // A slow link may still carry what the command wrote: as long as bytes come, there is reason to wait, but not for ever.
        for (var (turn, failed) = (0, 0); turn < 30 && failed < 3; turn++)
        {
            var before = channel.Received;
            if (await EndsWithinAsync(call.Finished, _settings.Grace))
            {
                return;
            }

            if (channel.Received != before)
            {
                continue;
            }

            // A child, or a host (or this machine) that hardly gets on. The time a second shell takes to come up, the first one gets as well, twice.
            var start = _time.GetTimestamp();
            var second = await TryOpenSecondAsync();
            if (second is null)
            {
                failed++;
                continue;
            }

            if (!await EndsWithinAsync(call.Finished, _time.GetElapsedTime(start)) && channel.Received == before)
            {
                await ReplaceAsync(channel, HeldOutput, second);
                return;
            }

            await second.DisposeAsync();
        }

        await ReplaceAsync(channel, LateOutput);
    }

    private async Task<ShellChannel?> TryOpenSecondAsync()
    {
        try
        {
            return await _open(_closing);
        }
        catch (Exception exception) when (exception is UnreachableException or BecomeException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Gives up a loop that is stuck: opens another, kills the stuck one from there, and sends again what had not started.</summary>
    /// <param name="second">Opened already, for this.</param>
    private async Task ReplaceAsync(ShellChannel stuck, string note, ShellChannel? second = null)
    {
        var replaced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isCurrent;
        lock (_gate)
        {
            isCurrent = _channel == stuck && !_disposed;
            if (isCurrent)
            {
                _channel = null;
                _opening = replaced.Task;
                stuck.IsTakenOver = true;
                stuck.Close();
            }
        }

        if (!isCurrent)
        {
            await (second?.DisposeAsync() ?? ValueTask.CompletedTask);
            return;
        }

        var fresh = second;
        try
        {
            fresh ??= await _open(_closing);
            await RunAsync(fresh, string.Create(CultureInfo.InvariantCulture, $"kill -9 -{stuck.LoopGroup}"), _closing);
            // Until it is gone it may have gone on: what it said by then counts.
            if (!await EndsWithinAsync(stuck.Ended, TimeSpan.FromSeconds(3)))
            {
                throw new UnreachableException("a remote shell that is stuck could not be ended", outcomeUnknown: true);
            }

            Use(fresh, Settle(stuck, note));
        }
        catch (Exception exception) when (exception is UnreachableException or BecomeException or OperationCanceledException)
        {
            await (fresh?.DisposeAsync() ?? ValueTask.CompletedTask);
            foreach (var call in Settle(stuck, note))
            {
                call.Fail(exception);
            }

            FailWaiting(exception);
        }
        finally
        {
            replaced.TrySetResult();
        }

        await stuck.DisposeAsync();
    }

    /// <summary>Finishes the calls of a killed loop as far as they ran; gives those that did not.</summary>
    private static List<ShellCall> Settle(ShellChannel stuck, string note)
    {
        var again = new List<ShellCall>();
        foreach (var call in stuck.TakeUnanswered())
        {
            if (call.ExitStatus is { } status)
            {
                call.Complete(status, note);
            }
            else if (call.TimedOut)
            {
                call.Fail(new TimeoutException(string.Create(
                    CultureInfo.InvariantCulture, $"no answer from the host's file system within {call.Request.Timeout?.TotalSeconds ?? 0:0} s")));
            }
            else if (call.Group is not null)
            {
                call.Fail(new UnreachableException("the remote shell was restarted while it ran", outcomeUnknown: true));
            }
            else
            {
                call.Reset();
                again.Add(call);
            }
        }

        return again;
    }

    private async Task RunAsync(ShellChannel channel, string script, CancellationToken cancellationToken)
    {
        var call = new ShellCall(new ShellRequest { Kind = ShellKind.Builtin, Script = script }, _time);
        if (!channel.TryPost(call))
        {
            throw new UnreachableException(channel.EndReason());
        }

        // A channel without a session has nobody who fails its calls when it ends.
        await Task.WhenAny(call.Answer, channel.Ended).WaitAsync(cancellationToken);
        if (!call.Answer.IsCompleted)
        {
            throw new UnreachableException(channel.EndReason());
        }
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan limit)
    {
        try
        {
            await task.WaitAsync(limit, _time);
            return true;
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            return false;
        }
        catch (Exception) when (task.IsCompleted)
        {
            // However it ended: whoever owns it sees why.
            return true;
        }
    }
}
