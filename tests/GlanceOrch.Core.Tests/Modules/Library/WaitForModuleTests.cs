using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules.Library;

public class WaitForModuleTests
{
    private readonly FakeHost _host = new();
    private readonly SteppingTime _time = new();

    private WaitForModule.Args Args => new() { Port = 9292, Timeout = TimeSpan.FromSeconds(10), Context = new FakeTaskContext() };

    private Task<ModuleOutput> Wait(WaitForModule.Args args) => new WaitForModule(_time).Read(args, _host);

    [Fact]
    public async Task A_port_that_answers_after_some_looks_is_waited_for()
    {
        var looks = 0;
        _host.Connect = (target, port) => ++looks < 4 ? throw new IOException("refused") : Stream.Null;
        var output = await Wait(Args);
        looks.ShouldBe(4);
        output.Values["port"].ShouldBe(9292);
        output.Values["elapsed"].ShouldBe(3);
    }

    [Fact]
    public async Task A_port_that_never_answers_fails_when_the_time_is_up()
    {
        (await Should.ThrowAsync<ModuleException>(() => Wait(Args))).Message.ShouldBe("127.0.0.1:9292 is not there after 10 s");
    }

    [Fact]
    public async Task In_check_mode_it_looks_once()
    {
        var looks = 0;
        _host.Connect = (_, _) => ++looks > 0 ? throw new IOException("refused") : Stream.Null;
        await Should.ThrowAsync<ModuleException>(() => Wait(Args with { Context = new FakeTaskContext { CheckMode = true } }));
        looks.ShouldBe(1);
    }

    [Fact]
    public async Task A_stopped_port_is_one_that_refuses()
    {
        var looks = 0;
        _host.Connect = (_, _) => ++looks < 3 ? new MemoryStream("SSH-2.0\r\n"u8.ToArray()) : throw new IOException("refused");
        await Wait(Args with { State = WaitForState.Stopped });
        looks.ShouldBe(3);
    }

    [Fact]
    public async Task What_a_server_sends_is_searched()
    {
        _host.Connect = (_, _) => new MemoryStream("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray());
        await Wait(Args with { SearchRegex = "OpenSSH" });
        await Should.ThrowAsync<ModuleException>(() => Wait(Args with { SearchRegex = "dropbear", Msg = "no" }));
    }

    /// <summary>A look at a dead network file system has no end of its own.</summary>
    [Fact]
    public async Task A_look_at_a_file_may_take_no_longer_than_the_wait()
    {
        _host.AnswerWith("[ -e /mnt/x ]", prefix: false, _ => FakeHost.Result(status: 137));
        await Should.ThrowAsync<ModuleException>(() => Wait(Args with { Port = null, Path = "/mnt/x" }));
        _host.Queries[0].Timeout.ShouldBe(TimeSpan.FromSeconds(10));
        _host.Queries[^1].Timeout.ShouldBe(TimeSpan.FromSeconds(5), "time enough for one look");
    }

    [Fact]
    public async Task A_file_is_looked_at_anew_each_time()
    {
        _host.AnswerWith("[ -e /run/x ]", prefix: false, _ => FakeHost.Result(status: _host.Queries.Count > 1 ? 0 : 1));
        await Wait(Args with { Port = null, Path = "/run/x" });
        _host.Queries.Count.ShouldBe(2);
        _host.Queries.ShouldAllBe(query => query.IsAskedOnce);
    }

    [Fact]
    public async Task A_text_in_a_file_is_waited_for()
    {
        _host.AnswerWith("cat < /log", prefix: false, _ => FakeHost.Result(_host.Queries.Count > 1 ? "starting\nready in 2 s\n" : "starting\n"));
        await Wait(Args with { Port = null, Path = "/log", SearchRegex = "^ready" });
    }

    [Fact]
    public async Task An_absent_file_is_waited_for()
    {
        _host.AnswerWith("[ -e /run/x ]", prefix: false, _ => FakeHost.Result(status: _host.Queries.Count > 1 ? 1 : 0));
        await Wait(Args with { Port = null, Path = "/run/x", State = WaitForState.Absent });
    }

    /// <summary>Timers fire at once and move the clock by what they were to wait; those of limits (5 s and more) wait for ever.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < TimeSpan.FromSeconds(5) && dueTime >= TimeSpan.Zero)
            {
                if (dueTime >= TimeSpan.FromSeconds(1))
                {
                    Interlocked.Add(ref _ticks, dueTime.Ticks);
                }

                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }

            return new Nothing();
        }

        private sealed class Nothing : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
