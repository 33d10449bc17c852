using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GlanceOrch.Core.Connections;

namespace GlanceOrch.Core.Modules;

/// <summary>Reads of one host as one user: gathered into batches, and answered from the host's cache where it holds the answer.</summary>
/// <remarks>Thread-safe.</remarks>
public abstract class HostReader : IHostReader
{
    private protected HostReader(HostAccess access, HostUser user)
    {
        Access = access;
        User = user;
    }

    public virtual HttpClient Http => Access.Http;

    private protected HostAccess Access { get; }

    private protected HostUser User { get; }

    public async Task<FileStat?> StatAsync(string path, CancellationToken cancellationToken) =>
        (await ReadAsync(ReadKind.Stat, path, cancellationToken)).Stat;

    public async Task<FileContent?> ReadAsync(string path, CancellationToken cancellationToken) =>
        (await ReadAsync(ReadKind.Read, path, cancellationToken)).Content;

    public async Task<FileContent?> LookAsync(string path, CancellationToken cancellationToken) =>
        (await ReadAsync(ReadKind.Look, path, cancellationToken)).Content;

    public async Task<string?> HashAsync(string path, CancellationToken cancellationToken) =>
        (await ReadAsync(ReadKind.Hash, path, cancellationToken)).Hash;

    public async Task<IReadOnlyList<string>?> ListAsync(string path, CancellationToken cancellationToken) =>
        (await ReadAsync(ReadKind.List, path, cancellationToken)).Names;

    public async Task<IReadOnlyList<string>> GlobAsync(string pattern, CancellationToken cancellationToken) =>
        (await ReadAsync(ReadKind.Glob, pattern, cancellationToken)).Names ?? [];

    public async Task<CommandResult> QueryAsync(Command command, CancellationToken cancellationToken)
    {
        var request = CommandScript.Request(command);
        if (command.IsAskedOnce)
        {
            Observe(Access.Cache.Now);
            return CommandScript.Result(await User.Queries.AskAsync(new QueryItem(request, cancellationToken)));
        }

        var key = new CacheKey(User.Key, null, string.Create(
            CultureInfo.InvariantCulture, $"{request.Shell}\0{request.Script}\0{Convert.ToHexStringLower(SHA256.HashData(command.Input.Span))}"));
        var entry = Access.Cache.Join(key, token => User.Queries.AskAsync(new QueryItem(request, token)));
        Observe(entry);
        return CommandScript.Result(await entry.WaitAsync(Access.Cache, cancellationToken));
    }

    public virtual async Task<Stream> ConnectAsync(string targetHost, int targetPort, CancellationToken cancellationToken)
    {
        var stream = await Access.Session.Connection.OpenTcpAsync(targetHost, targetPort, cancellationToken);
        if (stream is IUnconfirmedStream unconfirmed)
        {
            try
            {
                await unconfirmed.ConfirmAsync(HostAccess.RefusalWait, Access.Time, cancellationToken);
            }
            catch
            {
                await stream.DisposeAsync();
                throw;
            }
        }

        return stream;
    }

    /// <summary>Told of every answer that is used.</summary>
    private protected virtual void Observe(CacheEntry entry)
    {
    }

    private async Task<ReadAnswer> ReadAsync(ReadKind kind, string text, CancellationToken cancellationToken)
    {
        if (!text.StartsWith('/') || text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ModuleException($"'{text}' is not an absolute path");
        }

        var entry = Access.Cache.Join(new CacheKey(User.Key, kind, text), _ => User.Reads.AskAsync(new ReadItem(kind, text)));
        Observe(entry);
        var answer = await entry.WaitAsync(Access.Cache, cancellationToken);
        return answer.Problem is { } problem ? throw new ModuleException(problem) : answer;
    }
}

/// <summary>One user on one host.</summary>
internal sealed record HostUser(string Key, HostShell Shell, ReadPump Reads, QueryPump Queries);
