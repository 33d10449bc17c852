using System.Text.RegularExpressions;

namespace GlanceOrch.Integration.Tests;

/// <summary>One change behind the roles' back, and what must be said about it.</summary>
internal sealed record DriftEdit
{
    /// <summary>What is done to whatever it is done to: "changed value".</summary>
    public required string Kind { get; init; }

    /// <summary>The host it is made on.</summary>
    public required string Host { get; init; }

    /// <summary>The host whose tasks keep it, where these are delegated.</summary>
    public string? ShownFor { get; init; }

    /// <summary>The places of <see cref="SiteState"/> that it changes, at least.</summary>
    public required IReadOnlyList<string> Places { get; init; }

    /// <summary>Beginnings of places whose own edits could not be told from this one, or be seen beside it.</summary>
    public IReadOnlyList<string> Hides { get; init; } = [];

    /// <summary>What one task's part of the check's output must match, all of it: the changed thing and lines of its diff.</summary>
    public required IReadOnlyList<string> Shown { get; init; }

    /// <summary>Does it in root's shell on the host, where <see cref="SiteState.Functions"/> and <see cref="DriftEdits.Functions"/> are known.</summary>
    public string? Script { get; init; }

    /// <summary>Does it in Keystone.</summary>
    public Func<KeystoneAdmin, Task>? InKeystone { get; init; }

    /// <summary>Its repair restarts glance-api.</summary>
    public bool RestartsGlance { get; init; }

    /// <summary>It is in what tests/lab/services.yml keeps, and takes a run of that.</summary>
    public bool IsOfServices { get; init; }

    /// <summary>The two cannot be in one round.</summary>
    public bool Excludes(DriftEdit other) => Places.Intersect(other.Places).Any() || Covers(other) || other.Covers(this);

    public bool IsShownIn(IEnumerable<TaskOutput> tasks) => tasks.Any(task =>
        task.Host == (ShownFor ?? Host) && task.Word == "changed"
        && Shown.All(pattern => Regex.IsMatch(task.Text, pattern, RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5))));

    public override string ToString() => $"{Kind}: {string.Join(", ", Places)}";

    private bool Covers(DriftEdit other) =>
        Hides.Any(start => other.Places.Concat(other.Hides).Any(place => place.StartsWith(start, StringComparison.Ordinal)));
}
