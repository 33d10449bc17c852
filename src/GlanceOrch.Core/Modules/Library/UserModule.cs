using System.Globalization;
using System.Text;
using Quote = GlanceOrch.Core.Text.ShellQuote;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps a user in the host's own /etc/passwd.</summary>
[Doc("Create, change or remove a user.")]
public sealed class UserModule : IModule<UserModule.Args, AccountChange>
{
    public enum State
    {
        Present,
        Absent,
    }

    public enum PasswordRule
    {
        Always,
        OnCreate,
    }

    public sealed record Args
    {
        [Alias("user")]
        [Doc("Name of the user.")]
        public required string Name { get; init; }

        [Doc("Number of the user. Left out: as it is; for a new user the next free one.")]
        public int? Uid { get; init; }

        [Doc("Primary group, by name or number. Left out: as it is; for a new user a group of its own name.")]
        public string? Group { get; init; }

        [Doc("Other groups. Left out: as they are; an empty list: none.")]
        public IReadOnlyList<string>? Groups { get; init; }

        [Doc("Add to groups only; false: the user leaves groups that are not listed.")]
        public bool Append { get; init; }

        [Doc("Home directory. Left out: as it is; for a new user as useradd has it.")]
        public string? Home { get; init; }

        [Alias("createhome")]
        [Doc("Make the home directory when it is missing.")]
        public bool CreateHome { get; init; } = true;

        [Doc("Move the old home directory when home changes.")]
        public bool MoveHome { get; init; }

        [Doc("Login shell. Left out: as it is; for a new user as useradd has it.")]
        public string? Shell { get; init; }

        [Doc("Full name or purpose (the GECOS field).")]
        public string? Comment { get; init; }

        [Doc("Make a new user one of the system: low number, no ageing.")]
        public bool System { get; init; }

        [Secret]
        [Doc("Password as a crypt hash ('!' or '*' for none). Left out: as it is; a new user has none.")]
        public string? Password { get; init; }

        [Doc("always keeps the password as given; on_create sets it for a new user only.")]
        public PasswordRule UpdatePassword { get; init; }

        [Doc("present or absent.")]
        public State State { get; init; }

        [Doc("With absent: remove the home directory and mail too.")]
        public bool Remove { get; init; }

        [Doc("With absent: remove the user even when it is logged in.")]
        public bool Force { get; init; }
    }

    public string Name => "user";

    public string Example => "- user: { name: glance, group: glance, home: /var/lib/glance, shell: /usr/sbin/nologin, system: true, create_home: false }";

    public async Task<AccountChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        Refuse(args);
        var reading = Accounts.ReadAsync(host, cancellationToken);
        var hash = args is { Password: not null, UpdatePassword: PasswordRule.Always, State: State.Present }
            ? Accounts.PasswordAsync(args.Name, host, cancellationToken)
            : Task.FromResult<string?>(null);
        // Asked together with the others where we know it already.
        var looking = args is { CreateHome: true, Home: { } wanted, State: State.Present } ? host.StatAsync(wanted, cancellationToken) : null;
        var accounts = await reading;
        var user = accounts.User(args.Name);
        if (args.State == State.Absent)
        {
            return user is null ? null : new AccountChange
            {
                What = $"remove user {args.Name}",
                Subject = $"user {args.Name}",
                Commands = [Command.Of(["userdel", .. Flag("-r", args.Remove), .. Flag("-f", args.Force), args.Name])],
                Before = "present\n",
            };
        }

        return user is null ? Create(args, accounts) : await ChangeAsync(args, user, accounts, await hash, looking ?? HomeAsync(args, user, host, cancellationToken));
    }

    public Task<ModuleOutput> ApplyAsync(AccountChange change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(host, cancellationToken);

    private static void Refuse(Args args)
    {
        Accounts.NeedName(args.Name, "user");
        foreach (var group in (args.Groups ?? []).Concat(args.Group is null ? [] : [args.Group]))
        {
            Accounts.NeedName(group, "group");
        }

        foreach (var (field, text) in ((string, string?)[])[("home", args.Home), ("shell", args.Shell), ("comment", args.Comment), ("password", args.Password)])
        {
            if (text is not null && text.AsSpan().IndexOfAny(":\n\r") >= 0)
            {
                throw new ModuleException($"{field} cannot hold ':' or a newline");
            }
        }

        if (args.Home is { } home)
        {
            HostPath.NeedAbsolute(home);
        }

        if (args is { Append: true, Groups: null })
        {
            throw new ModuleException("append needs groups");
        }

        if (args.State == State.Present && (args.Remove || args.Force))
        {
            throw new ModuleException("remove and force need state: absent");
        }
    }

    private static AccountChange Create(Args args, Accounts accounts)
    {
        // useradd refuses to make a group that is there already: then that one is meant.
        var group = args.Group ?? (accounts.Group(args.Name) is null ? null : args.Name);
        var command = Command.Of(
        [
            "useradd",
            .. Option("-u", args.Uid?.ToString(CultureInfo.InvariantCulture)),
            .. Option("-g", group),
            .. Option("-G", args.Groups is { Count: > 0 } groups ? string.Join(',', groups) : null),
            .. Option("-d", args.Home),
            .. Option("-s", args.Shell),
            .. Option("-c", args.Comment),
            .. Flag("-r", args.System),
            args.CreateHome ? "-m" : "-M",
            args.Name,
        ]);
        var after = new StringBuilder("present\n");
        foreach (var (field, value) in ((string, string?)[])
        [
            ("uid", args.Uid?.ToString(CultureInfo.InvariantCulture)), ("group", group), ("groups", args.Groups is null ? null : string.Join(',', args.Groups)),
            ("home", args.Home), ("shell", args.Shell), ("comment", args.Comment),
        ])
        {
            after.Append(value is null ? "" : $"{field}: {value}\n");
        }

        return new AccountChange
        {
            What = $"create user {args.Name}",
            Subject = $"user {args.Name}",
            // One command: a user that is there has been given its password.
            Commands = [args.Password is { } password ? Both(command, SetPassword(args.Name, password)) : command],
            After = after.ToString(),
        };
    }

    private static Task<FileStat?> HomeAsync(Args args, UserEntry user, IHostReader host, CancellationToken cancellationToken) =>
        args.CreateHome && user.Home.Length > 1 ? host.StatAsync(user.Home, cancellationToken) : Task.FromResult<FileStat?>(null);

    private static async Task<AccountChange?> ChangeAsync(Args args, UserEntry user, Accounts accounts, string? hash, Task<FileStat?> looking)
    {
        var words = new List<string>();
        var commands = new List<Command>();
        var before = new StringBuilder();
        var after = new StringBuilder();
        void Differ(string field, string now, string then)
        {
            before.Append(CultureInfo.InvariantCulture, $"{field}: {now}\n");
            after.Append(CultureInfo.InvariantCulture, $"{field}: {then}\n");
        }

        void Set(string option, string field, string now, string? wanted)
        {
            if (wanted is not null && wanted != now)
            {
                Differ(field, now, wanted);
                words.AddRange([option, wanted]);
            }
        }

        Set("-u", "uid", user.Uid.ToString(CultureInfo.InvariantCulture), args.Uid?.ToString(CultureInfo.InvariantCulture));
        if (args.Group is { } primary && accounts.Group(primary)?.Gid != user.Gid)
        {
            var now = accounts.Groups.FirstOrDefault(group => group.Gid == user.Gid)?.Name ?? user.Gid.ToString(CultureInfo.InvariantCulture);
            Set("-g", "group", now, primary);
        }

        if (args.Groups is not null)
        {
            var now = accounts.GroupsOf(user.Name).Order(StringComparer.Ordinal).ToList();
            // By name, for the file has names; an unknown group stays as it is, and usermod will say so.
            var wanted = args.Groups.Select(group => accounts.Group(group)?.Name ?? group).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            var missing = wanted.Except(now, StringComparer.Ordinal).ToList();
            if (missing.Count > 0 || (!args.Append && !wanted.SequenceEqual(now, StringComparer.Ordinal)))
            {
                Differ("groups", string.Join(',', now), string.Join(',', args.Append ? now.Union(wanted, StringComparer.Ordinal) : wanted));
                words.AddRange(args.Append ? ["-a", "-G", string.Join(',', missing)] : ["-G", string.Join(',', wanted)]);
            }
        }

        Set("-d", "home", user.Home, args.Home);
        words.AddRange(Flag("-m", args.MoveHome && args.Home is not null && args.Home != user.Home));
        Set("-s", "shell", user.Shell, args.Shell);
        Set("-c", "comment", user.Comment, args.Comment);
        if (words.Count > 0)
        {
            commands.Add(Command.Of(["usermod", .. words, user.Name]));
        }

        if (args is { Password: { } password, UpdatePassword: PasswordRule.Always } && password != hash)
        {
            Differ("password", "[hidden]", "[hidden, changed]");
            commands.Add(SetPassword(user.Name, password));
        }

        var home = args.Home ?? user.Home;
        if (args.CreateHome && !args.MoveHome && home.Length > 1 && await looking is null)
        {
            Differ("home directory", "missing", home);
            commands.Add(MakeHome(user.Name, home));
        }

        return commands.Count == 0 ? null : new AccountChange
        {
            What = $"change user {user.Name}",
            Subject = $"user {user.Name}",
            Commands = commands,
            Before = before.ToString(),
            After = after.ToString(),
        };
    }

    /// <summary>The hash goes through stdin: arguments are for everyone to see.</summary>
    private static Command SetPassword(string name, string hash) =>
        Command.Of("chpasswd", "-e") with { Input = Encoding.UTF8.GetBytes($"{name}:{hash}\n") };

    /// <summary>The second if the first went well; it alone has input.</summary>
    private static Command Both(Command first, Command second) => second with { Script = $"{first.Script} </dev/null && {second.Script}" };

    /// <summary>As useradd would have made it. Made beside its place: what is there is whole.</summary>
    private static Command MakeHome(string name, string home) => new()
    {
        Script = $$"""
            home={{Quote.Quote(home.TrimEnd('/'))}}
            new=$home.glance-orch-$$
            mkdir -p -- "${home%/*}/" && mkdir -- "$new" && if [ -d /etc/skel ]; then cp -R /etc/skel/. "$new"/; fi &&
            chown -R {{Quote.Quote($"{name}:")}} "$new" && chmod 0755 "$new" && mv -T "$new" "$home" || { r=$?; rm -rf -- "$new"; exit $r; }
            """,
    };

    private static string[] Option(string option, string? value) => value is null ? [] : [option, value];

    private static string[] Flag(string option, bool set) => set ? [option] : [];
}
