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

    /// <summary>True when the module only reads and so runs in check mode too.</summary>
    public abstract bool ReadsOnly { get; }

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
        foreach (var contract in module.GetType().GetInterfaces().Where(i => i.IsGenericType))
        {
            var definition = contract.GetGenericTypeDefinition();
            var runner = definition == typeof(IModule<,>) ? typeof(Changing<,>)
                : definition == typeof(IReadModule<>) ? typeof(Reading<>)
                : null;
            if (runner is not null)
            {
                return Activator.CreateInstance(runner.MakeGenericType(contract.GetGenericArguments()), module) as ModuleRunner
                    ?? throw new InvalidOperationException($"no runner for {module.Name}");
            }
        }

        throw new ArgumentException($"{module.GetType()} is no module", nameof(module));
    }

    private sealed class Changing<TArgs, TChange>(IModule<TArgs, TChange> module) : ModuleRunner(module)
        where TArgs : class
        where TChange : Change
    {
        public override bool ReadsOnly => false;

        public override Task<ModuleOutput> ReadAsync(object args, IHostReader host, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"{Module.Name} changes hosts");

        public override async Task<Change?> CheckAsync(object args, IHostReader host, CancellationToken cancellationToken) =>
            await module.CheckAsync((TArgs)args, host, cancellationToken);

        public override Task<ModuleOutput> ApplyAsync(Change change, IHost host, CancellationToken cancellationToken) =>
            module.ApplyAsync((TChange)change, host, cancellationToken);
    }

    private sealed class Reading<TArgs>(IReadModule<TArgs> module) : ModuleRunner(module)
        where TArgs : class
    {
        public override bool ReadsOnly => true;

        public override Task<ModuleOutput> ReadAsync(object args, IHostReader host, CancellationToken cancellationToken) =>
            module.ReadAsync((TArgs)args, host, cancellationToken);

        public override Task<Change?> CheckAsync(object args, IHostReader host, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"{Module.Name} changes nothing");

        public override Task<ModuleOutput> ApplyAsync(Change change, IHost host, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"{Module.Name} changes nothing");
    }
}
