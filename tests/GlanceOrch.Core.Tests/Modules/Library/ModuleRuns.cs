using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules.Library;

/// <summary>Short words for what tests do with modules.</summary>
internal static class ModuleRuns
{
    public static Task<TChange?> Check<TArgs, TChange>(this IModule<TArgs, TChange> module, TArgs args, IHostReader host)
        where TArgs : class
        where TChange : Change => module.CheckAsync(args, host, CancellationToken.None);

    public static Task<ModuleOutput> Read<TArgs>(this IReadModule<TArgs> module, TArgs args, IHostReader host)
        where TArgs : class => module.ReadAsync(args, host, CancellationToken.None);
}
