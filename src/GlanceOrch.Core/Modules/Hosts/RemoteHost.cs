using System.Globalization;
using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>A host as one user: what apply works on.</summary>
/// <remarks>Thread-safe. Every change drops the cached reads it may touch, before it starts and again when it has ended.</remarks>
public sealed class RemoteHost : HostReader, IHost
{
    // Content has to come over the link first; slower than this it is as good as dead.
    private const int SlowestBytesPerSecond = 64 * 1024;

    internal RemoteHost(HostAccess access, HostUser user)
        : base(access, user)
    {
    }

    /// <summary>A reader for one check that runs ahead: it can tell later whether its conclusions still hold.</summary>
    public TrackedReader Track() => new(Access, User);

    public async Task WriteAsync(FileWrite write, CancellationToken cancellationToken)
    {
        var path = Checked(write.Path);
        var attributes = write.Attributes;
        var words = ShellQuote.Join(
        [
            "go_put", path, attributes.Mode is { } mode ? FileDifferences.Octal(mode) : "-", $"{attributes.Owner}:{attributes.Group}",
            write.ExpectedSha256 ?? "absent", FileContent.HashOf(write.Content.Span), write.Validate ?? "",
        ]);
        var request = new ShellRequest
        {
            Kind = ShellKind.Helper,
            Script = words,
            Body = write.Content,
            Timeout = TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(write.Content.Length / SlowestBytesPerSecond),
        };
        var answer = await ChangeAsync(request, Access.Cache.DropFile(path, existed: write.ExpectedSha256 is not null), cancellationToken);
        if (Failure(path, answer) is { } failure)
        {
            throw failure;
        }
    }

    public Task RemoveAsync(string path, CancellationToken cancellationToken) =>
        HelpAsync($"cannot remove {path}", $"rm -rf {ShellQuote.Quote(Removable(path))}", cancellationToken);

    public Task MakeDirectoryAsync(string path, FileAttributes attributes, CancellationToken cancellationToken)
    {
        var word = ShellQuote.Quote(Checked(path));
        return HelpAsync($"cannot make directory {path}", $"( umask 022; mkdir -p {word} ){Set(word, attributes, "")}", cancellationToken);
    }

    public Task LinkAsync(string path, string target, CancellationToken cancellationToken)
    {
        var folder = ShellQuote.Quote(FolderOf(Checked(path)));
        // Made beside and renamed over, so that the name is never missing.
        return HelpAsync(
            $"cannot link {path}",
            $"t={folder}/.glance-orch-$$-${{n##*.}}; ln -s -- {ShellQuote.Quote(target.Length > 0 && !target.Contains('\0', StringComparison.Ordinal) ? target : throw new ModuleException($"'{target}' is no target for a link"))} \"$t\" && {{ mv -fT \"$t\" {ShellQuote.Quote(path)} || {{ rm -f \"$t\"; exit 1; }}; }}",
            cancellationToken);
    }

    public Task SetAttributesAsync(string path, FileAttributes attributes, bool recursive, CancellationToken cancellationToken)
    {
        var word = ShellQuote.Quote(Checked(path));
        return HelpAsync($"cannot set attributes of {path}", $"{{ [ -e {word} ] || {{ echo no such file or directory >&2; exit 1; }}; }}{Set(word, attributes, recursive ? " -R" : "")}", cancellationToken);
    }

    public async Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken) =>
        CommandScript.Result(await ChangeAsync(CommandScript.Request(command), Access.Cache.DropAll, cancellationToken));

    private static string Checked(string path) =>
        path.StartsWith('/') && !path.Contains('\0', StringComparison.Ordinal) ? path : throw new ModuleException($"'{path}' is not an absolute path");

    // What is left after slashes and dots must be something: "/" and "/usr/.." are never meant.
    private static string Removable(string path) =>
        Checked(path).Split('/').All(part => part is "" or "." or "..")
            ? throw new ModuleException($"refusing to remove '{path}'")
            : path;

    private static string FolderOf(string path) => path[..path.TrimEnd('/').LastIndexOf('/')];

    /// <summary>Owner first: to change it takes setuid and setgid away. Five digits: with four, chmod leaves those of a directory alone.</summary>
    private static string Set(string word, FileAttributes attributes, string flags)
    {
        var owner = attributes.Group is null ? attributes.Owner : $"{attributes.Owner}:{attributes.Group}";
        return (owner is null ? "" : $" && chown{flags} {ShellQuote.Quote(owner)} {word}")
            + (attributes.Mode is { } mode ? $" && chmod{flags} 0{FileDifferences.Octal(mode)} {word}" : "");
    }

    private static Exception? Failure(string path, ShellAnswer answer)
    {
        var said = HostShell.Words(answer) is { Length: > 0 } words ? $": {words}" : "";
        return answer.Status switch
        {
            0 => null,
            70 => new ModuleException(FileObstacles.NoDirectory(path)),
            71 => new ModuleException($"cannot write {path}{said}"),
            72 => new ModuleException($"cannot set owner or mode of {path}{said}"),
            73 => new ModuleException($"cannot replace {path}{said}"),
            74 => new ModuleException($"the content of {path} did not arrive whole; nothing was changed"),
            75 => new HostChangedException(path),
            76 => new ModuleException($"validate cannot be used for {path}: its name has characters that mean something to the shell"),
            77 => new ModuleException($"validation of {path} failed, nothing was changed{said}"),
            _ => new ModuleException(string.Create(CultureInfo.InvariantCulture, $"cannot write {path} (status {answer.Status}){said}")),
        };
    }

    private async Task HelpAsync(string failure, string script, CancellationToken cancellationToken)
    {
        var request = new ShellRequest { Kind = ShellKind.Helper, Script = script };
        var answer = await ChangeAsync(request, Access.Cache.DropAll, cancellationToken);
        if (answer.Status != 0)
        {
            throw new ModuleException(HostShell.Words(answer) is { Length: > 0 } words
                ? $"{failure}: {words}"
                : string.Create(CultureInfo.InvariantCulture, $"{failure} (status {answer.Status})"));
        }
    }

    private async Task<ShellAnswer> ChangeAsync(ShellRequest request, Action drop, CancellationToken cancellationToken)
    {
        drop();
        try
        {
            return await User.Shell.SendAsync(request, cancellationToken);
        }
        finally
        {
            // What was read meanwhile may be of before or after.
            drop();
        }
    }
}
