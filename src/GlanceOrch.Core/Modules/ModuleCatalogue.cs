using System.Collections.Frozen;

namespace GlanceOrch.Core.Modules;

/// <summary>The modules there are, by name. Immutable and thread-safe.</summary>
public sealed class ModuleCatalogue
{
    /// <summary>Collections whose modules are found under their full name too: <c>ansible.builtin.copy</c> is <c>copy</c>.</summary>
    private static readonly string[] Collections =
        ["ansible.builtin.", "ansible.legacy.", "ansible.posix.", "community.general.", "community.mysql.", "community.postgresql.", "community.rabbitmq."];

    /// <summary>Other names of modules, as Ansible has them.</summary>
    private static readonly FrozenDictionary<string, string> OtherNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["apt"] = "package",
        ["systemd"] = "service",
        ["systemd_service"] = "service",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, IModule> _modules;

    /// <exception cref="ArgumentException">Two modules have the same name.</exception>
    public ModuleCatalogue(IEnumerable<IModule> modules)
    {
        var byName = new Dictionary<string, IModule>(StringComparer.Ordinal);
        foreach (var module in modules)
        {
            byName.Add(module.Name, module);
        }

        foreach (var (other, name) in OtherNames)
        {
            if (byName.TryGetValue(name, out var module))
            {
                byName.TryAdd(other, module);
            }
        }

        _modules = byName.ToFrozenDictionary(StringComparer.Ordinal);
        Modules = [.. _modules.Values.Distinct().OrderBy(module => module.Name, StringComparer.Ordinal)];
        Names = [.. _modules.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Every module we ship. A new catalogue each time, for a module may keep state during a run.</summary>
    public static ModuleCatalogue Default => new([.. HostModules(), .. ServiceModules()]);

    /// <summary>Each module once, by name.</summary>
    public IReadOnlyList<IModule> Modules { get; }

    /// <summary>All short names, other names included, sorted: for hints.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The module of that name, or of that full name (<c>ansible.builtin.copy</c>); null when there is none.</summary>
    public IModule? Find(string name)
    {
        var collection = Collections.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
        return _modules.GetValueOrDefault(collection is null ? name : name[collection.Length..]);
    }

    /// <summary>Files, commands, packages, services, accounts.</summary>
    private static IEnumerable<IModule> HostModules() =>
    [
        new CommandModule(),
        new CopyModule(TimeProvider.System),
        new CronModule(),
        new FileModule(),
        new GroupModule(),
        new IniFileModule(TimeProvider.System),
        new LineinfileModule(TimeProvider.System),
        new OsloConfigModule(TimeProvider.System),
        new OsloPolicyModule(TimeProvider.System),
        new PackageModule(),
        new ServiceModule(),
        new ShellModule(),
        new StatModule(),
        new TemplateModule(TimeProvider.System),
        new UserModule(),
    ];

    /// <summary>What talks to services, and what only looks, waits and computes.</summary>
    private static IEnumerable<IModule> ServiceModules()
    {
        var time = TimeProvider.System;

        // Shared, so that the tasks of a run need one token.
        var keystone = new KeystoneClients(time);
        return
        [
            new AssertModule(),
            new DebugModule(),
            new FailModule(),
            new GlanceDbSyncModule(time),
            new GlanceImageModule(keystone, time),
            new GlanceMetadefsModule(time),
            new GlanceSmokeTestModule(keystone, time),
            new KeystoneEndpointModule(keystone),
            new KeystoneProjectModule(keystone),
            new KeystoneRegionModule(keystone),
            new KeystoneRoleAssignmentModule(keystone),
            new KeystoneRoleModule(keystone),
            new KeystoneServiceModule(keystone),
            new KeystoneUserModule(keystone),
            new MysqlDbModule(),
            new MysqlUserModule(),
            new OsloConfigCheckModule(),
            new PingModule(),
            new PostgresqlDbModule(),
            new PostgresqlUserModule(),
            new RabbitmqUserModule(),
            new SetFactModule(),
            new SetupModule(),
            new UriModule(time),
            new WaitForModule(time),
        ];
    }
}
