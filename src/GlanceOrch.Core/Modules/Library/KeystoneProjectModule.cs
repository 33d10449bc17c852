using System.Text.Json.Nodes;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps a project of Keystone.</summary>
[Doc("Create, change or delete a Keystone project.")]
public sealed class KeystoneProjectModule(KeystoneClients clients) : IModule<KeystoneProjectModule.Args, KeystoneChange>
{
    public sealed record Args : KeystoneArgs
    {
        [Doc("The project's name, unique in its domain.")]
        public required string Name { get; init; }

        [Doc("Name or id of the domain.")]
        public string Domain { get; init; } = "Default";

        [Doc("Left as it is when not given.")]
        public string? Description { get; init; }

        [Doc("Whether the project can be used.")]
        public bool Enabled { get; init; } = true;
    }

    public string Name => "keystone_project";

    public string Example => "- keystone_project: { name: services, description: Services, auth: '{{ keystone_admin }}' }";

    public async Task<KeystoneChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var session = clients.For(host, args);
        var domain = await session.DomainIdAsync(args.Domain, cancellationToken);
        var found = await session.FindInDomainAsync("project", args.Name, args.Domain, cancellationToken);
        var wanted = new KeystoneObject("project", args.Name)
        {
            Identity = new JsonObject { ["name"] = args.Name, ["domain_id"] = domain },
            Wanted = new JsonObject { ["description"] = args.Description, ["enabled"] = args.Enabled },
        };
        return wanted.Compare(session.Auth, found, args.State);
    }

    public Task<ModuleOutput> ApplyAsync(KeystoneChange change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(clients, host, cancellationToken);
}
