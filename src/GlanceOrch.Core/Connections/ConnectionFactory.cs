namespace GlanceOrch.Core.Connections;

/// <summary>Makes the connections of a run. Dispose it after them: it removes the private files of the run.</summary>
public sealed class ConnectionFactory(ConnectionEnvironment environment, TimeProvider time) : IDisposable
{
    private readonly PrivateDirectory _directory = new(environment);

    /// <summary>A connection to a host; nothing is opened yet.</summary>
    /// <exception cref="UnreachableException">There is no private directory to work in.</exception>
    public IConnection Create(ConnectionOptions options) => options.Kind switch
    {
        ConnectionKind.Local => new LocalConnection(environment),
        _ => new SshConnection(options, environment, _directory, time),
    };

    public void Dispose() => _directory.Dispose();
}
