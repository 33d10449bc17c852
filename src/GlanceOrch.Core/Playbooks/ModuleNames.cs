namespace GlanceOrch.Core.Playbooks;

/// <summary>What counts as a module in playbooks, for telling modules from misspelt keywords.</summary>
/// <param name="Known">The short names, for hints.</param>
/// <param name="IsModule">True for short names and for full ones (<c>ansible.builtin.copy</c>).</param>
public sealed record ModuleNames(IReadOnlyCollection<string> Known, Func<string, bool> IsModule);
