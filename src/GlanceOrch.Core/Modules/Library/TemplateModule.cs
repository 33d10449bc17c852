using System.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>Renders a template onto a host.</summary>
[Doc("Render a Scriban template of the role or playbook with the host's variables into a file on the host.")]
public sealed class TemplateModule(TimeProvider time) : IModule<TemplateModule.Args, FileEdit>
{
    private const string Suffix = ".sbn";

    public sealed record Args : WrittenFileArgs
    {
        [TemplateFile]
        [Doc("Template of the role or playbook (templates/).")]
        public required string Src { get; init; }

        [Alias("path")]
        [Doc("Absolute path on the host. A directory, or a path that ends in '/', takes the file under the template's name without '.sbn'.")]
        public required string Dest { get; init; }

        [Doc("False: a file that is there keeps its content, whatever it is.")]
        public bool Force { get; init; } = true;

        [Doc("When dest is a link, write to the file it leads to. False: the link is replaced by the file.")]
        public bool Follow { get; init; }

        public required ITaskContext Context { get; init; }
    }

    public string Name => "template";

    public string Example => "- template: { src: haproxy.cfg.sbn, dest: /etc/haproxy/haproxy.cfg, mode: '0644', validate: haproxy -c -f %s }";

    public async Task<FileEdit?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var name = args.Src.EndsWith(Suffix, StringComparison.Ordinal) ? args.Src[..^Suffix.Length] : args.Src;
        var looking = PlacedFile.FindAsync(args.Dest, name, args.Follow, host, cancellationToken);
        var text = args.Context.RenderTemplate(args.Src);
        return (await looking).With(Encoding.UTF8.GetBytes(text), args.Force, args);
    }

    public Task<ModuleOutput> ApplyAsync(FileEdit change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(host, time, cancellationToken);
}
