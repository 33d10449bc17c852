namespace GlanceOrch.Core.Modules;

/// <summary>A change of a user or group: commands, and what they change.</summary>
public sealed record AccountChange : Change
{
    /// <summary>"create user glance"</summary>
    public required string What { get; init; }

    /// <summary>The user or group, for the heading of the difference.</summary>
    public required string Subject { get; init; }

    /// <summary>Run in this order; the first that fails ends it.</summary>
    public required IReadOnlyList<Command> Commands { get; init; }

    /// <summary>Null: there is none.</summary>
    public string? Before { get; init; }

    public string? After { get; init; }

    public override string Summary => What;

    public override IReadOnlyList<Difference> Differences => [new Difference(Subject, Before, After)];

    internal async Task<ModuleOutput> ApplyAsync(IHost host, CancellationToken cancellationToken)
    {
        foreach (var command in Commands)
        {
            CommandFailure.ThrowIfFailed(What, await host.RunAsync(command, cancellationToken));
        }

        return ModuleOutput.None;
    }
}
