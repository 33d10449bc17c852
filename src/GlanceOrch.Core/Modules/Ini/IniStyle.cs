namespace GlanceOrch.Core.Modules;

/// <summary>How lines are written into an INI file.</summary>
/// <param name="Separator">Between key and value of new lines.</param>
public sealed record IniStyle(string Separator)
{
    /// <summary>A line whose value is right but whose separator is another is rewritten; off: lines keep their own.</summary>
    public bool OwnSeparator { get; init; }

    /// <summary>A new line goes to the commented example of its key; off: such comments are as any other.</summary>
    public bool UseExample { get; init; } = true;

    /// <summary>The example makes way for the new line; off: the line goes below it.</summary>
    public bool ReplaceExample { get; init; }

    /// <summary>Lines of the key with other values stay: values are only added.</summary>
    public bool KeepOthers { get; init; }
}
