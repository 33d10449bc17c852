using System.Text.Json.Nodes;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps a service of Keystone's catalogue.</summary>
/// <remarks>Keystone would make a second service of the same name and type without a word, and clients then find neither: it is always looked for first.</remarks>
[Doc("Create, change or delete a service of the Keystone catalogue.")]
public sealed class KeystoneServiceModule(KeystoneClients clients) : IModule<KeystoneServiceModule.Args, KeystoneChange>
{
    public sealed record Args : KeystoneArgs
    {
        [Doc("The service's name, such as glance.")]
        public required string Name { get; init; }

        [Doc("What it offers, such as image.")]
        [Alias("service_type")]
        public required string Type { get; init; }

        [Doc("Left as it is when not given.")]
        public string? Description { get; init; }

        [Doc("Whether the catalogue shows it.")]
        public bool Enabled { get; init; } = true;
    }

    public string Name => "keystone_service";

    public string Example => "- keystone_service: { name: glance, type: image, description: OpenStack Image Service, auth: '{{ keystone_admin }}' }";

    public async Task<KeystoneChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var session = clients.For(host, args);
        var ofType = await session.ListAsync("services", [("type", args.Type)], cancellationToken);
        var found = KeystoneLookups.Single([.. ofType.Where(service => service.String("name") == args.Name)], $"service {args.Name} of type {args.Type}");
        if (found is null && ofType is [var other, ..] && args.State == KeystoneState.Present)
        {
            throw new ModuleException(
                $"there is already a keystone service of type {args.Type}, named '{other.String("name")}' ({other.Id}): with two, clients find neither; rename or delete it");
        }

        var wanted = new KeystoneObject("service", args.Name)
        {
            Identity = new JsonObject { ["name"] = args.Name, ["type"] = args.Type },
            Wanted = new JsonObject { ["description"] = args.Description, ["enabled"] = args.Enabled },
        };
        return wanted.Compare(session.Auth, found, args.State);
    }

    public Task<ModuleOutput> ApplyAsync(KeystoneChange change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(clients, host, cancellationToken);
}
