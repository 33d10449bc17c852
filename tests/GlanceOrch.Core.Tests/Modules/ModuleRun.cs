using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules;

/// <summary>What the executor does with a module, cut down to one task.</summary>
internal static class ModuleRun
{
    /// <summary>Check, apply, check: the second check must find nothing to do. Gives the first change; null when there was none.</summary>
    public static async Task<TChange?> ConvergeAsync<TArgs, TChange>(this IModule<TArgs, TChange> module, TArgs args, FakeHost host)
        where TArgs : class
        where TChange : Change
    {
        var change = await module.DryAsync(args, host);
        if (change is not null)
        {
            change.Summary.ShouldNotBeNullOrWhiteSpace();
            await module.ApplyAsync(change, host, CancellationToken.None);
            (await module.DryAsync(args, host)).ShouldBeNull();
        }

        return change;
    }

    /// <summary>Only the check; it must not have written.</summary>
    public static async Task<TChange?> DryAsync<TArgs, TChange>(this IModule<TArgs, TChange> module, TArgs args, FakeHost host)
        where TArgs : class
        where TChange : Change
    {
        var writes = host.Writes.Count;
        var change = await module.CheckAsync(args, host, CancellationToken.None);
        host.Writes.Count.ShouldBe(writes);
        return change;
    }

    /// <summary>The message of a check, or of the apply after it, that fails.</summary>
    public static async Task<string> FailAsync<TArgs, TChange>(this IModule<TArgs, TChange> module, TArgs args, FakeHost host)
        where TArgs : class
        where TChange : Change =>
        (await Should.ThrowAsync<ModuleException>(async () =>
        {
            if (await module.CheckAsync(args, host, CancellationToken.None) is { } change)
            {
                await module.ApplyAsync(change, host, CancellationToken.None);
            }
        })).Message;
}
