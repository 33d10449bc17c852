using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Says what lies at a path.</summary>
[Doc("Look at a path: the result has stat.exists and, when it exists, kind, mode, owner, size, time and checksum.")]
public sealed class StatModule : IReadModule<StatModule.Args>
{
    public sealed record Args
    {
        [Alias("dest")]
        [Alias("name")]
        [Doc("Absolute path on the host.")]
        public required string Path { get; init; }

        [Doc("Look at what a link leads to instead of the link.")]
        public bool Follow { get; init; }

        [Doc("Give the checksum of a regular file.")]
        public bool GetChecksum { get; init; } = true;

        [Doc("Only sha256, which is the default here (Ansible's is sha1).")]
        public string ChecksumAlgorithm { get; init; } = "sha256";
    }

    public string Name => "stat";

    public string Example => "- stat: { path: /etc/glance/glance-api.conf }";

    public async Task<ModuleOutput> ReadAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        HostPath.NeedAbsolute(args.Path);
        if (args.GetChecksum && args.ChecksumAlgorithm != "sha256")
        {
            throw new ModuleException($"checksum_algorithm '{args.ChecksumAlgorithm}' is not supported, only sha256");
        }

        var path = args.Path;
        var stat = await host.StatAsync(path, cancellationToken);
        for (var links = 0; args.Follow && links < HostPath.MostLinks && stat is { Kind: FileKind.Link, LinkTarget: { } target }; links++)
        {
            path = HostPath.Follow(path, target);
            stat = await host.StatAsync(path, cancellationToken);
        }

        if (stat is null)
        {
            return new ModuleOutput { Values = new() { ["stat"] = new ScriptObject { ["exists"] = false } } };
        }

        var checksum = args.GetChecksum && stat.Kind == FileKind.File ? await host.HashAsync(path, cancellationToken) : null;
        var found = new ScriptObject
        {
            ["exists"] = true,
            ["path"] = args.Path,
            ["isreg"] = stat.Kind == FileKind.File,
            ["isdir"] = stat.Kind == FileKind.Directory,
            ["islnk"] = stat.Kind == FileKind.Link,
            ["mode"] = FileDifferences.Octal(stat.Mode),
            ["uid"] = stat.UserId,
            ["gid"] = stat.GroupId,
            ["pw_name"] = stat.Owner,
            ["gr_name"] = stat.Group,
            ["size"] = stat.Size,
            ["mtime"] = stat.ModifiedUnixSeconds,
            ["executable"] = (stat.Mode & 0b001_001_001) != 0,
        };
        if (checksum is not null)
        {
            found["checksum"] = checksum;
        }

        if (stat.LinkTarget is { } link)
        {
            found["lnk_target"] = link;
            found["lnk_source"] = HostPath.Combine(HostPath.Parent(path), link);
        }

        return new ModuleOutput { Values = new() { ["stat"] = found } };
    }
}
