using System.Globalization;

namespace GlanceOrch.Core.Connections;

/// <summary>A request on its way: what is known of it so far, and the task of whoever waits for the answer.</summary>
internal sealed class ShellCall(ShellRequest request, TimeProvider time)
{
    private readonly TaskCompletionSource<ShellAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _created = time.GetTimestamp();
    private long _headSince;
    private int _killWanted;

    public ShellRequest Request { get; } = request;

    /// <summary>Number in the channel that has it now.</summary>
    public long Number { get; set; }

    public OutputBuffer Output { get; private set; } = new(request.OutputLimit, request.OutputSink);

    public OutputBuffer Error { get; private set; } = new(request.OutputLimit, request.ErrorSink);

    /// <summary>Process group of the command, once it has started.</summary>
    public int? Group { get; private set; }

    /// <summary>Status of the command, once it has ended; its output may still come.</summary>
    public int? ExitStatus { get; private set; }

    /// <summary>Ends of the answer that are still to come: one on each stream.</summary>
    public int EndsMissing { get; set; } = 2;

    public bool TimedOut { get; set; }

    public Task<ShellAnswer> Answer => _answer.Task;

    /// <summary>Ends when the answer is complete or has failed, also where the caller gave up before.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Ends when the command has ended, or the call is answered or failed; not when only the caller gave up.</summary>
    public Task Exited => _exited.Task;

    /// <summary>The caller has given up: it is killed, or will be as soon as it starts.</summary>
    public CancellationToken? Cancelled { get; set; }

    /// <summary>True for the first who asks: one deadline or one cancellation kills.</summary>
    public bool ClaimKill() => Interlocked.Exchange(ref _killWanted, 1) == 0;

    public void BecomeHead() => Volatile.Write(ref _headSince, time.GetTimestamp());

    public void HasStarted(int group) => Group = group;

    public void HasExited(int status)
    {
        ExitStatus = status;
        _exited.TrySetResult();
    }

    /// <summary>The answer is as complete as it will be.</summary>
    public void Complete(int status, string? note)
    {
        var notes = new[] { Output.Note("standard output"), Error.Note("standard error"), TimedOut ? Killed() : null, note };
        var text = string.Join("; ", notes.Where(n => n is not null));
        if (TimedOut && status == 0)
        {
            // It ended well on being told to end; for the task it has not done its work all the same.
            status = 143;
        }

        Finish(() => _answer.TrySetResult(new ShellAnswer(status, Output.Bytes, Error.Bytes)
        {
            Note = text.Length == 0 ? null : text,
            TimedOut = TimedOut,
            Duration = time.GetElapsedTime(Volatile.Read(ref _headSince) is var since and > 0 ? since : _created),
        }));
    }

    public void Fail(Exception exception) => Finish(() => _answer.TrySetException(exception));

    /// <summary>Only the caller's waiting ends; what the host does is another matter.</summary>
    public void Cancel(CancellationToken cancellationToken) => _answer.TrySetCanceled(cancellationToken);

    /// <summary>It never ran, and goes out again through another channel.</summary>
    public void Reset()
    {
        EndsMissing = 2;
        Output = new(Request.OutputLimit, Request.OutputSink);
        Error = new(Request.OutputLimit, Request.ErrorSink);
    }

    private void Finish(Action set)
    {
        if (Cancelled is { } token)
        {
            Cancel(token);
        }
        else
        {
            set();
        }

        _exited.TrySetResult();
        _finished.TrySetResult();
    }

    private string Killed() =>
        string.Create(CultureInfo.InvariantCulture, $"killed: it had not ended after {Request.Timeout.GetValueOrDefault().TotalSeconds:0.###} s");
}
