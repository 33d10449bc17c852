using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps a user of RabbitMQ with password, tags and permissions.</summary>
/// <remarks>
/// Each call of rabbitmqctl takes a second. The check is one call, which exports what the broker keeps, and the password is compared by
/// its salted hash. What differs is set by one script; the password goes by stdin.
/// </remarks>
[Doc("Create, change or delete a user of RabbitMQ, with password, tags and permissions.")]
public sealed class RabbitmqUserModule : IModule<RabbitmqUserModule.Args, RabbitmqUserModule.UserChange>
{
    private const string Sha256Algorithm = "rabbit_password_hashing_sha256";
    private const string Sha512Algorithm = "rabbit_password_hashing_sha512";

    private static readonly Command Export = Command.Of("rabbitmqctl", "-q", "export_definitions", "-");

    public sealed record Args
    {
        [Doc("The user.")]
        [Alias("name")]
        [Alias("username")]
        public required string User { get; init; }

        [Doc("The password; left as it is when not given. A new user needs one.")]
        [Secret]
        public string? Password { get; init; }

        [Doc("always sets a password that differs, on_create only that of a new user.")]
        public UpdatePassword UpdatePassword { get; init; }

        [Doc("Tags such as administrator, monitoring; an empty list takes all away. Left as they are when not given.")]
        public IReadOnlyList<string>? Tags { get; init; }

        [Doc("Virtual host the three privileges are for.")]
        public string Vhost { get; init; } = "/";

        [Doc("Regular expression of what the user may configure; '^$' is nothing. Permissions stay as they are when none of the three is given, and one left out is '^$'.")]
        public string? ConfigurePriv { get; init; }

        [Doc("Regular expression of what the user may write.")]
        public string? WritePriv { get; init; }

        [Doc("Regular expression of what the user may read.")]
        public string? ReadPriv { get; init; }

        [Doc("For several virtual hosts, in place of vhost and the three: a list of mappings with vhost, configure_priv, write_priv, read_priv. Other virtual hosts are left alone.")]
        public ScriptArray? Permissions { get; init; }

        [Doc("present or absent.")]
        public RabbitmqState State { get; init; }
    }

    /// <summary>Whether a user shall be.</summary>
    public enum RabbitmqState
    {
        Present,
        Absent,
    }

    public sealed record UserChange : Change
    {
        private readonly string _summary;
        private readonly Difference _difference;

        internal UserChange(Command command, string summary, Difference difference)
        {
            Command = command;
            _summary = summary;
            _difference = difference;
        }

        public override string Summary => _summary;

        public override IReadOnlyList<Difference> Differences => [_difference];

        // Its input may be the password, its text never is.
        internal Command Command { get; }
    }

    private sealed record Permission(string Vhost, string Configure, string Write, string Read);

    public string Name => "rabbitmq_user";

    public string Example => "- rabbitmq_user: { user: glance, password: '{{ rabbitmq_password }}', configure_priv: '.*', write_priv: '.*', read_priv: '.*' }";

    public async Task<UserChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        Validate(args);
        var wanted = Wanted(args);
        using var definitions = Definitions(await host.QueryAsync(Export, cancellationToken));
        var found = definitions.RootElement.Items("users").FirstOrDefault(user => Text(user, "name") == args.User);
        var exists = found.ValueKind == JsonValueKind.Object;
        var label = $"rabbitmq user {args.User}";
        if (args.State == RabbitmqState.Absent)
        {
            return exists
                ? new UserChange(Command.Of("rabbitmqctl", "-q", "delete_user", args.User), $"delete {label}", new Difference(label, $"tags: {string.Join(", ", Tags(found))}\n", After: null))
                : null;
        }

        var has = definitions.RootElement.Items("permissions")
            .Where(permission => Text(permission, "user") == args.User)
            .Select(permission => new Permission(Text(permission, "vhost"), Text(permission, "configure"), Text(permission, "write"), Text(permission, "read")))
            .ToList();
        var hosts = definitions.RootElement.Items("vhosts").Select(vhost => Text(vhost, "name")).ToHashSet(StringComparer.Ordinal);
        if (wanted.FirstOrDefault(permission => !hosts.Contains(permission.Vhost)) is { } nowhere)
        {
            throw new ModuleException($"there is no rabbitmq virtual host '{nowhere.Vhost}'");
        }

        var script = new StringBuilder();
        var before = new StringBuilder();
        var after = new StringBuilder();
        var setsPassword = Password(args, exists, found, script, before, after);
        if (args.Tags is { } tags && !(exists ? Tags(found) : []).ToHashSet(StringComparer.Ordinal).SetEquals(tags))
        {
            script.Append(Line(["rabbitmqctl", "-q", "set_user_tags", args.User, .. tags]));
            before.Append($"tags: {string.Join(", ", Tags(found))}\n");
            after.Append($"tags: {string.Join(", ", tags)}\n");
        }

        foreach (var permission in wanted.Where(permission => !has.Contains(permission)))
        {
            script.Append(Line(["rabbitmqctl", "-q", "set_permissions", "-p", permission.Vhost, args.User, permission.Configure, permission.Write, permission.Read]));
            before.Append(has.Find(other => other.Vhost == permission.Vhost) is { } old ? Shown(old) : "");
            after.Append(Shown(permission));
        }

        return script.Length == 0
            ? null
            : new UserChange(
                new Command { Script = "set -e\n" + script, Input = setsPassword ? Encoding.UTF8.GetBytes(args.Password + "\n") : default },
                $"{(exists ? "change" : "create")} {label}",
                new Difference(label, exists ? before.ToString() : null, after.ToString()));
    }

    public async Task<ModuleOutput> ApplyAsync(UserChange change, IHost host, CancellationToken cancellationToken)
    {
        var result = await host.RunAsync(change.Command, cancellationToken);
        return result.Status == 0 ? ModuleOutput.None : throw Failure(result);
    }

    private static void Validate(Args args)
    {
        // rabbitmqctl reads one line, and would take such a name for an option.
        if (args.Password?.Contains('\n', StringComparison.Ordinal) ?? false)
        {
            throw new ModuleException("a rabbitmq password cannot hold a line break");
        }

        if (args.User.StartsWith('-') || args.User.Length == 0)
        {
            throw new ModuleException($"'{args.User}' cannot be the name of a rabbitmq user");
        }
    }

    /// <summary>Adds what the password needs; true when it must be sent.</summary>
    private static bool Password(Args args, bool exists, JsonElement found, StringBuilder script, StringBuilder before, StringBuilder after)
    {
        if (!exists)
        {
            if (args.Password is null)
            {
                throw new ModuleException($"there is no rabbitmq user {args.User}, and a new one needs a password");
            }

            // Without a password among its arguments the command reads it from stdin.
            script.Append(Line(["rabbitmqctl", "-q", "add_user", args.User]));
            return true;
        }

        if (args.Password is null || args.UpdatePassword == UpdatePassword.OnCreate || IsPassword(args.Password, found))
        {
            return false;
        }

        script.Append(Line(["rabbitmqctl", "-q", "change_password", args.User]));
        before.Append("password: (another)\n");
        after.Append("password: (hidden)\n");
        return true;
    }

    /// <summary>The broker keeps four bytes of salt and the hash of salt and password: https://www.rabbitmq.com/docs/passwords</summary>
    private static bool IsPassword(string password, JsonElement user)
    {
        var kept = new byte[256];
        if (!Convert.TryFromBase64String(Text(user, "password_hash"), kept, out var length) || length <= 4)
        {
            return false;
        }

        byte[] salted = [.. kept[..4], .. Encoding.UTF8.GetBytes(password)];
        var hash = Text(user, "hashing_algorithm") switch
        {
            Sha256Algorithm => SHA256.HashData(salted),
            Sha512Algorithm => SHA512.HashData(salted),
            var other => throw new ModuleException($"the broker keeps the password of '{Text(user, "name")}' with {other}, which cannot be compared; set update_password: on_create"),
        };
        return kept.AsSpan(4, length - 4).SequenceEqual(hash);
    }

    private static IReadOnlyList<Permission> Wanted(Args args)
    {
        if (args.Permissions is { } list)
        {
            return [.. list.Select(item => item is ScriptObject members
                ? new Permission(Member(members, "vhost") ?? "/", Member(members, "configure_priv") ?? "^$", Member(members, "write_priv") ?? "^$", Member(members, "read_priv") ?? "^$")
                : throw new ModuleException($"permissions takes mappings with vhost, configure_priv, write_priv and read_priv, not {ValueText.Describe(item)}"))];
        }

        return args is { ConfigurePriv: null, WritePriv: null, ReadPriv: null }
            ? []
            : [new Permission(args.Vhost, args.ConfigurePriv ?? "^$", args.WritePriv ?? "^$", args.ReadPriv ?? "^$")];
    }

    private static string? Member(ScriptObject members, string name) => members.GetValueOrDefault(name) switch
    {
        null => null,
        string text => text,
        var other => throw new ModuleException($"permissions: {name} takes a text, not {ValueText.Describe(other)}"),
    };

    private static JsonDocument Definitions(CommandResult result)
    {
        if (result.Status != 0)
        {
            throw Failure(result);
        }

        try
        {
            return JsonDocument.Parse(result.Output);
        }
        catch (JsonException e)
        {
            throw new ModuleException("rabbitmqctl export_definitions gave no JSON", e);
        }
    }

    private static string Text(JsonElement item, string name) =>
        item.Text(name) ?? "";

    /// <summary>A list, or a text with commas before RabbitMQ 3.9.</summary>
    private static IReadOnlyList<string> Tags(JsonElement user)
    {
        if (user.ValueKind != JsonValueKind.Object || !user.TryGetProperty("tags", out var tags))
        {
            return [];
        }

        return tags.ValueKind == JsonValueKind.Array
            ? [.. tags.EnumerateArray().Select(tag => tag.GetString()).OfType<string>()]
            : Text(user, "tags").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Shown(Permission permission) =>
        $"on {permission.Vhost}: configure {permission.Configure}, write {permission.Write}, read {permission.Read}\n";

    private static string Line(IReadOnlyList<string> words) => ShellQuote.Join(words) + "\n";

    private static ModuleException Failure(CommandResult result)
    {
        var text = result.ErrorText.Trim() is { Length: > 0 } error ? error : result.OutputText.Trim();
        return new ModuleException(result.Status == 127
            ? "there is no rabbitmqctl on the host"
            : $"rabbitmqctl ended with status {result.Status}: {string.Join(' ', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Take(3))}")
        {
            Values = new ScriptObject { ["rc"] = result.Status, ["stderr"] = result.ErrorText },
        };
    }
}
