using System.Text.Json.Nodes;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps a region of Keystone. Endpoints need one that is there: a typo must not make another.</summary>
[Doc("Create, change or delete a Keystone region.")]
public sealed class KeystoneRegionModule(KeystoneClients clients) : IModule<KeystoneRegionModule.Args, KeystoneChange>
{
    public sealed record Args : KeystoneArgs
    {
        [Doc("The region's id, which is its name.")]
        [Alias("id")]
        public required string Name { get; init; }

        [Doc("Left as it is when not given.")]
        public string? Description { get; init; }

        [Doc("Id of the region it belongs to; left as it is when not given.")]
        public string? ParentRegion { get; init; }
    }

    public string Name => "keystone_region";

    public string Example => "- keystone_region: { name: example-west-1, auth: '{{ keystone_admin }}' }";

    public async Task<KeystoneChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var session = clients.For(host, args);
        var found = await session.FindRegionAsync(args.Name, cancellationToken);
        var wanted = new KeystoneObject("region", args.Name)
        {
            Identity = new JsonObject { ["id"] = args.Name },
            Wanted = new JsonObject { ["description"] = args.Description, ["parent_region_id"] = args.ParentRegion },
        };
        return wanted.Compare(session.Auth, found, args.State);
    }

    public Task<ModuleOutput> ApplyAsync(KeystoneChange change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(clients, host, cancellationToken);
}
