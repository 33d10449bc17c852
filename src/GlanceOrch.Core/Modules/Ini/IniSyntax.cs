namespace GlanceOrch.Core.Modules;

/// <summary>What counts as an option line; INI dialects differ only there.</summary>
/// <param name="ColonSeparates">A <c>:</c> ends a key as <c>=</c> does, whichever comes first.</param>
/// <param name="BareKeys">A line that is only a key is an option without a value.</param>
public sealed record IniSyntax(bool ColonSeparates, bool BareKeys)
{
    /// <summary>What oslo.config reads.</summary>
    public static IniSyntax Oslo { get; } = new(ColonSeparates: true, BareKeys: false);

    /// <summary>What most other programs read.</summary>
    public static IniSyntax Plain { get; } = new(ColonSeparates: false, BareKeys: true);
}
