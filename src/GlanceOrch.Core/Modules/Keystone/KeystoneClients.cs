using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace GlanceOrch.Core.Modules;

/// <summary>The sessions with Keystone of one run: one for each host and login, so that their tasks share a token. Those of tasks in check mode have their own.</summary>
/// <remarks>Thread-safe. All keystone modules of a catalogue share one. Sessions go with the host's HTTP client.</remarks>
public sealed class KeystoneClients(TimeProvider time)
{
    private readonly ConditionalWeakTable<HttpClient, ConcurrentDictionary<(KeystoneAuth Auth, bool CheckMode), KeystoneSession>> _sessions = [];

    /// <summary>The session through that host. Nothing is sent yet.</summary>
    /// <exception cref="ModuleException">The login is not complete.</exception>
    internal KeystoneSession For(IHostReader host, IReadOnlyDictionary<string, string> auth) => For(host, KeystoneAuth.From(auth));

    internal KeystoneSession For(IHostReader host, KeystoneAuth auth) => For(host, auth, checkMode: false);

    /// <summary>The session for the check of a task.</summary>
    /// <exception cref="ModuleException">The login is not complete.</exception>
    internal KeystoneSession For(IHostReader host, KeystoneArgs args) => For(host, KeystoneAuth.From(args.Auth), args.Context is { CheckMode: true });

    private KeystoneSession For(IHostReader host, KeystoneAuth auth, bool checkMode) =>
        _sessions.GetValue(host.Http, _ => new()).GetOrAdd((auth, checkMode), key => new KeystoneSession(host.Http, key.Auth, time, key.CheckMode));
}
