namespace GlanceOrch.Core.Modules;

/// <summary>What a check found to be done. Immutable; says all that apply needs.</summary>
public abstract record Change
{
    /// <summary>One line for the user: what will be, or was, done ("create user glance").</summary>
    public abstract string Summary { get; }

    /// <summary>What <c>--diff</c> prints; one entry for each thing that differs.</summary>
    public virtual IReadOnlyList<Difference> Differences => [];

    /// <summary>False for commands: what they change and give back is not known before they ran.</summary>
    public virtual bool IsPredictable => true;

    /// <summary>Members of the registered result that are known before apply.</summary>
    public virtual Templating.ScriptObject Values => [];

    /// <summary>Why it cannot be carried out as things are on the host; null: nothing is known to stand in its way.</summary>
    /// <remarks>Asked by a dry run in which no task before it would change anything on that host: it fails then, as the play would.</remarks>
    public virtual Task<string?> ObstacleAsync(IHostReader host, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}

/// <summary>Before and after of one thing, as text. A null side does not exist.</summary>
/// <param name="Name">What differs: a path, or words such as "keystone user glance".</param>
public sealed record Difference(string Name, string? Before, string? After)
{
    /// <summary>True when the text must not be shown (binary content; the two sides then say so in words) or is secret.</summary>
    public bool Hidden { get; init; }
}

/// <summary>A change of one file: content, attributes or both. Shared by all modules that write files.</summary>
public sealed record FileChange : Change
{
    public required string Path { get; init; }

    /// <summary>New content; null: only attributes change.</summary>
    public ReadOnlyMemory<byte>? After { get; init; }

    /// <summary>What the check read; null: there was no file.</summary>
    public FileContent? Before { get; init; }

    /// <summary>Wanted attributes; null parts stay.</summary>
    public FileAttributes Attributes { get; init; } = FileAttributes.Unset;

    public string? Validate { get; init; }

    /// <summary>Content is not shown in diffs.</summary>
    public bool Secret { get; init; }

    public override string Summary => Before is null ? $"create {Path}" : After is null ? $"set attributes of {Path}" : $"change {Path}";

    public override IReadOnlyList<Difference> Differences => FileDifferences.Of(this);

    public override Templating.ScriptObject Values => new() { ["path"] = Path, ["dest"] = Path };

    public override Task<string?> ObstacleAsync(IHostReader host, CancellationToken cancellationToken) =>
        FileObstacles.FindAsync(Path, makesFile: Before is null && After is not null, Attributes, host, cancellationToken);

    /// <summary>Carries the change out.</summary>
    public async Task ApplyAsync(IHost host, CancellationToken cancellationToken)
    {
        if (After is { } content)
        {
            await host.WriteAsync(
                new FileWrite { Path = Path, Content = content, ExpectedSha256 = Before?.Sha256, Attributes = Attributes, Validate = Validate },
                cancellationToken);
        }
        else
        {
            await host.SetAttributesAsync(Path, Attributes, recursive: false, cancellationToken);
        }
    }

    /// <summary>The change that makes the file so; null when it is so already.</summary>
    /// <param name="before">What is there; null: no file, and <paramref name="after"/> is its content.</param>
    /// <param name="after">Null: the content stays.</param>
    /// <remarks>Attributes are compared by name where names are given and by number where numbers are; null parts are not compared.</remarks>
    public static FileChange? Between(string path, FileContent? before, ReadOnlyMemory<byte>? after, FileAttributes attributes)
    {
        var same = after is not { } content || (before is not null && (before.IsTooLarge
            ? before.Stat.Size == content.Length && before.Sha256 == FileContent.HashOf(content.Span)
            : before.Bytes.Span.SequenceEqual(content.Span)));
        return same && attributes.Match(before?.Stat)
            ? null
            : new FileChange { Path = path, Before = before, After = same ? null : after, Attributes = attributes };
    }
}
