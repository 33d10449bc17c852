using System.Text.Json.Nodes;

namespace GlanceOrch.Core.Modules;

/// <summary>For whom an endpoint is.</summary>
public enum EndpointInterface
{
    Public,
    Internal,
    Admin,
}

/// <summary>Keeps the endpoints of a service in one region: up to three with one task.</summary>
/// <remarks>Keystone would make a second endpoint of the same kind without a word: they are always looked for first. The region must be there.</remarks>
[Doc("Create, change or delete the endpoints of a service in the Keystone catalogue.")]
public sealed class KeystoneEndpointModule(KeystoneClients clients) : IModule<KeystoneEndpointModule.Args, KeystoneChange>
{
    public sealed record Args : KeystoneArgs
    {
        [Doc("Name of the service; this or service_type, or both.")]
        [Alias("service_name")]
        public string? Service { get; init; }

        [Doc("Type of the service; this or service, or both.")]
        public string? ServiceType { get; init; }

        [Doc("Id of the region.")]
        public required string Region { get; init; }

        [Doc("Address for users.")]
        public string? PublicUrl { get; init; }

        [Doc("Address for other services.")]
        public string? InternalUrl { get; init; }

        [Doc("Address for administration.")]
        public string? AdminUrl { get; init; }

        [Doc("With url: for whom this one endpoint is, in place of public_url, internal_url and admin_url. With state absent: the one to delete.")]
        public EndpointInterface? Interface { get; init; }

        [Doc("With interface: its address.")]
        public string? Url { get; init; }

        [Doc("Whether the catalogue shows them.")]
        public bool Enabled { get; init; } = true;
    }

    public string Name => "keystone_endpoint";

    public string Example => """
        - keystone_endpoint:
            service: glance
            region: example-west-1
            public_url: http://glance.example.com:9292
            internal_url: http://10.0.0.5:9292
            admin_url: http://10.0.0.5:9292
            auth: '{{ keystone_admin }}'
        """;

    public async Task<KeystoneChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var wanted = Wanted(args);
        var session = clients.For(host, args);
        var service = FindServiceAsync(session, args, cancellationToken);
        var region = session.FindRegionAsync(args.Region, cancellationToken);
        await Task.WhenAll(region, service);
        if (await service is not { } of || await region is null)
        {
            return args.State == KeystoneState.Absent ? null
                : await service is null ? throw KeystoneLookups.Missing("service", args.Service ?? args.ServiceType ?? "")
                : throw new ModuleException($"there is no keystone region '{args.Region}'; keystone_region makes it");
        }

        // Filtered here: that Keystone filters by region is not documented for all releases.
        var endpoints = (await session.ListAsync("endpoints", [("service_id", of.Id)], cancellationToken))
            .Where(endpoint => endpoint.String("region_id") == args.Region)
            .ToList();
        var changes = wanted.Select(pair => Compare(session.Auth, args, of, endpoints, pair.Key, pair.Value)).OfType<KeystoneChange>().ToList();
        return changes.Count == 0
            ? null
            : new KeystoneChange(
                session.Auth,
                string.Join(", ", changes.Select(change => change.Summary)),
                [.. changes.SelectMany(change => change.Requests)],
                [.. changes.SelectMany(change => change.Differences)]);
    }

    public Task<ModuleOutput> ApplyAsync(KeystoneChange change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(clients, host, cancellationToken);

    private static KeystoneChange? Compare(
        KeystoneAuth auth, Args args, KeystoneItem service, IReadOnlyList<KeystoneItem> endpoints, string kind, string? url)
    {
        var name = $"{service.String("name")} {kind} in {args.Region}";
        var found = KeystoneLookups.Single([.. endpoints.Where(endpoint => endpoint.String("interface") == kind)], $"endpoint {name}");
        var wanted = new KeystoneObject("endpoint", name)
        {
            Identity = new JsonObject { ["service_id"] = service.Id, ["interface"] = kind, ["region_id"] = args.Region },
            Wanted = new JsonObject { ["url"] = url, ["enabled"] = args.Enabled },
        };
        return wanted.Compare(auth, found, args.State);
    }

    /// <summary>Interface to address; without any address, and only to delete: all three.</summary>
    private static Dictionary<string, string?> Wanted(Args args)
    {
        var wanted = new Dictionary<string, string?>(StringComparer.Ordinal);
        void Add(EndpointInterface kind, string? url)
        {
            if (url is not null && !wanted.TryAdd(NameOf(kind), url))
            {
                throw new ModuleException($"keystone_endpoint: the {NameOf(kind)} endpoint is given twice");
            }
        }

        Add(EndpointInterface.Public, args.PublicUrl);
        Add(EndpointInterface.Internal, args.InternalUrl);
        Add(EndpointInterface.Admin, args.AdminUrl);
        if (args.Interface is { } one && (args.Url is not null || args.State == KeystoneState.Absent))
        {
            Add(one, args.Url ?? "");
        }
        else if (args.Interface is not null || args.Url is not null)
        {
            throw new ModuleException("keystone_endpoint: interface and url belong together");
        }

        return (wanted.Count, args.State) switch
        {
            (> 0, _) => wanted,
            (_, KeystoneState.Absent) => Enum.GetValues<EndpointInterface>().ToDictionary(NameOf, _ => (string?)null, StringComparer.Ordinal),
            _ => throw new ModuleException("keystone_endpoint needs at least one of public_url, internal_url, admin_url, or interface and url"),
        };
    }

    private static string NameOf(EndpointInterface kind) => kind switch
    {
        EndpointInterface.Public => "public",
        EndpointInterface.Internal => "internal",
        _ => "admin",
    };

    private static Task<KeystoneItem?> FindServiceAsync(KeystoneSession session, Args args, CancellationToken cancellationToken)
    {
        List<(string, string)> query = [];
        if (args.Service is { } name)
        {
            query.Add(("name", name));
        }

        if (args.ServiceType is { } type)
        {
            query.Add(("type", type));
        }

        return query.Count > 0
            ? session.FindAsync("services", $"service {args.Service ?? args.ServiceType}", query, cancellationToken)
            : throw new ModuleException("keystone_endpoint needs service or service_type");
    }
}
