namespace GlanceOrch.Core.Modules;

/// <summary>What all keystone modules take.</summary>
public abstract record KeystoneArgs
{
    [Doc("Where Keystone is and the login: auth_url, username, password, project_name; user_domain_name and project_domain_name are Default if left out. system_scope: all instead of project_name takes a system token.")]
    [Secret]
    public required IReadOnlyDictionary<string, string> Auth { get; init; }

    [Doc("present or absent.")]
    public KeystoneState State { get; init; }

    /// <summary>Null counts as a run that changes things.</summary>
    public ITaskContext? Context { get; init; }
}

/// <summary>Whether an object shall be.</summary>
public enum KeystoneState
{
    Present,
    Absent,
}
