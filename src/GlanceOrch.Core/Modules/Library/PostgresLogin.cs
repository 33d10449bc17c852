namespace GlanceOrch.Core.Modules;

/// <summary>How the modules for PostgreSQL log in: as a user of the host over the local socket, as <c>postgres</c> may by default.</summary>
public abstract record PostgresLogin
{
    [Doc("User of the host to run psql as; the task itself runs as root or as this user.")]
    public string LoginUser { get; init; } = "postgres";

    [Doc("Folder of the server's socket; the client's own default if left out.")]
    public string? LoginUnixSocket { get; init; }

    [Doc("Port of the server; the client's own default if left out.")]
    public int? LoginPort { get; init; }
}

/// <summary>Whether a database or user of PostgreSQL shall be.</summary>
public enum PostgresState
{
    Present,
    Absent,
}
