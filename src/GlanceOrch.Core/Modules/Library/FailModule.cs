namespace GlanceOrch.Core.Modules;

/// <summary>Fails the host, for plays that find out by themselves that they cannot go on.</summary>
[Doc("Fail with a message; mostly used with 'when'.")]
public sealed class FailModule : IReadModule<FailModule.Args>
{
    public sealed record Args
    {
        [Doc("Why.")]
        [FreeForm]
        public string Msg { get; init; } = "Failed as requested from task";
    }

    public string Name => "fail";

    public string Example => "- fail: { msg: 'glance needs a database password' }";

    public Task<ModuleOutput> ReadAsync(Args args, IHostReader host, CancellationToken cancellationToken) =>
        throw new ModuleException(args.Msg);
}
