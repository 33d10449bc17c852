namespace GlanceOrch.Core.Connections;

/// <summary>Which kind of connection: <c>ansible_connection</c>.</summary>
public enum ConnectionKind
{
    Ssh,
    Local,
}

/// <summary>How to become another user: <c>ansible_become_method</c>.</summary>
public enum BecomeMethod
{
    Sudo,
    Su,
    Doas,
}

/// <summary>How to reach a host; from inventory variables and the command line. Null: ssh's own configuration decides.</summary>
public sealed record ConnectionOptions
{
    /// <summary>The name in the inventory, for messages.</summary>
    public required string HostName { get; init; }

    public ConnectionKind Kind { get; init; } = ConnectionKind.Ssh;

    /// <summary>Address or name to connect to (<c>ansible_host</c>).</summary>
    public required string Address { get; init; }

    public int? Port { get; init; }

    public string? User { get; init; }

    /// <summary>Login password (<c>ansible_password</c>, <c>--ask-pass</c>); never in an argument or a lasting file.</summary>
    public string? Password { get; init; }

    public string? PrivateKeyFile { get; init; }

    /// <summary>More arguments for ssh, already split into words (<c>ansible_ssh_common_args</c>, <c>ansible_ssh_extra_args</c>).</summary>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];

    /// <summary>Seconds for a connection to be made (<c>--timeout</c>).</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a failed connect is tried again; a wrong key or password is not.</summary>
    public int ConnectRetries { get; init; }

    /// <summary>How long the shared connection stays after a run; zero: not at all (<c>GLANCE_ORCH_CONTROL_PERSIST</c>, seconds).</summary>
    public TimeSpan ControlPersist { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>As whom to work on the host; <see cref="User"/> null: as the login user.</summary>
public sealed record BecomeOptions
{
    public static BecomeOptions None { get; } = new();

    public string? User { get; init; }

    public BecomeMethod Method { get; init; } = BecomeMethod.Sudo;

    /// <summary>Null: none is sent, and a question for one is an error.</summary>
    public string? Password { get; init; }

    /// <summary>More arguments for sudo, su or doas (<c>ansible_become_flags</c>).</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
}
