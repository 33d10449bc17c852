namespace GlanceOrch.Core.Modules;

/// <summary>Says that the host can be reached and worked on.</summary>
[Doc("Check that the host can be reached, logged in to and worked on. It answers 'pong' and changes nothing.")]
public sealed class PingModule : IReadModule<PingModule.Args>
{
    private const string Crash = "crash";

    public sealed record Args
    {
        [Doc("What to answer as 'ping'. 'crash' makes the task fail, for trying out what happens then.")]
        public string Data { get; init; } = "pong";
    }

    public string Name => "ping";

    public string Example => "- ping:";

    public async Task<ModuleOutput> ReadAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        if (args.Data == Crash)
        {
            throw new ModuleException("boom");
        }

        // Without a question to it, nobody would know whether the host is there.
        _ = await host.StatAsync("/", cancellationToken);
        return new ModuleOutput { Values = new() { ["ping"] = args.Data } };
    }
}
