using System.Runtime.ExceptionServices;

namespace GlanceOrch.Core.Modules;

/// <summary>What lies where a module will write.</summary>
/// <param name="Path">Where to write: the path asked for, or the end of the links it leads along.</param>
/// <param name="IsDirectory">The path is a directory, or a link to one.</param>
/// <param name="Content">The file; null when there is none.</param>
/// <param name="IsLink">The path is a link, which a file is to take the place of; <paramref name="Content"/> is what it leads to.</param>
internal sealed record FileTarget(string Path, bool IsDirectory, FileContent? Content, bool IsLink = false)
{
    /// <summary>Looks at a path with one round trip, and one more for each link.</summary>
    /// <param name="follow">Write to the file a link leads to; off: the link itself will be replaced.</param>
    /// <exception cref="ModuleException">The path is not absolute, cannot be read, is too large to be read, or is something no file can be written to.</exception>
    public static Task<FileTarget> ReadAsync(string path, bool follow, IHostReader host, CancellationToken cancellationToken) =>
        ReadAsync(path, follow, whole: true, host, cancellationToken);

    /// <summary>The same for a file that will be replaced and is not edited: it may be of any size, and large ones come without their bytes.</summary>
    public static Task<FileTarget> LookAsync(string path, bool follow, IHostReader host, CancellationToken cancellationToken) =>
        ReadAsync(path, follow, whole: false, host, cancellationToken);

    private static async Task<FileTarget> ReadAsync(string path, bool follow, bool whole, IHostReader host, CancellationToken cancellationToken)
    {
        var asked = path;
        for (var links = 0; links < HostPath.MostLinks; links++)
        {
            HostPath.NeedAbsolute(path);
            var looking = host.StatAsync(path, cancellationToken);
            var reading = whole ? host.ReadAsync(path, cancellationToken) : host.LookAsync(path, cancellationToken);
            FileContent? content = null;
            ModuleException? problem = null;
            try
            {
                content = await reading;
            }
            catch (ModuleException exception)
            {
                problem = exception; // A directory is none, and what it is says the other answer.
            }

            var stat = await looking;
            if (stat is { Kind: FileKind.Directory })
            {
                return new FileTarget(path, IsDirectory: true, Content: null);
            }

            if (stat is not { Kind: FileKind.Link, LinkTarget: { } target } || (!follow && problem is null))
            {
                if (problem is not null)
                {
                    ExceptionDispatchInfo.Throw(problem);
                }

                var isLink = !follow && (links > 0 || stat is { Kind: FileKind.Link });
                return new FileTarget(isLink ? asked : path, IsDirectory: false, content, isLink);
            }

            path = HostPath.Follow(path, target);
        }

        throw new ModuleException($"{path}: too many levels of symbolic links");
    }
}
