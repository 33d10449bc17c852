using System.Collections.Concurrent;
using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>What the parts of one run share. Its owner is the <see cref="Runner"/>.</summary>
internal sealed class RunServices : IAsyncDisposable
{
    private readonly IHostOpener _opener;
    private readonly IRunObserver _observer;
    private readonly ConnectionVariables _connections;
    private readonly ControllerFiles _files;
    private readonly ConcurrentDictionary<string, Opened> _hosts = new(StringComparer.Ordinal);
    private readonly List<IHostAccess> _retired = [];
    private readonly Lock _opening = new();
    private readonly ConcurrentDictionary<string, PredictedHost> _predicted = new(StringComparer.Ordinal);
    private readonly Lock _reporting = new();
    private long _changes;

    public RunServices(RunContext context, RunOptions options, IReadOnlyDictionary<string, HostState> hosts)
    {
        _opener = context.Opener;
        _observer = context.Observer;
        Options = options;
        Time = context.Time;
        _connections = new ConnectionVariables(options, context.Secrets);
        _files = new ControllerFiles(context.Engine, options.TemplatesPath);
        Variables = new RunVariables(context.Inventory, options, context.Secrets, hosts);
        Preparation = new TaskPreparation(options, _connections, context.Secrets);
    }

    public RunOptions Options { get; }

    public TimeProvider Time { get; }

    public RunVariables Variables { get; }

    public TaskPreparation Preparation { get; }

    /// <summary>How many changes were carried out, on all hosts together.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>A change was, or may have been, carried out: answers of commands may be old everywhere.</summary>
    public void SomethingChanged()
    {
        Interlocked.Increment(ref _changes);
        foreach (var host in _hosts.Values)
        {
            host.Access.ForgetQueries();
        }
    }

    /// <summary>Access to a host, opened once for the run, or anew when a play goes another way to it: locally, or as another user.</summary>
    /// <exception cref="ModuleException">A connection variable makes no sense.</exception>
    public IHostAccess HostOf(Host host, PlannedPlay play) =>
        _hosts.TryGetValue(host.Name, out var opened) && ReferenceEquals(opened.Play, play) ? opened.Access : Open(host, play);

    private IHostAccess Open(Host host, PlannedPlay play)
    {
        lock (_opening)
        {
            var options = _connections.Connection(host, Variables.Of(play, host, CancellationToken.None), play.Syntax);
            var access = _hosts.TryGetValue(host.Name, out var opened) && IsSame(opened.Options, options) ? opened.Access : _opener.Open(options);
            if (opened is not null && opened.Access != access)
            {
                // Not kept for a later play: what it remembers of the host's files may be old by then.
                _retired.Add(opened.Access);
            }

            _hosts[host.Name] = new Opened(play, options, access);
            return access;
        }
    }

    private static bool IsSame(ConnectionOptions one, ConnectionOptions other) =>
        one.ExtraArguments.SequenceEqual(other.ExtraArguments, StringComparer.Ordinal)
        && one with { ExtraArguments = [] } == other with { ExtraArguments = [] };

    /// <summary>What a dry run has predicted for a host.</summary>
    public PredictedHost Predicted(Host host) => _predicted.GetOrAdd(host.Name, _ => new PredictedHost());

    /// <summary>A dry run has found something it would change, on any host: a service on one may be what a task on another needs.</summary>
    public bool AnythingPending => _predicted.Values.Any(host => host.HasPendingChanges);

    /// <summary>The args record of a task for a host.</summary>
    /// <exception cref="ModuleException">A value has the wrong type.</exception>
    public object Bind(PlannedPlay play, PlannedTask task, HostState host, PreparedTask prepared, VariableScope scope)
    {
        var module = task.Module ?? throw new InvalidOperationException("meta takes no arguments");
        var context = new ControllerContext(_files, play, task, host, scope) { CheckMode = prepared.Check, Verbosity = Options.Verbosity };
        return ArgBinder.Bind(module.Schema, prepared.Arguments, context, expression => expression.Evaluate(scope, scope.Options, scope.CancellationToken));
    }

    /// <summary>Tells the observer; one event at a time.</summary>
    public void Report(RunEvent happened)
    {
        lock (_reporting)
        {
            _observer.On(happened);
        }
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_hosts.Values.Select(host => host.Access).Concat(_retired).Select(access => access.DisposeAsync().AsTask()));

    /// <param name="Play">The play that asked last.</param>
    private sealed record Opened(PlannedPlay Play, ConnectionOptions Options, IHostAccess Access);
}
