using System.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>Puts a file onto a host.</summary>
[Doc("Copy a file of the role or playbook, or a given text, to the host.")]
public sealed class CopyModule(TimeProvider time) : IModule<CopyModule.Args, FileEdit>
{
    public sealed record Args : WrittenFileArgs
    {
        [Doc("File of the role or playbook (files/); with remote_src an absolute path on the host.")]
        public string? Src { get; init; }

        [Doc("The content itself, instead of src.")]
        public string? Content { get; init; }

        [Alias("path")]
        [Doc("Absolute path on the host. A directory, or a path that ends in '/', takes the file under its own name.")]
        public required string Dest { get; init; }

        [Doc("Take src from the host itself.")]
        public bool RemoteSrc { get; init; }

        [Doc("False: a file that is there keeps its content, whatever it is.")]
        public bool Force { get; init; } = true;

        [Doc("Decrypt src when it is encrypted by vault.")]
        public bool Decrypt { get; init; } = true;

        [Doc("When dest is a link, write to the file it leads to. False: the link is replaced by the file.")]
        public bool Follow { get; init; }

        public required ITaskContext Context { get; init; }
    }

    public string Name => "copy";

    public string Example => "- copy: { src: ceph.conf, dest: /etc/ceph/ceph.conf, owner: root, group: root, mode: '0644' }";

    public async Task<FileEdit?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        if ((args.Src is null) == (args.Content is null))
        {
            throw new ModuleException("give either src or content");
        }

        if (args is { RemoteSrc: true, Src: null })
        {
            throw new ModuleException("remote_src needs src");
        }

        var looking = PlacedFile.FindAsync(args.Dest, args.Src, args.Follow, host, cancellationToken);
        if (args is { RemoteSrc: true, Src: { } source })
        {
            HostPath.NeedAbsolute(source);
            var reading = host.ReadAsync(source, cancellationToken);
            var place = await looking;
            return await reading is { } original
                ? place.With(original.Bytes, args.Force, args)
                : throw new ModuleException($"{source} does not exist on the host");
        }

        var content = args.Src is { } file ? args.Context.ReadFile(file, args.Decrypt) : Encoding.UTF8.GetBytes(args.Content ?? "");
        return (await looking).With(content, args.Force, args);
    }

    public Task<ModuleOutput> ApplyAsync(FileEdit change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(host, time, cancellationToken);
}
