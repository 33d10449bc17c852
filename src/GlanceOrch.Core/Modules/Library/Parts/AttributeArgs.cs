namespace GlanceOrch.Core.Modules;

/// <summary>The arguments that all file modules share.</summary>
public abstract record AttributeArgs
{
    [Doc("User who shall own it, by name or number. Left out: as it is; for something new, the task's user.")]
    public string? Owner { get; init; }

    [Doc("Group that shall own it, by name or number. Left out: as it is; for something new, the task's user's group.")]
    public string? Group { get; init; }

    [Doc("Permissions, octal in quotes ('0640') or as absolute clauses (u=rw,g=r,o=). Left out: as they are; for a new file 0644, for a new directory 0755.")]
    public FileMode? Mode { get; init; }

    protected internal FileAttributes ToAttributes() => new(Owner, Group, Mode?.Bits);
}

/// <summary>The arguments that modules share which write a file's content.</summary>
public abstract record WrittenFileArgs : AttributeArgs
{
    [Doc("Keep the old content beside the file, under its name with the time and '~' at the end.")]
    public bool Backup { get; init; }

    [Doc("Command that must accept the new file before it is put in place; '%s' stands for its path.")]
    public string? Validate { get; init; }
}
