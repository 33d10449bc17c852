using Quote = GlanceOrch.Core.Text.ShellQuote;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps a systemd unit running or stopped, enabled or disabled.</summary>
/// <remarks>A unit that crashes and is started again by systemd, over and over, does not count as running.</remarks>
[Doc("Start, stop, restart, reload, enable, disable or mask a systemd unit.")]
public sealed class ServiceModule : IModule<ServiceModule.Args, ServiceModule.UnitChange>
{
    private const string Reload = "daemon-reload";
    private const string ResetFailed = "reset-failed";

    public enum State
    {
        Started,
        Stopped,
        Restarted,
        Reloaded,
    }

    public sealed record Args
    {
        [Alias("unit")]
        [Alias("service")]
        [Doc("Unit; without a suffix a service. Left out: only daemon_reload.")]
        public string? Name { get; init; }

        [Doc("started and stopped act when it is not so; restarted and reloaded act always (reloaded starts what is not running).")]
        public State? State { get; init; }

        [Doc("Whether it starts at boot. Left out: as it is.")]
        public bool? Enabled { get; init; }

        [Doc("Whether it is masked, so that nothing can start it. Left out: as it is.")]
        public bool? Masked { get; init; }

        [Alias("daemon-reload")]
        [Doc("Make systemd read its unit files again first, when any has changed.")]
        public bool DaemonReload { get; init; }
    }

    /// <summary>The verbs for systemctl, in this order.</summary>
    public sealed record UnitChange : Change
    {
        public required string? Name { get; init; }

        public required IReadOnlyList<string> Verbs { get; init; }

        /// <summary>It must be running afterwards.</summary>
        public bool MustRun { get; init; }

        /// <summary>Says that the host has no such unit; null: it has.</summary>
        internal string? Missing { get; init; }

        public required string Before { get; init; }

        public required string After { get; init; }

        public override string Summary => Missing is null ? Steps : $"{Steps} (not possible yet: {Missing})";

        public override IReadOnlyList<Difference> Differences => Before == After ? [] : [new Difference($"unit {Name}", Before, After)];

        public override Templating.ScriptObject Values => Name is null ? [] : new() { ["name"] = Name };

        public override Task<string?> ObstacleAsync(IHostReader host, CancellationToken cancellationToken) => Task.FromResult(Missing);

        private string Steps => string.Join(", ", Verbs.Where(verb => verb != ResetFailed).Select(verb => verb == Reload || Name is null ? verb : $"{verb} {Name}"));
    }

    public string Name => "service";

    public string Example => "- service: { name: glance-api, state: started, enabled: true }";

    public async Task<UnitChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        Refuse(args);
        var reloading = args.DaemonReload ? host.QueryAsync(Command.Of("systemctl", "show", "-p", "NeedDaemonReload", "*"), cancellationToken) : null;
        var unit = args.Name is { } name ? SystemdUnit.Parse(await host.QueryAsync(SystemdUnit.Query(name), cancellationToken)) : null;
        var verbs = new List<string>();
        if (reloading is not null && (NeedsReload(await reloading) || unit is { IsKnown: false } or { NeedsReload: true }))
        {
            verbs.Add(Reload);
        }

        var before = new List<string>();
        var after = new List<string>();
        void Step(string verb, string now, string then)
        {
            verbs.Add(verb);
            before.Add(now);
            after.Add(then);
        }

        if (unit is not null)
        {
            if (args.Masked is { } masked && masked != unit.IsMasked)
            {
                Step(masked ? "mask" : "unmask", $"masked: {Word(!masked)}", $"masked: {Word(masked)}");
            }

            if (args.Enabled is { } enabled && await IsEnabledAsync(unit, args, host, cancellationToken) is { } now && now != enabled)
            {
                Step(enabled ? "enable" : "disable", $"enabled: {Word(now)}", $"enabled: {Word(enabled)}");
            }

            if (Verb(args.State, unit) is { } verb)
            {
                if (verb is "start" or "restart" && unit.IsKnown && (unit.Restarts > 0 || unit.ActiveState == "failed"))
                {
                    // Sets the restart counter to zero, so that what is counted from now on is the fault of what runs now.
                    verbs.Add(ResetFailed);
                }

                var state = unit.IsCrashing ? $"crashing (restarted {unit.Restarts} times)" : unit.ActiveState;
                Step(verb, $"state: {state}", $"state: {(args.State == State.Stopped ? "inactive" : verb == "start" ? "active" : $"active ({verb}ed)")}");
            }
        }

        return verbs.Count == 0 ? null : new UnitChange
        {
            Name = args.Name,
            Verbs = verbs,
            MustRun = args.State is not (null or State.Stopped),
            // After daemon-reload systemd may know it; systemctl itself then has the last word.
            Missing = unit is { IsKnown: false } && !args.DaemonReload && args.Masked is null ? $"there is no unit '{args.Name}' on the host" : null,
            Before = string.Concat(before.Select(line => line + "\n")),
            After = string.Concat(after.Select(line => line + "\n")),
        };
    }

    public async Task<ModuleOutput> ApplyAsync(UnitChange change, IHost host, CancellationToken cancellationToken)
    {
        if (change.Missing is { } missing)
        {
            throw new ModuleException(missing);
        }

        var words = change.Verbs.Select(verb => verb == Reload || change.Name is null
            ? Quote.Join(["systemctl", verb])
            : Quote.Join(["systemctl", verb, "--", change.Name]));
        var result = await host.RunAsync(new Command { Script = string.Join(" && ", words) }, cancellationToken);
        if (change.Name is not { } name)
        {
            CommandFailure.ThrowIfFailed(change.Summary, result);
            return ModuleOutput.None;
        }

        if (result.Status == 0 && change.MustRun)
        {
            // systemctl says nothing of a service that dies right after its start.
            var unit = SystemdUnit.Parse(await host.QueryAsync(SystemdUnit.Query(name), cancellationToken));
            if (unit.ActiveState == "failed" || unit.IsCrashing)
            {
                throw new ModuleException($"{name} does not stay up ({unit.ActiveState}, {unit.SubState}){await JournalAsync(name, host, cancellationToken)}");
            }
        }

        if (result.Status != 0)
        {
            throw new ModuleException($"{CommandFailure.Message(change.Summary, result)}{await JournalAsync(name, host, cancellationToken)}")
            {
                Values = new() { ["rc"] = result.Status, ["stderr"] = result.ErrorText },
            };
        }

        return ModuleOutput.None;
    }

    private static void Refuse(Args args)
    {
        var problem = args switch
        {
            { Name: null, DaemonReload: false } => "give name, or daemon_reload: true",
            { Name: null } when args.State is not null || args.Enabled is not null || args.Masked is not null => "state, enabled and masked need name",
            { Name: { } name } when name.Length == 0 || name.AsSpan().IndexOfAny(" \t\n/*?[") >= 0 => $"'{name}' is not the name of a unit",
            { Name: not null, State: null, Enabled: null, Masked: null, DaemonReload: false } => "give state, enabled, masked or daemon_reload",
            { Masked: true, State: State.Started or State.Restarted or State.Reloaded } => "a masked unit cannot be started",
            { Masked: true, Enabled: true } => "a masked unit cannot be enabled",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ModuleException(problem);
        }
    }

    private static string? Verb(State? state, SystemdUnit unit) => state switch
    {
        null => null,
        // What crashes must be stopped before a start means anything.
        State.Started when unit.IsCrashing => "restart",
        State.Started => unit.IsRunning ? null : "start",
        State.Stopped => unit.IsStopped && unit.IsKnown ? null : "stop",
        State.Restarted => "restart",
        _ => unit.IsRunning ? "reload" : "start",
    };

    /// <summary>Whether it starts at boot; null when it can be neither enabled nor disabled.</summary>
    private static async Task<bool?> IsEnabledAsync(SystemdUnit unit, Args args, IHostReader host, CancellationToken cancellationToken) => unit.UnitFileState switch
    {
        "enabled" or "alias" => true,
        "static" or "indirect" or "transient" => null,
        // From an init script: only systemctl's own helper knows.
        "generated" => (await host.QueryAsync(Command.Of("systemctl", "is-enabled", "--", args.Name ?? ""), cancellationToken)).Status == 0,
        _ => false,
    };

    private static bool NeedsReload(CommandResult result) => result.OutputText.Contains("NeedDaemonReload=yes", StringComparison.Ordinal);

    private static string Word(bool value) => value ? "yes" : "no";

    private static async Task<string> JournalAsync(string name, IHost host, CancellationToken cancellationToken)
    {
        // Why it failed stands there and nowhere else when it failed before its own logging began.
        var result = await host.QueryAsync(Command.Of("journalctl", "-u", name, "-n", "5", "--no-pager", "-o", "cat"), cancellationToken);
        var text = result.OutputText.Trim();
        return result.Status == 0 && text.Length > 0 ? $"; its journal ends with:\n{text}" : "";
    }
}
