namespace GlanceOrch.Core.Modules;

/// <summary>A module without its type parameters, as planning and execution use it.</summary>
public abstract class ModuleRunner
{
    private ModuleRunner(IModule module)
    {
        Module = module;
        Schema = ArgSchema.Of(module);
    }

    public IModule Module { get; }

    public ArgSchema Schema { get; }

    /// <summary>True when the module compares what is with what shall be: its check may be made ahead of its turn.</summary>
    public abstract bool ComparesOnly { get; }

    /// <summary>True when a task with these arguments only reads, and so runs in check mode too.</summary>
    public abstract bool IsRead(object args);

    /// <summary>See <see cref="IReadModule{TArgs}.Waits"/>.</summary>
    public virtual bool Waits => false;

    /// <summary>True when its tasks own options of files, see <see cref="Owned"/>.</summary>
    public virtual bool OwnsOptions => false;

    /// <summary>See <see cref="IOptionOwner{TArgs}"/>; null for other modules.</summary>
    public virtual OwnedOptions? Owned(object args) => null;

    /// <summary>See <see cref="IReadModule{TArgs}.ReadAsync"/>.</summary>
    public abstract Task<ModuleOutput> ReadAsync(object args, IHostReader host, CancellationToken cancellationToken);

    /// <summary>See <see cref="IModule{TArgs, TChange}.CheckAsync"/>.</summary>
    public abstract Task<Change?> CheckAsync(object args, IHostReader host, CancellationToken cancellationToken);

    /// <summary>See <see cref="IModule{TArgs, TChange}.ApplyAsync"/>.</summary>
    public abstract Task<ModuleOutput> ApplyAsync(Change change, IHost host, CancellationToken cancellationToken);

    /// <summary>The runner of a module.</summary>
    /// <exception cref="ArgumentException">It implements neither contract.</exception>
    public static ModuleRunner For(IModule module)
    {
        var mixed = Array.Exists(module.GetType().GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IMixedModule<,>));
        foreach (var contract in module.GetType().GetInterfaces().Where(i => i.IsGenericType))
        {
            var definition = contract.GetGenericTypeDefinition();
            var runner = definition == typeof(IMixedModule<,>) ? typeof(Mixed<,>)
                : definition == typeof(IModule<,>) && !mixed ? typeof(Changing<,>)
                : definition == typeof(IReadModule<>) && !mixed ? typeof(Reading<>)
                : null;
            if (runner is not null)
            {
                return Activator.CreateInstance(runner.MakeGenericType(contract.GetGenericArguments()), module) as ModuleRunner
                    ?? throw new InvalidOperationException($"no runner for {module.Name}");
            }
        }

        throw new ArgumentException($"{module.GetType()} is no module", nameof(module));
    }

    private class Changing<TArgs, TChange>(IModule<TArgs, TChange> module) : ModuleRunner(module)
        where TArgs : class
        where TChange : Change
    {
        public override bool ComparesOnly => true;

        public override bool OwnsOptions => module is IOptionOwner<TArgs>;

        public override OwnedOptions? Owned(object args) => (module as IOptionOwner<TArgs>)?.Owned((TArgs)args);

        public override bool IsRead(object args) => false;

        public override Task<ModuleOutput> ReadAsync(object args, IHostReader host, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"{Module.Name} changes hosts");

        public override async Task<Change?> CheckAsync(object args, IHostReader host, CancellationToken cancellationToken) =>
            await module.CheckAsync((TArgs)args, host, cancellationToken);

        public override Task<ModuleOutput> ApplyAsync(Change change, IHost host, CancellationToken cancellationToken) =>
            module.ApplyAsync((TChange)change, host, cancellationToken);
    }

    private sealed class Mixed<TArgs, TChange>(IMixedModule<TArgs, TChange> module) : Changing<TArgs, TChange>(module)
        where TArgs : class
        where TChange : Change
    {
        public override bool ComparesOnly => false;

        public override bool IsRead(object args) => module.IsRead((TArgs)args);

        public override Task<ModuleOutput> ReadAsync(object args, IHostReader host, CancellationToken cancellationToken) =>
            module.ReadAsync((TArgs)args, host, cancellationToken);
    }

    private sealed class Reading<TArgs>(IReadModule<TArgs> module) : ModuleRunner(module)
        where TArgs : class
    {
        public override bool ComparesOnly => false;

        public override bool IsRead(object args) => true;

        public override bool Waits => module.Waits;

        public override Task<ModuleOutput> ReadAsync(object args, IHostReader host, CancellationToken cancellationToken) =>
            module.ReadAsync((TArgs)args, host, cancellationToken);

        public override Task<Change?> CheckAsync(object args, IHostReader host, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"{Module.Name} changes nothing");

        public override Task<ModuleOutput> ApplyAsync(Change change, IHost host, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"{Module.Name} changes nothing");
    }
}
