namespace GlanceOrch.Core.Connections;

/// <summary>Times and texts of the remote shell. The defaults are meant for everybody; tests shorten them.</summary>
public sealed record ShellSettings
{
    /// <summary>The POSIX shell of the host.</summary>
    public string Shell { get; init; } = "/bin/sh";

    /// <summary>Shell functions that every loop defines at its start, for requests of <see cref="ShellKind.Helper"/>.</summary>
    public string Helpers { get; init; } = "";

    /// <summary>How long a start may take until the loop says hello.</summary>
    public TimeSpan HelloDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long output may still come after a command ended; then a background child holds it, and we go on without.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a command may take to end after a TERM, before it gets a KILL; five times that after it, before it counts as lost.</summary>
    public TimeSpan KillWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Deadline of our own helper requests that have none.</summary>
    public TimeSpan HelperTimeout { get; init; } = TimeSpan.FromMinutes(5);
}
