using System.Text.Json.Nodes;

namespace GlanceOrch.Core.Modules;

/// <summary>When a task may set a password that is not as wanted.</summary>
public enum UpdatePassword
{
    Always,
    OnCreate,
}

/// <summary>Keeps a user of Keystone.</summary>
/// <remarks>
/// Whether the password is right is seen by logging in with it. A right one is never set again, for that would revoke
/// all tokens the user has. The password of a user who shall be disabled cannot be seen so, and is left alone.
/// </remarks>
[Doc("Create, change or delete a Keystone user.")]
public sealed class KeystoneUserModule(KeystoneClients clients) : IModule<KeystoneUserModule.Args, KeystoneChange>
{
    public sealed record Args : KeystoneArgs
    {
        [Doc("The user's name, unique in its domain.")]
        public required string Name { get; init; }

        [Doc("Name or id of the domain.")]
        public string Domain { get; init; } = "Default";

        [Doc("The password; left as it is when not given.")]
        [Secret]
        public string? Password { get; init; }

        [Doc("always sets a password that differs, on_create only that of a new user.")]
        public UpdatePassword UpdatePassword { get; init; }

        [Doc("Left as it is when not given.")]
        public string? Email { get; init; }

        [Doc("Left as it is when not given.")]
        public string? Description { get; init; }

        [Doc("Name of the project in the same domain which the user works in by default; it gives no role there.")]
        public string? DefaultProject { get; init; }

        [Doc("Whether the user can log in.")]
        public bool Enabled { get; init; } = true;
    }

    public string Name => "keystone_user";

    public string Example => "- keystone_user: { name: glance, password: '{{ glance_password }}', email: glance@localhost, auth: '{{ keystone_admin }}' }";

    public async Task<KeystoneChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var session = clients.For(host, args);
        var domain = await session.DomainIdAsync(args.Domain, cancellationToken);
        var project = args.DefaultProject is { } name && args.State == KeystoneState.Present
            ? session.FindInDomainAsync("project", name, args.Domain, cancellationToken)
            : Task.FromResult<KeystoneItem?>(null);
        var user = session.FindInDomainAsync("user", args.Name, args.Domain, cancellationToken);
        // By name, at the same time as all else: a login takes Keystone as long as several lookups.
        var login = MayTryPassword(args) && args.Password is { } password
            ? session.PasswordWorksAsync(args.Name, domain, password, cancellationToken)
            : Task.FromResult(true);
        await Task.WhenAll(project, user, login);

        var found = await user;
        var projectId = (await project)?.Id;
        if (args.DefaultProject is not null && projectId is null && args.State == KeystoneState.Present)
        {
            throw KeystoneLookups.Missing("project", args.DefaultProject);
        }

        var wanted = new KeystoneObject("user", args.Name)
        {
            Identity = new JsonObject { ["name"] = args.Name, ["domain_id"] = domain },
            Wanted = new JsonObject
            {
                ["default_project_id"] = projectId,
                ["email"] = args.Email,
                ["description"] = args.Description,
                ["enabled"] = args.Enabled,
            },
            Secret = args.Password,
            SetSecret = found is not null && IsPasswordWrong(args, found, await login),
        };
        return wanted.Compare(session.Auth, found, args.State);
    }

    public Task<ModuleOutput> ApplyAsync(KeystoneChange change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(clients, host, cancellationToken);

    /// <summary>Nobody disabled can log in: setting the password together with enabling costs no token, for all are revoked already.</summary>
    private static bool IsPasswordWrong(Args args, KeystoneItem found, bool works) => MayTryPassword(args) && (!found.Is("enabled", true) || !works);

    private static bool MayTryPassword(Args args) =>
        args is { Password: not null, Enabled: true, State: KeystoneState.Present } and not { UpdatePassword: UpdatePassword.OnCreate };
}
