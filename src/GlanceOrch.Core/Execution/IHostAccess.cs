using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Execution;

/// <summary>Opens hosts for a run.</summary>
public interface IHostOpener
{
    /// <summary>Access to a host; nothing is connected before the first use. The caller disposes it.</summary>
    IHostAccess Open(ConnectionOptions options);
}

/// <summary>One host for the length of a run: its connection, its caches, its users.</summary>
public interface IHostAccess : IAsyncDisposable
{
    /// <summary>Full access as a user; the same user gives the same object.</summary>
    IHost As(BecomeOptions become);

    /// <summary>Reading as a user, remembering what was read.</summary>
    ITrackedReader Track(BecomeOptions become);

    /// <summary>Until the result is disposed reads are only collected; then they leave together. Await none meanwhile.</summary>
    IDisposable Gather();

    /// <summary>Drops cached answers of commands: something elsewhere has changed.</summary>
    void ForgetQueries();

    /// <summary>Drops all cached answers: time has passed, in which others may have done anything.</summary>
    void Forget();
}

/// <summary>A reader that can tell whether what it read still holds.</summary>
public interface ITrackedReader : IHostReader
{
    /// <summary>False once a write on this host has touched something this reader used.</summary>
    bool IsStillValid { get; }

    /// <summary>True when it used more than files: a command, a network connection. Such answers may change by what is done on other hosts.</summary>
    bool SawMoreThanFiles { get; }
}
