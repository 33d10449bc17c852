using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>Reads how to connect and whom to become from Ansible's variables; they win over keywords, keywords over the command line.</summary>
/// <remarks>What is read here stands in docs/connections.md; what of Ansible's is not, in <see cref="UnreadVariables"/>.</remarks>
internal sealed class ConnectionVariables(RunOptions options, SecretMasker secrets)
{
    /// <exception cref="ModuleException">A variable has a value that makes no sense.</exception>
    public ConnectionOptions Connection(Host host, VariableScope scope, PlaySyntax? play)
    {
        var password = Secret(Text(scope, "ansible_password", "ansible_ssh_pass", "ansible_ssh_password") ?? options.Password);
        return new ConnectionOptions
        {
            HostName = host.Name,
            Kind = Kind(Text(scope, "ansible_connection") ?? play?.Connection ?? options.Connection ?? "ssh"),
            Address = Text(scope, "ansible_host", "ansible_ssh_host") ?? host.Name,
            Port = Number(scope, "ansible_port", "ansible_ssh_port"),
            User = Text(scope, "ansible_user", "ansible_ssh_user") ?? play?.RemoteUser ?? options.RemoteUser,
            Password = password,
            PrivateKeyFile = Text(scope, "ansible_ssh_private_key_file", "ansible_private_key_file") ?? options.PrivateKeyFile,
            ExtraArguments =
            [
                .. WithoutTerminal(Words(scope, "ansible_ssh_args")), .. Words(scope, "ansible_ssh_common_args"), .. Words(scope, "ansible_ssh_extra_args"),
                .. HostKeyChecking(scope),
            ],
            ConnectTimeout = Number(scope, "ansible_ssh_timeout", "ansible_timeout") is > 0 and { } seconds ? TimeSpan.FromSeconds(seconds) : options.ConnectTimeout,
            ConnectRetries = Number(scope, "ansible_ssh_retries") ?? 0,
            ControlPersist = options.ControlPersist,
        };
    }

    /// <param name="scope">Variables of the host that does the work.</param>
    /// <param name="keywords">Of the task.</param>
    /// <param name="task">Fills in the keywords; another scope than the first when the task is delegated.</param>
    /// <exception cref="ModuleException">A variable has a value that makes no sense.</exception>
    public BecomeOptions Become(VariableScope scope, Become keywords, VariableScope task)
    {
        var active = Flag(scope, "ansible_become")
            ?? keywords.Active?.IsTrue(task, task.Options, task.CancellationToken)
            ?? (options.Become || options.BecomeUser is not null);
        if (!active)
        {
            return BecomeOptions.None;
        }

        var method = Text(scope, "ansible_become_method") ?? task.Resolve(keywords.Method) as string ?? "sudo";
        return new BecomeOptions
        {
            User = Text(scope, $"ansible_{method}_user", "ansible_become_user") ?? task.Resolve(keywords.User)?.ToString() ?? options.BecomeUser ?? "root",
            Method = method switch
            {
                "sudo" => BecomeMethod.Sudo,
                "su" => BecomeMethod.Su,
                "doas" => BecomeMethod.Doas,
                _ => throw new ModuleException($"become method '{method}' is not known: sudo, su or doas"),
            },
            Password = Secret(Text(scope, $"ansible_{method}_pass", "ansible_become_password", "ansible_become_pass") ?? options.BecomePassword),
            Flags = Text(scope, $"ansible_{method}_flags", "ansible_become_flags") is { } flags ? Split(flags)
                : task.Resolve(keywords.Flags) is string words ? Split(words) : [],
        };
    }

    private string? Secret(string? text)
    {
        secrets.Add(text);
        return text;
    }

    private static ConnectionKind Kind(string text) => text switch
    {
        "ssh" or "smart" or "paramiko" or "paramiko_ssh" => ConnectionKind.Ssh,
        "local" => ConnectionKind.Local,
        _ => throw new ModuleException($"connection '{text}' is not known: ssh or local"),
    };

    private static string[] HostKeyChecking(VariableScope scope) =>
        (Flag(scope, "ansible_ssh_host_key_checking") ?? Flag(scope, "ansible_host_key_checking")) == false
            ? ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]
            : [];

    /// <summary>A terminal, which some ask for to satisfy old versions of sudo, would spoil what goes through the connection.</summary>
    private static IEnumerable<string> WithoutTerminal(IEnumerable<string> words) => words.Where(word => word is not ("-t" or "-tt"));

    private static IReadOnlyList<string> Words(VariableScope scope, string name) => Text(scope, name) is { } text ? Split(text) : [];

    private static IReadOnlyList<string> Split(string text) =>
        [.. KeyValueText.Split(text).Select(pair => pair.Name is null ? pair.Value : $"{pair.Name}={pair.Value}")];

    private static string? Text(VariableScope scope, params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (scope.TryGetValue(name, out var value) && value is not null)
            {
                return value is string or long or int
                    ? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)
                    : throw new ModuleException($"{name} must be a string, not {ValueText.Describe(value)}");
            }
        }

        return null;
    }

    private static int? Number(VariableScope scope, params IEnumerable<string> names)
    {
        var text = Text(scope, names);
        if (text is null)
        {
            return null;
        }

        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ModuleException($"{names.First()} must be a number, not \"{text}\"");
    }

    private static bool? Flag(VariableScope scope, string name)
    {
        if (!scope.TryGetValue(name, out var value) || value is null)
        {
            return null;
        }

        return ArgConverter.TryConvert(value, typeof(bool), out var flag, out _)
            ? flag is true
            : throw new ModuleException($"{name} must be true or false, not {ValueText.Describe(value)}");
    }
}
