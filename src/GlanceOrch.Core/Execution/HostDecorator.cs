using GlanceOrch.Core.Modules;
using FileAttributes = GlanceOrch.Core.Modules.FileAttributes;

namespace GlanceOrch.Core.Execution;

/// <summary>Passes everything on to a reader; what a subclass overrides is its own.</summary>
internal abstract class ReaderDecorator(IHostReader inner) : IHostReader
{
    public virtual HttpClient Http => inner.Http;

    public virtual Task<FileStat?> StatAsync(string path, CancellationToken cancellationToken) => inner.StatAsync(path, cancellationToken);

    public virtual Task<FileContent?> ReadAsync(string path, CancellationToken cancellationToken) => inner.ReadAsync(path, cancellationToken);

    public virtual Task<FileContent?> LookAsync(string path, CancellationToken cancellationToken) => inner.LookAsync(path, cancellationToken);

    public virtual Task<string?> HashAsync(string path, CancellationToken cancellationToken) => inner.HashAsync(path, cancellationToken);

    public virtual Task<IReadOnlyList<string>?> ListAsync(string path, CancellationToken cancellationToken) => inner.ListAsync(path, cancellationToken);

    public virtual Task<IReadOnlyList<string>> GlobAsync(string pattern, CancellationToken cancellationToken) => inner.GlobAsync(pattern, cancellationToken);

    public virtual Task<CommandResult> QueryAsync(Command command, CancellationToken cancellationToken) => inner.QueryAsync(command, cancellationToken);

    public virtual Task<Stream> ConnectAsync(string targetHost, int targetPort, CancellationToken cancellationToken) =>
        inner.ConnectAsync(targetHost, targetPort, cancellationToken);
}

/// <summary>Adds the task's <c>environment</c> to its queries.</summary>
internal class EnvironmentReader(IHostReader inner, IReadOnlyDictionary<string, string> environment) : ReaderDecorator(inner)
{
    public override Task<CommandResult> QueryAsync(Command command, CancellationToken cancellationToken) =>
        base.QueryAsync(With(command), cancellationToken);

    /// <summary>The command with the variables; its own win.</summary>
    protected Command With(Command command)
    {
        var merged = new Dictionary<string, string>(environment, StringComparer.Ordinal);
        foreach (var (name, value) in command.Environment)
        {
            merged[name] = value;
        }

        return command with { Environment = merged };
    }
}

/// <summary>Adds the task's <c>environment</c> to its commands.</summary>
internal sealed class EnvironmentHost(IHost inner, IReadOnlyDictionary<string, string> environment) : EnvironmentReader(inner, environment), IHost
{
    public Task WriteAsync(FileWrite write, CancellationToken cancellationToken) => inner.WriteAsync(write, cancellationToken);

    public Task RemoveAsync(string path, CancellationToken cancellationToken) => inner.RemoveAsync(path, cancellationToken);

    public Task MakeDirectoryAsync(string path, FileAttributes attributes, CancellationToken cancellationToken) =>
        inner.MakeDirectoryAsync(path, attributes, cancellationToken);

    public Task LinkAsync(string path, string target, CancellationToken cancellationToken) => inner.LinkAsync(path, target, cancellationToken);

    public Task SetAttributesAsync(string path, FileAttributes attributes, bool recursive, CancellationToken cancellationToken) =>
        inner.SetAttributesAsync(path, attributes, recursive, cancellationToken);

    public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken) => inner.RunAsync(With(command), cancellationToken);
}
