namespace GlanceOrch.Core.Vault;

/// <summary>A vault text cannot be read: it is damaged, or no password fits.</summary>
/// <param name="message">What is wrong, without the text's name.</param>
/// <param name="offset">Where in the vault text, from 0.</param>
/// <param name="hint">What to do about it, when we know.</param>
public sealed class VaultException(string message, int offset, string? hint = null) : FormatException(message)
{
    public int Offset { get; } = offset;

    public string? Hint { get; } = hint;
}
