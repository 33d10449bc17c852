using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Planning;

/// <summary>What the command line says about planning.</summary>
public sealed record PlanOptions
{
    /// <summary>Tags to run; empty: all.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<string> SkipTags { get; init; } = [];

    /// <summary>Host pattern that narrows every play; null: none.</summary>
    public string? Limit { get; init; }

    /// <summary>Patterns and limits that match nothing are meant: they get a warning, else they are errors.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>Choose no hosts at all, for checking playbooks without an inventory.</summary>
    public bool IgnoreHosts { get; init; }

    /// <summary>Variables that win over all others.</summary>
    public ScriptObject ExtraVars { get; init; } = [];

    /// <summary>Asks the user for a variable of <c>vars_prompt</c>: the answer, empty when nothing was typed, or null when nobody can be asked.</summary>
    /// <remarks>Null: there is no run, and so nothing is asked; defaults hold.</remarks>
    public Func<VariablePrompt, string?>? Ask { get; init; }

    /// <summary>Title or name of the first task to run; null: the first.</summary>
    public string? StartAtTask { get; init; }

    /// <summary>Directories with roles after <c>roles/</c> beside the playbook.</summary>
    public IReadOnlyList<string> RolesPath { get; init; } = [];

    /// <summary>Directories with templates after <c>templates/</c> of the role and beside the playbook.</summary>
    public IReadOnlyList<string> TemplatesPath { get; init; } = [];
}
