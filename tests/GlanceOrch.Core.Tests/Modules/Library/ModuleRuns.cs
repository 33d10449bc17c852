using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules.Library;

/// <summary>Short words for what tests do with modules.</summary>
internal static class ModuleRuns
{
    public static Task<TChange?> Check<TArgs, TChange>(this IModule<TArgs, TChange> module, TArgs args, IHostReader host)
        where TArgs : class
        where TChange : Change => module.CheckAsync(args, host, CancellationToken.None);

    /// <summary>Check, apply, check: the second check must find nothing to do.</summary>
    /// <returns>What was changed, or null.</returns>
    public static async Task<TChange?> Settle<TArgs, TChange>(this IModule<TArgs, TChange> module, TArgs args, IHost host)
        where TArgs : class
        where TChange : Change
    {
        var change = await module.CheckAsync(args, host, CancellationToken.None);
        if (change is not null)
        {
            await module.ApplyAsync(change, host, CancellationToken.None);
            (await module.CheckAsync(args, host, CancellationToken.None)).ShouldBeNull();
        }

        return change;
    }

    public static Task<ModuleOutput> Read<TArgs>(this IReadModule<TArgs> module, TArgs args, IHostReader host)
        where TArgs : class => module.ReadAsync(args, host, CancellationToken.None);
}
