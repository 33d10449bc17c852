using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>What the command line says about a run.</summary>
public sealed record RunOptions
{
    /// <summary>Decide and show, change nothing.</summary>
    public bool Check { get; init; }

    /// <summary>Show the differences of what changes; tasks see it as <c>ansible_diff_mode</c>.</summary>
    public bool Diff { get; init; }

    /// <summary>The pattern of <c>--limit</c>, as <c>ansible_limit</c>; null: none.</summary>
    public string? Limit { get; init; }

    /// <summary>How many <c>-v</c> the user gave.</summary>
    public int Verbosity { get; init; }

    /// <summary>How many hosts work at the same time.</summary>
    public int Forks { get; init; } = 5;

    /// <summary>Variables that win over all others.</summary>
    public ScriptObject ExtraVars { get; init; } = [];

    /// <summary>Login user where the inventory names none (<c>-u</c>).</summary>
    public string? RemoteUser { get; init; }

    public string? PrivateKeyFile { get; init; }

    /// <summary>Answer of <c>--ask-pass</c>.</summary>
    public string? Password { get; init; }

    /// <summary>ssh or local, where the inventory names none (<c>-c</c>).</summary>
    public string? Connection { get; init; }

    public bool Become { get; init; }

    public string? BecomeUser { get; init; }

    /// <summary>Answer of <c>--ask-become-pass</c>.</summary>
    public string? BecomePassword { get; init; }

    /// <summary>Handlers run on failed hosts too.</summary>
    public bool ForceHandlers { get; init; }

    /// <summary>Seconds for a connection to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long connections stay open after the run; zero: not at all.</summary>
    public TimeSpan ControlPersist { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The tags asked for, as <c>ansible_run_tags</c>; empty: all.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<string> SkipTags { get; init; } = [];

    /// <summary>Directories with templates used by several roles, searched after the role's own.</summary>
    public IReadOnlyList<string> TemplatesPath { get; init; } = [];
}
