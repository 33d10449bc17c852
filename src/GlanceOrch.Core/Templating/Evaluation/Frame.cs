namespace GlanceOrch.Core.Templating;

/// <summary>What belongs to one call of a function or one included page.</summary>
internal sealed class Frame(ScriptArray arguments)
{
    /// <summary><c>$</c></summary>
    public ScriptArray Arguments { get; } = arguments;

    /// <summary>The variables that start with a dollar, without it.</summary>
    public ScriptObject? Locals { get; set; }

    /// <summary>The block that <c>$$</c> runs.</summary>
    public Block? Wrapped { get; set; }

    /// <summary>How many loops are open; <c>break</c> needs one.</summary>
    public int LoopDepth { get; set; }
}
