using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GlanceOrch.Core.Connections;

/// <summary>Makes the connections of a run. Dispose it after them: it removes the private files of the run.</summary>
/// <param name="loggers">Told of each ssh command (debug); null: nobody is.</param>
public sealed class ConnectionFactory(ConnectionEnvironment environment, TimeProvider time, ILoggerFactory? loggers = null) : IDisposable
{
    private readonly PrivateDirectory _directory = new(environment);
    private readonly ILogger _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("ssh");

    /// <summary>A connection to a host; nothing is opened yet.</summary>
    /// <exception cref="UnreachableException">There is no private directory to work in.</exception>
    public IConnection Create(ConnectionOptions options) => options.Kind switch
    {
        ConnectionKind.Local => new LocalConnection(environment),
        _ => new SshConnection(options, environment, _directory, time, _logger),
    };

    public void Dispose() => _directory.Dispose();
}
