using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using GlanceOrch.Core.Text;
using Microsoft.Extensions.Logging;

namespace GlanceOrch.Core.Connections;

/// <summary>A host over the OpenSSH client, so that users keep their ssh configuration, agents, certificates, jump hosts and known hosts.</summary>
/// <remarks>
/// The first process makes the connection and shares it (ControlMaster); later ones are channels of it, without a handshake. The shared
/// connection stays for <see cref="ConnectionOptions.ControlPersist"/> after the last use; zero: it ends with this object.
/// </remarks>
public sealed partial class SshConnection : IConnection, IRetryingConnection
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ControlLimit = TimeSpan.FromSeconds(10);

    private readonly ConnectionOptions _options;
    private readonly ConnectionEnvironment _environment;
    private readonly PrivateDirectory _directory;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _starting = new(1);
    private readonly ConcurrentDictionary<(string Host, int Port), Task<string>> _forwards = new();
    private readonly Lazy<string> _controlPath;
    private ChildProcess? _first;
    private long _logStart;
    private bool _foundOld;
    private bool _oldForgiven;
    private bool _mayOpenMore;
    private bool _started;

    internal SshConnection(ConnectionOptions options, ConnectionEnvironment environment, PrivateDirectory directory, TimeProvider time, ILogger logger)
    {
        _options = options;
        _environment = environment;
        _directory = directory;
        _time = time;
        _logger = logger;
        // Without persistence the connection ends with us, so nobody else may use it.
        var own = options.ControlPersist <= TimeSpan.Zero ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) : "";
        _controlPath = new(() => directory.Shared("c" + SshArguments.Identity(options, environment.Ssh, own)));
    }

    private string ControlPath => _controlPath.Value;

    /// <summary>The words of the process that holds the shared connection; beside its socket, as it may outlive us.</summary>
    private string SharedLog => ControlPath + ".log";

    private TimeSpan Persist => _options.ControlPersist > TimeSpan.Zero ? _options.ControlPersist : TimeSpan.FromSeconds(10);

    public async Task<IRemoteProcess> StartAsync(string command, CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            var shared = IsShared();
            while (!shared && _first is { HasEnded: false })
            {
                // Two that connect at once would make two connections.
                await Task.Delay(PollInterval, _time, cancellationToken);
                shared = IsShared();
            }

            var onlyShared = shared && _started && !_mayOpenMore;
            _foundOld |= shared && !_started;
            var process = await LaunchAsync(command, shared, onlyShared, cancellationToken);
            _first = shared ? _first : process;
            _started = true;
            return process;
        }
        finally
        {
            _starting.Release();
        }
    }

    public async Task<Stream> OpenTcpAsync(string targetHost, int targetPort, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var forward = _forwards.GetOrAdd((targetHost, targetPort), target => ForwardAsync(target.Host, target.Port));
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                var path = await forward.WaitAsync(cancellationToken);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new ForwardedStream(socket, string.Create(CultureInfo.InvariantCulture, $"{targetHost}:{targetPort}"));
            }
            catch (Exception exception)
            {
                socket.Dispose();
                if (exception is SocketException or UnreachableException)
                {
                    // The shared connection has gone, and the forward with it: the next try makes both anew.
                    _forwards.TryRemove(new((targetHost, targetPort), forward));
                    if (attempt == 1 && exception is SocketException)
                    {
                        continue;
                    }
                }

                throw exception is SocketException ? new UnreachableException($"connection lost: {exception.Message}", inner: exception) : exception;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_started)
        {
            return;
        }

        if (_options.ControlPersist <= TimeSpan.Zero)
        {
            await ControlAsync("exit");
            File.Delete(SharedLog);
            return;
        }

        // The shared connection stays, what listens for us does not.
        foreach (var ((host, port), forward) in _forwards)
        {
            if (forward.IsCompletedSuccessfully)
            {
                var path = await forward;
                await ControlAsync("cancel", "-L", Forward(path, host, port));
                File.Delete(path);
            }
        }
    }

    bool IRetryingConnection.MayRetry(UnreachableException failure, int attempt, out TimeSpan delay)
    {
        delay = TimeSpan.Zero;
        if (_foundOld && !_oldForgiven)
        {
            // A connection left by an earlier run was dead, which shows only when it is used.
            _oldForgiven = true;
            _started = false;
            return true;
        }

        if (!_mayOpenMore && failure.Message.Contains("Session open refused", StringComparison.Ordinal))
        {
            // The server allows no more sessions on one connection (MaxSessions): from here on ssh may open further ones.
            _mayOpenMore = true;
            return true;
        }

        delay = TimeSpan.FromSeconds(Math.Min(attempt, 5));
        return attempt <= _options.ConnectRetries && !SshWords.IsFinal(failure.Message);
    }

    private static string Forward(string path, string host, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}:{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");

    private static string ReadFrom(string path, long start)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Position = Math.Min(start, file.Length);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
        catch (IOException)
        {
            // ssh had nothing to say.
            return "";
        }
    }

    /// <summary>True when somebody listens on the socket: a connection is there. Costs no process, unlike <c>ssh -O check</c>.</summary>
    private bool IsShared()
    {
        if (!File.Exists(ControlPath))
        {
            return false;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(ControlPath));
            return true;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.WouldBlock;
        }
    }

    private async Task<ChildProcess> LaunchAsync(string command, bool shared, bool onlyShared, CancellationToken cancellationToken)
    {
        if (!shared)
        {
            File.Delete(SharedLog);
            _logStart = 0;
        }
        else if (!_started)
        {
            _logStart = File.Exists(SharedLog) ? new FileInfo(SharedLog).Length : 0;
        }

        var log = shared ? _directory.New("e") : SharedLog;
        var askpass = _options.Password is { } password && !onlyShared ? await PrepareAskpassAsync(password, cancellationToken) : null;
        var words = new[] { _environment.Ssh }.Concat(SshArguments.Session(_options, ControlPath, log, Persist, onlyShared)).Append(command).ToList();
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            LogStart(_options.HostName, shared ? "over the shared connection" : "connecting", ShellQuote.Join(words));
        }

        return ChildProcess.Start(
            words,
            askpass?.Variables ?? Askpass.Silent,
            () => log == SharedLog ? ReadFrom(log, _logStart) : ReadFrom(log, 0) + ReadFrom(SharedLog, _logStart),
            () => askpass?.Dispose(),
            _environment.Setsid);
    }

    // No password stands among the words: ssh asks for it.
    [LoggerMessage(LogLevel.Debug, "{Host}: {How}: {Command}")]
    private partial void LogStart(string host, string how, string command);

    private async Task<Askpass> PrepareAskpassAsync(string password, CancellationToken cancellationToken)
    {
        // The question names user and host as the configuration makes them, so ask ssh what it makes of them.
        var (status, output, error) = await RunAsync(SshArguments.Explain(_options), cancellationToken);
        var lines = output.Split('\n');
        string? Value(string key) => lines.FirstOrDefault(line => line.StartsWith(key + " ", StringComparison.Ordinal))?[(key.Length + 1)..];
        if (status != 0 || Value("user") is not { } user || (Value("hostkeyalias") ?? Value("hostname")) is not { } host)
        {
            throw new UnreachableException(SshWords.OneLine(error) is { Length: > 0 } words ? words : "ssh -G failed");
        }

        return Askpass.Prepare(_directory, user, host, password);
    }

    private async Task<string> ForwardAsync(string host, int port)
    {
        using var limit = new CancellationTokenSource(_options.ConnectTimeout + ControlLimit, _time);
        try
        {
            if (!IsShared())
            {
                await ConnectAsync(limit.Token);
            }

            var path = _directory.New("f");
            var words = await ControlAsync("forward", "-L", Forward(path, host, port));
            return words is null ? path : throw new UnreachableException(words.Length > 0 ? words : "ssh refuses to forward");
        }
        catch (OperationCanceledException)
        {
            throw new UnreachableException("no answer when connecting");
        }
    }

    /// <summary>Makes the shared connection when nobody has needed a shell yet.</summary>
    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await using var process = await StartAsync("exit 0", cancellationToken);
        var status = await process.WaitAsync(cancellationToken);
        if (status == 255)
        {
            throw new UnreachableException(SshWords.OneLine(process.Diagnostics));
        }
    }

    /// <summary>Says a word to the shared connection.</summary>
    /// <returns>Null when it was done; else ssh's words.</returns>
    private async Task<string?> ControlAsync(string word, params string[] more)
    {
        using var limit = new CancellationTokenSource(ControlLimit, _time);
        var log = _directory.New("e");
        try
        {
            var (status, _, error) = await RunAsync(SshArguments.Control(_options, ControlPath, log, word, more), limit.Token);
            return status == 0 ? null : SshWords.OneLine(ReadFrom(log, 0) + error);
        }
        catch (OperationCanceledException)
        {
            return "the shared connection does not answer";
        }
        finally
        {
            File.Delete(log);
        }
    }

    private async Task<(int Status, string Output, string Error)> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await using var process = ChildProcess.Start([_environment.Ssh, .. arguments], Askpass.Silent, () => "", () => { }, _environment.Setsid);
        using var outputReader = new StreamReader(process.StandardOutput);
        using var errorReader = new StreamReader(process.StandardError);
        var output = outputReader.ReadToEndAsync(cancellationToken);
        var error = errorReader.ReadToEndAsync(cancellationToken);
        return (await process.WaitAsync(cancellationToken), await output, await error);
    }
}
