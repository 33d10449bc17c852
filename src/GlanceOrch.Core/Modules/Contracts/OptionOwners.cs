namespace GlanceOrch.Core.Modules;

/// <summary>One option of an INI file; a null section is what stands before the first header.</summary>
public readonly record struct OptionName(string? Section, string Key);

/// <summary>The options a task wants to be in a file.</summary>
public sealed record OwnedOptions(string Path, IReadOnlyCollection<OptionName> Options);

/// <summary>A module whose tasks own single options of a file, beside those of other tasks. Its argument <c>path</c> names the file.</summary>
public interface IOptionOwner<in TArgs>
{
    /// <summary>What a task with these arguments wants to be in the file. Null: it owns nothing.</summary>
    /// <exception cref="ModuleException">The arguments make no sense.</exception>
    OwnedOptions? Owned(TArgs args);
}

/// <summary>What the tasks of a play have said so far about the options of one file on one host.</summary>
/// <param name="Options">All that one of them wants to be in the file; null: none has written it.</param>
/// <param name="Unsaid">Tasks that may own options of the file, too, and have not said so: with a reason each, for users.</param>
public sealed record OptionOwners(IReadOnlySet<OptionName>? Options, IReadOnlyList<string> Unsaid);
