namespace GlanceOrch.Core.Templating;

/// <summary>Stands for a value that cannot be known yet: the result of a command that a dry run does not carry out, a register still to come.</summary>
/// <remarks>Reading it in an expression (as a variable, a member or an element) throws <see cref="UnknownValueException"/>.</remarks>
/// <param name="Reason">Why it is unknown, as a part of a sentence: "the result of 'make token' is not known in check mode".</param>
public sealed record UnknownValue(string Reason);

/// <summary>An expression read an <see cref="UnknownValue"/>.</summary>
public sealed class UnknownValueException(string reason) : Exception(reason)
{
    /// <summary>Throws when <paramref name="value"/> is unknown, else gives it back.</summary>
    public static object? ThrowIfUnknown(object? value) =>
        value is UnknownValue unknown ? throw new UnknownValueException(unknown.Reason) : value;
}
