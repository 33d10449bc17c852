using System.Collections.Concurrent;
using System.Globalization;
using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Tests.Modules;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;
using FileAttributes = GlanceOrch.Core.Modules.FileAttributes;

namespace GlanceOrch.Core.Tests.Execution;

/// <summary>Compiles and runs a playbook on hosts in memory, in a folder of its own.</summary>
internal sealed class TestRun : IDisposable, IRunObserver, IHostOpener
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-test-");

    public string Folder => _folder.FullName;

    public DiagnosticBag Diagnostics { get; } = new();

    /// <summary>The hosts by name; a test fills in those it looks at.</summary>
    public Dictionary<string, FakeHost> Hosts { get; } = new(StringComparer.Ordinal);

    public List<RunEvent> Events { get; } = [];

    /// <summary>False for runs whose events are too many to keep.</summary>
    public bool KeepsEvents { get; set; } = true;

    public SecretMasker Secrets { get; } = new();

    /// <summary>Names of hosts that cannot be reached.</summary>
    public HashSet<string> Down { get; } = new(StringComparer.Ordinal);

    public RunOptions Options { get; set; } = new();

    public PlanOptions PlanOptions { get; set; } = new();

    /// <summary>Keeps notified handlers; null: they are lost with the run.</summary>
    public HandlerJournal? Journal { get; set; }

    /// <summary>Reads what is encrypted.</summary>
    public VaultReader Vault { get; set; } = VaultReader.None;

    /// <summary>The first Ctrl-C.</summary>
    public CancellationToken Stop { get; set; }

    /// <summary>The second one.</summary>
    public CancellationToken CutOff { get; set; }

    /// <summary>Told of each event as it happens.</summary>
    public Action<RunEvent> Happened { get; set; } = _ => { };

    public RunFinished? Finished { get; private set; }

    /// <summary>Puts a file beside the playbook.</summary>
    public TestRun File(string path, string text)
    {
        var full = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full) ?? "/");
        System.IO.File.WriteAllText(full, text);
        return this;
    }

    public TaskPlan Compile(string playbook, string inventory = "a\nb\n")
    {
        File("hosts.ini", inventory);
        File("site.yml", playbook);
        var engine = new ScriptEngine();
        var loaded = new InventoryLoader(_folder.FullName, engine).Load([Path.Combine(_folder.FullName, "hosts.ini")], Diagnostics);
        Inventory = loaded;
        var compiler = new PlanCompiler(ModuleCatalogue.Default, engine, Diagnostics);
        return compiler.Compile([new SourceFile(Path.Combine(_folder.FullName, "site.yml"), playbook)], loaded, PlanOptions);
    }

    public Inventory? Inventory { get; private set; }

    /// <summary>Runs the playbook, which must have no errors.</summary>
    public async Task<TestRun> RunAsync(string playbook, string inventory = "a\nb\n")
    {
        var plan = Compile(playbook, inventory);
        Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).ShouldBeEmpty();
        return await RunAsync(plan);
    }

    public async Task<TestRun> RunAsync(TaskPlan plan)
    {
        var context = new RunContext
        {
            Inventory = Inventory.ShouldNotBeNull(),
            Engine = new ScriptEngine(),
            Opener = this,
            Observer = this,
            Secrets = Secrets,
            Journal = Journal,
            Vault = Vault,
        };
        Finished = await new Runner(context, Options).RunAsync(plan, Stop, CutOff);
        return this;
    }

    /// <summary>What each task did on a host, in order: "title: status".</summary>
    public IReadOnlyList<string> Story(string host) =>
    [
        .. Events.OfType<TaskFinished>().Where(finished => finished.Host.Name == host)
            .Select(finished => $"{finished.Task.Title}: {finished.Result.Status.ToString().ToLower(CultureInfo.InvariantCulture)}"),
    ];

    public TaskResult Result(string host, string title) =>
        Events.OfType<TaskFinished>().Last(finished => finished.Host.Name == host && finished.Task.Title == title).Result;

    public FakeHost Host(string name)
    {
        if (!Hosts.TryGetValue(name, out var host))
        {
            host = NewHost();
            Hosts.Add(name, host);
        }

        return host;
    }

    public void On(RunEvent happened)
    {
        if (KeepsEvents)
        {
            Events.Add(happened);
        }

        Happened(happened);
    }

    public IHostAccess Open(ConnectionOptions options)
    {
        Opened.Add(options);
        return new Access(Host(options.HostName), options.HostName, this);
    }

    public List<ConnectionOptions> Opened { get; } = [];

    /// <summary>Waited for before each command, with the host's name and the command; null: hosts answer at once.</summary>
    public Func<string, string, Task>? BeforeCommand { get; set; }

    /// <summary>Makes the hosts that a test has not filled in.</summary>
    public Func<FakeHost> NewHost { get; set; } = () => new FakeHost();

    /// <summary>Whom tasks became, in order.</summary>
    public ConcurrentQueue<BecomeOptions> Became { get; } = [];

    public void Dispose() => _folder.Delete(recursive: true);

    private sealed class Access(FakeHost host, string name, TestRun run) : IHostAccess
    {
        private readonly bool _down = run.Down.Contains(name);

        public IHost As(BecomeOptions become)
        {
            var reached = Reach(become);
            return run.BeforeCommand is { } before ? new WaitingHost(reached, command => before(name, command)) : reached;
        }

        public ITrackedReader Track(BecomeOptions become) => new Tracked(Reach(become));

        private FakeHost Reach(BecomeOptions become)
        {
            if (become != BecomeOptions.None)
            {
                run.Became.Enqueue(become);
            }

            return _down ? throw new UnreachableException("no route to host") : host;
        }

        public IDisposable Gather() => new MemoryStream();

        public void ForgetQueries()
        {
        }

        public void Forget()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>A host that takes its time for commands.</summary>
    private sealed class WaitingHost(FakeHost inner, Func<string, Task> before) : ReaderDecorator(inner), IHost
    {
        public Task WriteAsync(FileWrite write, CancellationToken cancellationToken) => inner.WriteAsync(write, cancellationToken);

        public Task RemoveAsync(string path, CancellationToken cancellationToken) => inner.RemoveAsync(path, cancellationToken);

        public Task MakeDirectoryAsync(string path, FileAttributes attributes, CancellationToken cancellationToken) =>
            inner.MakeDirectoryAsync(path, attributes, cancellationToken);

        public Task LinkAsync(string path, string target, CancellationToken cancellationToken) => inner.LinkAsync(path, target, cancellationToken);

        public Task SetAttributesAsync(string path, FileAttributes attributes, bool recursive, CancellationToken cancellationToken) =>
            inner.SetAttributesAsync(path, attributes, recursive, cancellationToken);

        public async Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken)
        {
            await before(command.Script);
            return await inner.RunAsync(command, cancellationToken);
        }
    }

    /// <summary>Believes that any write on the host touches everything.</summary>
    private sealed class Tracked(IHostReader inner) : ReaderDecorator(inner), ITrackedReader
    {
        private readonly IHostReader _inner = inner;
        private readonly int _writes = ((FakeHost)inner).Writes.Count + ((FakeHost)inner).Runs.Count;

        public bool IsStillValid => ((FakeHost)_inner).Writes.Count + ((FakeHost)_inner).Runs.Count == _writes;

        public bool SawMoreThanFiles => false;
    }
}
