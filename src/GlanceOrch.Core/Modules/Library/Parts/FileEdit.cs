using System.Globalization;

namespace GlanceOrch.Core.Modules;

/// <summary>A file change as the file modules make it: the change, and what they add around it.</summary>
public sealed record FileEdit : Change
{
    public required FileChange File { get; init; }

    /// <summary>A directory that must be there first and is not; null: none.</summary>
    public string? NewDirectory { get; init; }

    /// <summary>Keep the old content beside the file.</summary>
    public bool Backup { get; init; }

    /// <summary>Differences to be shown instead of the true ones (secrets hidden); null: the true ones.</summary>
    public IReadOnlyList<Difference>? Shown { get; init; }

    public override string Summary => File.Summary;

    public override IReadOnlyList<Difference> Differences => Shown ?? File.Differences;

    public override Templating.ScriptObject Values => File.Values;

    /// <summary>The edit that gives the file this content and the wanted attributes; null when it has them.</summary>
    /// <param name="after">Null: the content stays.</param>
    /// <exception cref="ModuleException">The arguments make no sense.</exception>
    internal static FileEdit? Between(FileTarget target, ReadOnlyMemory<byte>? after, WrittenFileArgs args)
    {
        if (args.Validate is { } validate && !validate.Contains("%s", StringComparison.Ordinal))
        {
            throw new ModuleException("validate must contain %s, which stands for the path of the new file");
        }

        // A link is no file, whatever it leads to.
        var change = target.IsLink && after is not null
            ? new FileChange { Path = target.Path, Before = target.Content, After = after, Attributes = args.ToAttributes() }
            : FileChange.Between(target.Path, target.Content, after, args.ToAttributes());
        return change is null ? null : new FileEdit { File = change with { Validate = args.Validate }, Backup = args.Backup };
    }

    public override Task<string?> ObstacleAsync(IHostReader host, CancellationToken cancellationToken) => NewDirectory is null
        ? File.ObstacleAsync(host, cancellationToken)
        : FileObstacles.FindAsync(File.Path, makesFile: false, File.Attributes, host, cancellationToken);

    internal async Task<ModuleOutput> ApplyAsync(IHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        if (NewDirectory is not null)
        {
            await host.MakeDirectoryAsync(NewDirectory, FileAttributes.Unset, cancellationToken);
        }

        var copy = Backup && File is { Before: not null, After: not null } ? BackupPath(time) : null;
        if (copy is not null && File.Before is { IsTooLarge: true })
        {
            CommandFailure.ThrowIfFailed($"backup of {File.Path}", await host.RunAsync(Command.Of("cp", "-p", "--", File.Path, copy), cancellationToken));
        }
        else if (copy is not null && File.Before is { } before)
        {
            await host.WriteAsync(
                new FileWrite
                {
                    Path = copy,
                    Content = before.Bytes,
                    ExpectedSha256 = null,
                    Attributes = new FileAttributes(before.Stat.Owner, before.Stat.Group, before.Stat.Mode),
                },
                cancellationToken);
        }

        try
        {
            await File.ApplyAsync(host, cancellationToken);
        }
        catch (HostChangedException) when (copy is not null)
        {
            // Nothing was replaced, so nothing was backed up; the task comes again.
            await host.RemoveAsync(copy, CancellationToken.None);
            throw;
        }

        return copy is null ? ModuleOutput.None : new ModuleOutput { Values = new() { ["backup_file"] = copy } };
    }

    private string BackupPath(TimeProvider time) =>
        $"{File.Path}.{time.GetUtcNow().ToString("yyyy-MM-dd@HH:mm:ss.fff", CultureInfo.InvariantCulture)}~";
}
