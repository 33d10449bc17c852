using System.Globalization;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps a group in the host's own /etc/group.</summary>
[Doc("Create, change or remove a group.")]
public sealed class GroupModule : IModule<GroupModule.Args, AccountChange>
{
    public enum State
    {
        Present,
        Absent,
    }

    public sealed record Args
    {
        [Doc("Name of the group.")]
        public required string Name { get; init; }

        [Doc("Number of the group. Left out: as it is; for a new group the next free one.")]
        public int? Gid { get; init; }

        [Doc("Take the number of a new group from those for the system.")]
        public bool System { get; init; }

        [Doc("present or absent.")]
        public State State { get; init; }
    }

    public string Name => "group";

    public string Example => "- group: { name: glance, system: true }";

    public async Task<AccountChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        Accounts.NeedName(args.Name, "group");
        if (args.State == State.Absent && args.Gid is not null)
        {
            throw new ModuleException("gid is only for state: present");
        }

        var found = (await Accounts.ReadAsync(host, cancellationToken)).Groups.FirstOrDefault(group => group.Name == args.Name);
        var change = new AccountChange { What = "", Subject = $"group {args.Name}", Commands = [], Before = found is null ? null : Describe(found.Gid), After = Describe(args.Gid) };
        string[] number = args.Gid is { } gid ? ["-g", gid.ToString(CultureInfo.InvariantCulture)] : [];
        return (args.State, found) switch
        {
            (State.Absent, null) => null,
            (State.Absent, _) => change with { What = $"remove group {args.Name}", Commands = [Command.Of("groupdel", args.Name)], After = null },
            (_, null) => change with
            {
                What = $"create group {args.Name}",
                Commands = [Command.Of(["groupadd", .. number, .. args.System ? ["-r"] : Array.Empty<string>(), args.Name])],
            },
            _ when args.Gid is not null && args.Gid != found.Gid => change with
            {
                What = $"change group {args.Name}",
                Commands = [Command.Of(["groupmod", .. number, args.Name])],
            },
            _ => null,
        };
    }

    public Task<ModuleOutput> ApplyAsync(AccountChange change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(host, cancellationToken);

    private static string Describe(int? gid) => gid is { } number ? string.Create(CultureInfo.InvariantCulture, $"gid: {number}\n") : "present\n";
}
