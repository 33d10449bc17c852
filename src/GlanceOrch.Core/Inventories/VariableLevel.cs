namespace GlanceOrch.Core.Inventories;

/// <summary>The rungs of Ansible's ladder on which variables stand before a run, the lowest first.</summary>
public enum VariableLevel
{
    RunOptions,
    RoleDefaults,
    InventoryGroup,
    InventoryGroupVarsAll,
    PlaybookGroupVarsAll,
    InventoryGroupVars,
    PlaybookGroupVars,
    InventoryHost,
    InventoryHostVars,
    PlaybookHostVars,
    Facts,
    Play,
    PlaybookImport,
    Prompt,
    VarsFiles,
    RoleVars,
    Task,
    IncludeVars,
    Set,
    RoleParameters,
    IncludeParameters,
    ExtraVars,
    Magic,
}

/// <summary>What users call the rungs.</summary>
public static class VariableLevels
{
    /// <summary>A plural, as in Ansible's documentation.</summary>
    public static string Title(this VariableLevel level) => level switch
    {
        VariableLevel.RunOptions => "command line options",
        VariableLevel.RoleDefaults => "role defaults",
        VariableLevel.InventoryGroup => "inventory group variables",
        VariableLevel.InventoryGroupVarsAll => "inventory group_vars/all",
        VariableLevel.PlaybookGroupVarsAll => "playbook group_vars/all",
        VariableLevel.InventoryGroupVars => "inventory group_vars",
        VariableLevel.PlaybookGroupVars => "playbook group_vars",
        VariableLevel.InventoryHost => "inventory host variables",
        VariableLevel.InventoryHostVars => "inventory host_vars",
        VariableLevel.PlaybookHostVars => "playbook host_vars",
        VariableLevel.Facts => "facts",
        VariableLevel.Play => "play vars",
        VariableLevel.PlaybookImport => "import_playbook vars",
        VariableLevel.Prompt => "vars_prompt",
        VariableLevel.VarsFiles => "vars_files",
        VariableLevel.RoleVars => "role vars",
        VariableLevel.Task => "task and block vars",
        VariableLevel.IncludeVars => "include_vars",
        VariableLevel.Set => "set_fact and register",
        VariableLevel.RoleParameters => "role parameters",
        VariableLevel.IncludeParameters => "include parameters",
        VariableLevel.ExtraVars => "extra vars",
        VariableLevel.Magic => "names the tool sets itself",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, null),
    };
}
