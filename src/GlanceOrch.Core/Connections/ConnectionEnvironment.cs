namespace GlanceOrch.Core.Connections;

/// <summary>What connections need of the controller: programs, and where private files may lie.</summary>
public sealed record ConnectionEnvironment
{
    /// <summary>The OpenSSH client.</summary>
    public string Ssh { get; init; } = "ssh";

    /// <summary>Path of <c>setsid</c>; null: children stay in our session, and Ctrl-C reaches them too.</summary>
    public string? Setsid { get; init; }

    /// <summary>Folder under which the private directory is made: short, as sockets lie in it.</summary>
    public required string RuntimeDirectory { get; init; }

    /// <summary>Name of the private directory in it.</summary>
    public required string PrivateName { get; init; }

    /// <summary>From the process environment: <c>XDG_RUNTIME_DIR</c>, else <c>/tmp/glance-orch-UID</c>.</summary>
    /// <param name="variable">Gives the value of an environment variable, or null.</param>
    public static ConnectionEnvironment From(Func<string, string?> variable)
    {
        var setsid = (variable("PATH") ?? "/usr/bin:/bin").Split(':')
            .Where(folder => folder.StartsWith('/'))
            .Select(folder => Path.Combine(folder, "setsid"))
            .FirstOrDefault(File.Exists);
        var runtime = variable("XDG_RUNTIME_DIR");
        // The longest socket name needs 40 bytes, and ssh allows 90 in all.
        return runtime is { Length: > 1 and <= 40 } && runtime.StartsWith('/') && Directory.Exists(runtime)
            ? new() { Setsid = setsid, RuntimeDirectory = runtime, PrivateName = "glance-orch" }
            : new() { Setsid = setsid, RuntimeDirectory = "/tmp", PrivateName = FormattableString.Invariant($"glance-orch-{UnixCalls.UserId}") };
    }
}
