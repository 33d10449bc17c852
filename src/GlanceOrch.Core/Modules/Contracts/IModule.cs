namespace GlanceOrch.Core.Modules;

/// <summary>What the catalogue knows of every module.</summary>
public interface IModule
{
    /// <summary>The name in playbooks.</summary>
    string Name { get; }

    /// <summary>One task, as YAML, that users can copy. Tests parse and run it.</summary>
    string Example { get; }
}

/// <summary>A module that changes hosts. Check decides, apply only carries out.</summary>
public interface IModule<TArgs, TChange> : IModule
    where TArgs : class
    where TChange : Change
{
    /// <summary>Compares what is with what shall be. Reads only. Null: nothing to do.</summary>
    /// <exception cref="ModuleException">The wish cannot be fulfilled on this host.</exception>
    Task<TChange?> CheckAsync(TArgs args, IHostReader host, CancellationToken cancellationToken);

    /// <summary>Does exactly that change.</summary>
    /// <returns>What <c>register</c> gets beside <c>changed</c>; <see cref="ModuleOutput.None"/> for most.</returns>
    /// <exception cref="HostChangedException">The host is no longer as checked: nothing was done.</exception>
    Task<ModuleOutput> ApplyAsync(TChange change, IHost host, CancellationToken cancellationToken);
}

/// <summary>A module that only reads: facts, waiting, looking, asserting. It runs in check mode as well.</summary>
public interface IReadModule<TArgs> : IModule
    where TArgs : class
{
    /// <exception cref="ModuleException">The task fails.</exception>
    Task<ModuleOutput> ReadAsync(TArgs args, IHostReader host, CancellationToken cancellationToken);

    /// <summary>True: it waits for what others do, so what was known of the host before is old after it.</summary>
    bool Waits => false;
}

/// <summary>A module that reads or changes, by its arguments: <c>uri</c> with GET reads, with POST changes.</summary>
/// <remarks>The executor asks <see cref="IsRead"/> first and then treats the task as one or the other.</remarks>
public interface IMixedModule<TArgs, TChange> : IModule<TArgs, TChange>, IReadModule<TArgs>
    where TArgs : class
    where TChange : Change
{
    /// <summary>True: the task only reads, runs in check mode too and is never a change.</summary>
    bool IsRead(TArgs args);
}

/// <summary>What a module gives back.</summary>
public sealed record ModuleOutput
{
    public static ModuleOutput None { get; } = new();

    /// <summary>Members of the registered result.</summary>
    public Templating.ScriptObject Values { get; init; } = [];

    /// <summary>Variables the host has from now on (<c>set_fact</c>); null: none.</summary>
    public Templating.ScriptObject? Facts { get; init; }

    /// <summary>A line for the user (<c>debug</c>, <c>assert</c>); null: nothing.</summary>
    public string? Message { get; init; }

    /// <summary>The change turned out to change nothing, or the other way round; null: a change is a change.</summary>
    public bool? Changed { get; init; }
}
