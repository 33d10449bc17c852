namespace GlanceOrch.Core.Modules;

/// <summary>How the modules for MariaDB and MySQL log in. Without any of it: as the task's user over the unix socket, as root may by default.</summary>
public abstract record MySqlLogin
{
    [Doc("Unix socket of the server; the client's own default if left out.")]
    public string? LoginUnixSocket { get; init; }

    [Doc("Host of the server, as seen from the managed host.")]
    public string? LoginHost { get; init; }

    [Doc("Port of the server.")]
    public int? LoginPort { get; init; }

    [Doc("User to log in as.")]
    public string? LoginUser { get; init; }

    [Doc("Password of login_user.")]
    [Secret]
    public string? LoginPassword { get; init; }
}
