using System.Text.Json;

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

        [Doc("Take away all other roles the user or group has there. Roles that come from a group, or are inherited, are left alone.")]
        public bool Exclusive { get; init; }
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

        if (args is { Exclusive: true, State: KeystoneState.Absent })
        {
            throw new ModuleException("keystone_role_assignment: exclusive makes sense with state present only");
        }

        var session = clients.For(host, args);
        var target = TargetAsync(session, args, cancellationToken);
        var principal = PrincipalAsync(session, args, cancellationToken);
        var roles = Task.WhenAll(args.Role.Select(name => RoleAsync(session, args, name, cancellationToken)));
        await Task.WhenAll(target, principal, roles);
        if (await target is not { } on || await principal is not { } who)
        {
            return null; // Absent, and there is not even one who could have it.
        }

        var wanted = (await roles).OfType<KeystoneItem>().DistinctBy(role => role.Id).ToDictionary(role => role.Id, role => role.String("name") ?? role.Id, StringComparer.Ordinal);
        var ids = wanted.Keys.ToList();
        var surplus = args.Exclusive ? SurplusAsync(session, on, who, wanted, cancellationToken) : Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());
        var asking = Task.WhenAll(ids.Select(id => session.ExistsAsync($"{on}/{who}/roles/{id}", cancellationToken)));
        await Task.WhenAll(surplus, asking);

        var has = await asking;
        var present = args.State == KeystoneState.Present;
        var differing = ids.Where((_, i) => has[i] != present).ToDictionary(id => id, id => wanted[id], StringComparer.Ordinal);
        return Change(session.Auth, args, $"{on}/{who}/roles/", present ? differing : [], present ? await surplus : differing);
    }

    public Task<ModuleOutput> ApplyAsync(KeystoneChange change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(clients, host, cancellationToken);

    /// <param name="give">Ids to names.</param>
    private static KeystoneChange? Change(
        KeystoneAuth auth, Args args, string path, IReadOnlyDictionary<string, string> give, IReadOnlyDictionary<string, string> take)
    {
        var who = args.User is { } user ? $"user {user}" : $"group {args.Group}";
        var on = args.Project is { } project ? $"project {project}" : args.Domain is { } domain ? $"domain {domain}" : "the system";
        var summaries = new List<string>();
        if (give.Count > 0)
        {
            summaries.Add($"give keystone {who} the role {string.Join(", ", give.Values)} on {on}");
        }

        if (take.Count > 0)
        {
            summaries.Add($"take the role {string.Join(", ", take.Values)} on {on} from keystone {who}");
        }

        return summaries.Count == 0 ? null : new KeystoneChange(
            auth,
            string.Join(", ", summaries),
            [
                .. give.Keys.Select(id => new KeystoneRequest(HttpMethod.Put, path + id, Body: null)),
                .. take.Keys.Select(id => new KeystoneRequest(HttpMethod.Delete, path + id, Body: null)),
            ],
            [new Difference($"keystone {who} on {on}", Shown(take), Shown(give))]);
    }

    private static string? Shown(IReadOnlyDictionary<string, string> roles) => roles.Count == 0 ? null : $"role: {string.Join(", ", roles.Values)}\n";

    /// <summary>The roles that were given there directly and are not wanted: ids to names.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> SurplusAsync(
        KeystoneSession session, string on, string who, Dictionary<string, string> wanted, CancellationToken cancellationToken)
    {
        var (kind, id) = who.Split('/') is [var collection, var principal] ? (collection[..^1], principal) : throw new InvalidOperationException(who);
        (string, string) scope = on.Split('/') is [var scopes, var target] ? ($"scope.{scopes[..^1]}.id", target) : ("scope.system", "all");
        var given = await session.ListJsonAsync("role_assignments", [($"{kind}.id", id), scope], cancellationToken);
        var surplus = given
            .Where(assignment => !IsInherited(assignment))
            .Select(assignment => assignment.TryGetProperty("role", out var role) && role.TryGetProperty("id", out var roleId) ? roleId.GetString() : null)
            .OfType<string>()
            .Where(roleId => !wanted.ContainsKey(roleId))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (surplus.Count == 0)
        {
            return new Dictionary<string, string>();
        }

        var names = (await session.ListAsync("roles", [], cancellationToken)).ToDictionary(role => role.Id, role => role.String("name"), StringComparer.Ordinal);
        return surplus.ToDictionary(roleId => roleId, roleId => names.GetValueOrDefault(roleId) ?? roleId, StringComparer.Ordinal);
    }

    private static bool IsInherited(JsonElement assignment) =>
        assignment.TryGetProperty("scope", out var scope) && scope.TryGetProperty("OS-INHERIT:inherited_to", out _);

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
