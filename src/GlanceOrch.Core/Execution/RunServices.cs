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
    private readonly Lock _opening = new();
    private readonly ConcurrentDictionary<string, OpenHost> _hosts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OpenHost> _opened = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<OpenHost> _all = [];
    private readonly ConcurrentDictionary<string, PredictedHost> _predicted = new(StringComparer.Ordinal);
    private readonly Lock _reporting = new();
    private long _changes;
    private long _controllerChanges;

    public RunServices(RunContext context, RunOptions options, IReadOnlyDictionary<string, HostState> hosts)
    {
        _opener = context.Opener;
        _observer = context.Observer;
        Options = options;
        Secrets = context.Secrets;
        Time = context.Time;
        Journal = context.Journal;
        _connections = new ConnectionVariables(options, context.Secrets);
        _files = new ControllerFiles(context.Engine, options.TemplatesPath, context.Vault);
        Variables = new RunVariables(context.Inventory, options, context.Secrets, context.Vault, hosts);
        Preparation = new TaskPreparation(options, _connections, Variables, context.Secrets);
    }

    public RunOptions Options { get; }

    public TimeProvider Time { get; }

    public SecretMasker Secrets { get; }

    /// <summary>Null: notified handlers are not kept.</summary>
    public HandlerJournal? Journal { get; }

    public RunVariables Variables { get; }

    public TaskPreparation Preparation { get; }

    /// <summary>Who owns which options of configuration files, in the play that is running.</summary>
    public OptionLedger Owners { get; private set; } = OptionLedger.Empty;

    /// <summary>How many changes were carried out, on all hosts together.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Grows whenever what templates see besides a task's arguments may have changed: files of the controller, the hosts of the play.</summary>
    public long ControllerChanges => Interlocked.Read(ref _controllerChanges);

    /// <summary>A change was, or may have been, carried out on a host: answers of commands may be old everywhere.</summary>
    /// <remarks>The other hosts drop theirs when they are next asked for: telling them all at once would cost hosts times changes.</remarks>
    public void SomethingChanged(Host on)
    {
        Interlocked.Increment(ref _changes);
        if (_opened.TryGetValue(on.Name, out var host) && host.Options.Kind == ConnectionKind.Local)
        {
            _files.Forget();
            Interlocked.Increment(ref _controllerChanges);
        }
    }

    /// <summary>A task has waited on a host for what others do: nothing that is known of the host holds for sure.</summary>
    /// <exception cref="ModuleException">A connection variable makes no sense.</exception>
    public void TimePassed(Host on, PlannedPlay play)
    {
        HostOf(on, play).Forget();
        SomethingChanged(on);
    }

    /// <summary>To be called between tasks, when a play begins or a host has left it.</summary>
    public void HostsChanged(PlannedPlay play)
    {
        Variables.HostsChanged(play);
        Interlocked.Increment(ref _controllerChanges);
    }

    /// <summary>To be called before the first task of a play: its variables and keywords may say otherwise how to connect.</summary>
    public void StartPlay(PlannedPlay play)
    {
        _hosts.Clear();
        Owners = new OptionLedger(Variables, play);
        StartBatch(play, play.Batches[0]);
    }

    /// <summary>To be called before the first task of a batch.</summary>
    public void StartBatch(PlannedPlay play, IReadOnlyList<Host> batch)
    {
        Variables.StartBatch(play, batch);
        Interlocked.Increment(ref _controllerChanges);
    }

    /// <summary>Access to a host: opened once for the run, as long as all plays connect in the same way.</summary>
    /// <exception cref="ModuleException">A connection variable makes no sense.</exception>
    /// <exception cref="LocatedTemplateException">The template of one fails.</exception>
    public IHostAccess HostOf(Host host, PlannedPlay play)
    {
        var open = OpenOnce(host, play);
        open.ForgetOldAnswers(Changes);
        return open.Access;
    }

    /// <summary>A failure is not kept: what a variable of the connection needs may be known later.</summary>
    private OpenHost OpenOnce(Host host, PlannedPlay play) => _hosts.TryGetValue(host.Name, out var known) ? known : _hosts[host.Name] = Open(host, play);

    private OpenHost Open(Host host, PlannedPlay play)
    {
        var options = _connections.Connection(host, Variables.ForConnection(play, host, CancellationToken.None), play.Syntax);
        lock (_opening)
        {
            if (!_opened.TryGetValue(host.Name, out var open) || !open.IsFor(options))
            {
                open = new OpenHost(options, _opener.Open(options));
                _opened[host.Name] = open;
                _all.Add(open);
            }

            return open;
        }
    }

    /// <summary>What a host is called in the journal of handlers: how it is reached, so that another machine of the same name is another host.</summary>
    /// <exception cref="ModuleException">A connection variable makes no sense.</exception>
    /// <exception cref="LocatedTemplateException">The template of one fails.</exception>
    public string IdentityOf(Host host, PlannedPlay play)
    {
        var options = OpenOnce(host, play).Options;
        return options.Kind == ConnectionKind.Local
            ? $"local {host.Name}"
            : FormattableString.Invariant($"ssh {host.Name} {options.Address}:{options.Port ?? 22}");
    }

    /// <summary>The variables that <c>include_vars</c> asks for, templates in them kept, and the files they are from.</summary>
    /// <exception cref="ModuleException">A file is not there, or wrong.</exception>
    public (ScriptObject Variables, IReadOnlyList<string> Files) ReadVariables(PlannedPlay play, PlannedTask task, ScriptObject arguments) =>
        _files.ReadVariables(play, task, arguments);

    /// <summary>What a dry run has predicted for a host.</summary>
    public PredictedHost Predicted(Host host) => _predicted.GetOrAdd(host.Name, _ => new PredictedHost());

    /// <summary>A dry run has found something it would change, on any host: a service on one may be what a task on another needs.</summary>
    public bool AnythingPending => _predicted.Values.Any(host => host.HasPendingChanges);

    /// <summary>The args record of a task for a host.</summary>
    /// <exception cref="ModuleException">A value has the wrong type.</exception>
    public object Bind(PlannedPlay play, PlannedTask task, HostState host, PreparedTask prepared, VariableScope scope)
    {
        var module = task.Module ?? throw new InvalidOperationException("meta takes no arguments");
        var context = new ControllerContext(_files, play, task, host, scope) 
        {
            CheckMode = prepared.Check,
            Verbosity = Options.Verbosity,
            Owners = path => Owners.Of(path, prepared.Target ?? host.Host, host, task, scope.CancellationToken),
        };
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

    public async ValueTask DisposeAsync() => await Task.WhenAll(_all.Select(host => host.Access.DisposeAsync().AsTask()));

    private sealed class OpenHost(ConnectionOptions options, IHostAccess access)
    {
        private long _seen;

        public ConnectionOptions Options => options;

        public IHostAccess Access => access;

        public bool IsFor(ConnectionOptions wanted) =>
            wanted with { ExtraArguments = options.ExtraArguments } == options && wanted.ExtraArguments.SequenceEqual(options.ExtraArguments, StringComparer.Ordinal);

        public void ForgetOldAnswers(long changes)
        {
            if (Interlocked.Exchange(ref _seen, changes) != changes)
            {
                access.ForgetQueries();
            }
        }
    }
}
