namespace GlanceOrch.Core.Modules;

/// <summary>Gives or takes roles of a user or group on a project, a domain or the whole system.</summary>
[Doc("Give a user or group roles on a project, a domain or the whole system, or take them away.")]
public sealed class KeystoneRoleAssignmentModule(KeystoneClients clients) : IModule<KeystoneRoleAssignmentModule.Args, KeystoneChange>
{
    public sealed record Args : KeystoneArgs
    {
        [Doc("Names of the roles.")]
        [Alias("roles")]
        public required IReadOnlyList<string> Role { get; init; }

        [Doc("Name of the user; this or group.")]
        public string? User { get; init; }

        [Doc("Name of the group; this or user.")]
        public string? Group { get; init; }

        [Doc("Name or id of the domain of the user or group.")]
        public string UserDomain { get; init; } = "Default";

        [Doc("Name of the project; this, domain or system.")]
        public string? Project { get; init; }

        [Doc("Name or id of the project's domain.")]
        public string ProjectDomain { get; init; } = "Default";

        [Doc("Name or id of the domain the roles are for; this, project or system.")]
        public string? Domain { get; init; }

        [Doc("The roles are for the whole system; this, project or domain.")]
        public bool System { get; init; }
    }

    public string Name => "keystone_role_assignment";

    public string Example => "- keystone_role_assignment: { user: glance, project: services, role: admin, auth: '{{ keystone_admin }}' }";

    public async Task<KeystoneChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        if ((args.User is null) == (args.Group is null))
        {
            throw new ModuleException("keystone_role_assignment takes either user or group");
        }

        if ((args.Project is null ? 0 : 1) + (args.Domain is null ? 0 : 1) + (args.System ? 1 : 0) != 1)
        {
            throw new ModuleException("keystone_role_assignment takes one of project, domain and system");
        }

        var session = clients.For(host, args.Auth);
        var target = TargetAsync(session, args, cancellationToken);
        var principal = PrincipalAsync(session, args, cancellationToken);
        var roles = Task.WhenAll(args.Role.Select(name => RoleAsync(session, args, name, cancellationToken)));
        await Task.WhenAll(target, principal, roles);
        if (await target is not { } on || await principal is not { } who)
        {
            return null; // Absent, and there is not even one who could have it.
        }

        var paths = (await roles).OfType<KeystoneItem>().Select(role => $"{on}/{who}/roles/{role.Id}").ToList();
        var has = await Task.WhenAll(paths.Select(path => session.ExistsAsync(path, cancellationToken)));
        var differing = paths.Where((_, i) => has[i] != (args.State == KeystoneState.Present)).ToList();
        return differing.Count == 0 ? null : Change(session.Auth, args, differing);
    }

    public Task<ModuleOutput> ApplyAsync(KeystoneChange change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(clients, host, cancellationToken);

    private static KeystoneChange Change(KeystoneAuth auth, Args args, IReadOnlyList<string> paths)
    {
        var who = args.User is { } user ? $"user {user}" : $"group {args.Group}";
        var on = args.Project is { } project ? $"project {project}" : args.Domain is { } domain ? $"domain {domain}" : "the system";
        var present = args.State == KeystoneState.Present;
        var roles = string.Join(", ", args.Role);
        return new KeystoneChange(
            auth,
            present ? $"give keystone {who} the role {roles} on {on}" : $"take the role {roles} on {on} from keystone {who}",
            [.. paths.Select(path => new KeystoneRequest(present ? HttpMethod.Put : HttpMethod.Delete, path, Body: null))],
            [new Difference($"keystone {who} on {on}", present ? null : $"role: {roles}\n", present ? $"role: {roles}\n" : null)]);
    }

    /// <summary>The first part of the address; null when there is no such project and none is needed.</summary>
    private static async Task<string?> TargetAsync(KeystoneSession session, Args args, CancellationToken cancellationToken)
    {
        if (args.System)
        {
            return "system";
        }

        if (args.Domain is { } domain)
        {
            return $"domains/{await session.DomainIdAsync(domain, cancellationToken)}";
        }

        var project = args.Project ?? "";
        var found = await session.FindInDomainAsync("project", project, args.ProjectDomain, cancellationToken);
        return found is null ? Needed<string>(args, "project", project) : $"projects/{found.Id}";
    }

    private static async Task<string?> PrincipalAsync(KeystoneSession session, Args args, CancellationToken cancellationToken)
    {
        var (kind, name) = args.User is { } user ? ("user", user) : ("group", args.Group ?? "");
        var found = await session.FindInDomainAsync(kind, name, args.UserDomain, cancellationToken);
        return found is null ? Needed<string>(args, kind, name) : $"{kind}s/{found.Id}";
    }

    private static async Task<KeystoneItem?> RoleAsync(KeystoneSession session, Args args, string name, CancellationToken cancellationToken) =>
        await session.FindRoleAsync(name, cancellationToken) ?? Needed<KeystoneItem>(args, "role", name);

    /// <summary>Null when the assignment shall not be: what is missing cannot have it.</summary>
    private static T? Needed<T>(Args args, string kind, string name)
        where T : class => args.State == KeystoneState.Absent ? null : throw KeystoneLookups.Missing(kind, name);
}
