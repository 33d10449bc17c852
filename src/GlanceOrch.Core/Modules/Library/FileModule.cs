namespace GlanceOrch.Core.Modules;

/// <summary>Keeps a path what it shall be: a directory, a link, a file with certain attributes, or nothing.</summary>
[Doc("Make directories, links and empty files, set owner, group and mode, or remove what is there.")]
public sealed class FileModule : IModule<FileModule.Args, FileModule.PathChange>
{
    public enum State
    {
        File,
        Directory,
        Touch,
        Absent,
        Link,
        Hard,
    }

    public enum TimeRule
    {
        Now,
        Preserve,
    }

    public sealed record Args : AttributeArgs
    {
        [Alias("dest")]
        [Alias("name")]
        [Doc("Absolute path on the host.")]
        public required string Path { get; init; }

        [Doc("What shall be there: directory (made with its parents), touch (a file, made when missing, with a new time), link (to src), absent (removed, "
            + "with all below), file (it must be there already). Left out: directory with recurse, else what is there.")]
        public State? State { get; init; }

        [Doc("Target of the link, as it shall stand in it; may be relative to the link's own directory.")]
        public string? Src { get; init; }

        [Doc("Set owner, group and mode of everything below the directory too. Links below are left out.")]
        public bool Recurse { get; init; }

        [Doc("Let a link replace a file.")]
        public bool Force { get; init; }

        [Doc("With touch: preserve leaves an existing file's time alone.")]
        public TimeRule ModificationTime { get; init; }
    }

    /// <summary>The steps for one path; each that is null or false is left out.</summary>
    public sealed record PathChange : Change
    {
        public required string Path { get; init; }

        public required string What { get; init; }

        public FileStat? Before { get; init; }

        public bool Remove { get; init; }

        public string? LinkTo { get; init; }

        public bool MakeDirectory { get; init; }

        public bool MakeFile { get; init; }

        public bool Touch { get; init; }

        public FileAttributes? Attributes { get; init; }

        public bool Recursive { get; init; }

        public override string Summary => $"{What} {Path}";

        public override IReadOnlyList<Difference> Differences
        {
            get
            {
                var made = MakeDirectory ? "directory\n" : MakeFile ? "file\n" : LinkTo is { } target ? $"link to {target}\n" : null;
                return made is not null || Remove
                    ? [new Difference(Path, Describe(Before), made)]
                    : Attributes is { } wanted && !wanted.Match(Before) ? [FileDifferences.Attributes(Path, Before, wanted)] : [];
            }
        }

        public override Templating.ScriptObject Values => new() { ["path"] = Path, ["dest"] = Path };

        public override Task<string?> ObstacleAsync(IHostReader host, CancellationToken cancellationToken) => FileObstacles.FindAsync(
            Path, makesFile: Before is null && (MakeFile || LinkTo is not null), Attributes ?? FileAttributes.Unset, host, cancellationToken);

        private static string? Describe(FileStat? stat) => stat switch
        {
            null => null,
            { Kind: FileKind.Directory } => "directory\n",
            { Kind: FileKind.Link } => $"link to {stat.LinkTarget}\n",
            _ => "file\n",
        };
    }

    public string Name => "file";

    public string Example => "- file: { path: /var/lib/glance/staging, state: directory, owner: glance, group: glance, mode: '0750' }";

    public async Task<PathChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        HostPath.NeedAbsolute(args.Path);
        var path = args.Path.Length > 1 ? args.Path.TrimEnd('/') : args.Path;
        Refuse(args, path);
        var own = await host.StatAsync(path, cancellationToken);
        return args.State switch
        {
            State.Absent => own is null ? null : new PathChange { Path = path, What = "remove", Before = own, Remove = true },
            State.Link => Link(args, path, own),
            _ => await ContentAsync(args, path, own, host, cancellationToken),
        };
    }

    public async Task<ModuleOutput> ApplyAsync(PathChange change, IHost host, CancellationToken cancellationToken)
    {
        var path = change.Path;
        if (change.Remove)
        {
            await host.RemoveAsync(path, cancellationToken);
        }

        if (change.LinkTo is { } target)
        {
            await host.LinkAsync(path, target, cancellationToken);
        }

        if (change.MakeDirectory)
        {
            await host.MakeDirectoryAsync(path, change.Attributes ?? FileAttributes.Unset, cancellationToken);
        }
        else if (change.MakeFile)
        {
            await host.WriteAsync(
                new FileWrite { Path = path, Content = default, ExpectedSha256 = null, Attributes = change.Attributes ?? FileAttributes.Unset },
                cancellationToken);
        }
        else if (change.Attributes is { } attributes)
        {
            await host.SetAttributesAsync(path, attributes, change.Recursive, cancellationToken);
        }

        if (change.Touch)
        {
            CommandFailure.ThrowIfFailed($"touch {path}", await host.RunAsync(Command.Of("touch", "--", path), cancellationToken));
        }

        return ModuleOutput.None;
    }

    private static void Refuse(Args args, string path)
    {
        var problem = args switch
        {
            { State: State.Hard } => "state: hard is not supported; use state: link",
            { State: State.Link, Src: null } => "state: link needs src",
            { State: not State.Link, Src: not null } => "src is only for state: link",
            { State: State.Link or State.Absent } when args.ToAttributes() != FileAttributes.Unset =>
                "owner, group and mode mean nothing for a link or for what is absent; set them on the target",
            { Recurse: true, State: not (null or State.Directory) } => "recurse needs state: directory",
            { State: State.Absent } when path == "/" => "refused to remove /",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ModuleException(problem);
        }
    }

    private static PathChange? Link(Args args, string path, FileStat? own)
    {
        var change = new PathChange { Path = path, What = $"link to {args.Src}:", Before = own, LinkTo = args.Src };
        return own switch
        {
            { Kind: FileKind.Link } when own.LinkTarget == args.Src => null,
            null or { Kind: FileKind.Link } => change,
            { Kind: FileKind.Directory } => throw new ModuleException($"{path} is a directory; remove it first"),
            _ when args.Force => change,
            _ => throw new ModuleException($"{path} is there and is no link; force: true replaces it"),
        };
    }

    private static async Task<PathChange?> ContentAsync(Args args, string path, FileStat? stat, IHostReader host, CancellationToken cancellationToken)
    {
        for (var links = 0; stat is { Kind: FileKind.Link, LinkTarget: { } target } && links < HostPath.MostLinks; links++)
        {
            path = HostPath.Follow(path, target);
            stat = await host.StatAsync(path, cancellationToken);
        }

        var wanted = args.ToAttributes();
        var state = args.State ?? (args.Recurse ? State.Directory : State.File);
        var change = new PathChange { Path = path, What = "set attributes of", Before = stat, Attributes = wanted };
        switch (state)
        {
            case State.Directory when stat is null:
                return change with { What = "make directory", MakeDirectory = true };
            case State.Directory when stat.Kind != FileKind.Directory:
                throw new ModuleException($"{path} is there and is no directory");
            case State.Directory when args.Recurse && await DiffersBelowAsync(path, wanted, host, cancellationToken):
                return change with { What = "set attributes below", Recursive = true };
            case State.Touch when stat is null:
                return change with { What = "make file", MakeFile = true };
            case State.Touch when args.ModificationTime == TimeRule.Now:
                return change with { What = "touch", Touch = true, Attributes = wanted.Match(stat) ? null : wanted };
            case State.File when stat is null:
                throw new ModuleException($"{path} does not exist; state: touch makes an empty file, state: directory a directory");
            case State.File when args.State == State.File && stat.Kind == FileKind.Directory:
                throw new ModuleException($"{path} is a directory");
            default:
                return wanted.Match(stat) ? null : change;
        }
    }

    /// <summary>True when anything in the directory has other attributes.</summary>
    private static async Task<bool> DiffersBelowAsync(string path, FileAttributes wanted, IHostReader host, CancellationToken cancellationToken)
    {
        var tests = new List<string>();
        void Test(string name, string? value)
        {
            if (value is not null)
            {
                tests.AddRange(tests.Count == 0 ? ["!", name, value] : ["-o", "!", name, value]);
            }
        }

        Test("-user", wanted.Owner);
        Test("-group", wanted.Group);
        Test("-perm", wanted.Mode is { } mode ? Convert.ToString(mode, 8).PadLeft(4, '0') : null);
        if (tests.Count == 0)
        {
            return false;
        }

        var result = await host.QueryAsync(
            Command.Of(["find", path, "!", "-type", "l", "(", .. tests, ")", "-print"]), cancellationToken);
        // An unknown user makes find fail: that differs too.
        return result.Status != 0 || result.Output.Length > 0;
    }
}
