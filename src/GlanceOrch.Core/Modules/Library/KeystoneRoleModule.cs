using System.Text.Json.Nodes;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps a role of Keystone. Giving it to somebody is <c>keystone_role_assignment</c>.</summary>
[Doc("Create or delete a Keystone role.")]
public sealed class KeystoneRoleModule(KeystoneClients clients) : IModule<KeystoneRoleModule.Args, KeystoneChange>
{
    public sealed record Args : KeystoneArgs
    {
        [Doc("The role's name.")]
        public required string Name { get; init; }

        [Doc("Left as it is when not given.")]
        public string? Description { get; init; }
    }

    public string Name => "keystone_role";

    public string Example => "- keystone_role: { name: service, auth: '{{ keystone_admin }}' }";

    public async Task<KeystoneChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var session = clients.For(host, args);
        var found = await session.FindRoleAsync(args.Name, cancellationToken);
        var wanted = new KeystoneObject("role", args.Name)
        {
            Identity = new JsonObject { ["name"] = args.Name },
            Wanted = new JsonObject { ["description"] = args.Description },
        };
        return wanted.Compare(session.Auth, found, args.State);
    }

    public Task<ModuleOutput> ApplyAsync(KeystoneChange change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(clients, host, cancellationToken);
}
