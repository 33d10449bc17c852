using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Playbooks;

/// <summary>The become keywords of a play or task; null: not said here, the level above decides.</summary>
/// <param name="Active"><c>become</c>.</param>
/// <param name="User"><c>become_user</c>: string or <see cref="LocatedText"/>.</param>
/// <param name="Method"><c>become_method</c>.</param>
/// <param name="Flags"><c>become_flags</c>.</param>
public sealed record Become(LocatedExpression? Active, object? User, object? Method, object? Flags)
{
    public static Become Unset { get; } = new(null, null, null, null);

    /// <summary>These settings, with what they leave open taken from the level above.</summary>
    public Become Over(Become outer) => new(Active ?? outer.Active, User ?? outer.User, Method ?? outer.Method, Flags ?? outer.Flags);

    internal static Become Read(MappingReader reader) => new(
        reader.Condition("become"), reader.TextOrTemplate("become_user"), reader.TextOrTemplate("become_method"), reader.TextOrTemplate("become_flags"));
}
