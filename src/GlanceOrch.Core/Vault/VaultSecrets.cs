using System.Collections.Concurrent;
using System.Text;

namespace GlanceOrch.Core.Vault;

/// <summary>The vault passwords of a run, in the order the user gave them. Thread-safe.</summary>
/// <param name="passwords">May be empty: then nothing that is encrypted can be read.</param>
/// <param name="hide">Told every plaintext, so that no output shows it.</param>
public sealed class VaultSecrets(IReadOnlyList<VaultPassword> passwords, Action<string> hide)
{
    private const string HowToGive = "give --vault-password-file FILE, --vault-id ID@SOURCE or --ask-vault-pass";

    // Deriving the keys costs milliseconds, and every host of a group asks for the same values.
    private readonly ConcurrentDictionary<string, VaultPlaintext> _opened = new(StringComparer.Ordinal);

    /// <summary>No passwords.</summary>
    public static VaultSecrets None { get; } = new([], _ => { });

    public IReadOnlyList<VaultPassword> Passwords => passwords;

    /// <summary>Keeps this text out of all outputs.</summary>
    public void Hide(string secret) => hide(secret);

    /// <summary>Decrypts: the password of the text's own id is tried first, then the others in their order.</summary>
    /// <exception cref="VaultException">The text is damaged, or no password fits.</exception>
    public VaultPlaintext Open(string text)
    {
        if (_opened.TryGetValue(text, out var known))
        {
            return known;
        }

        var vault = VaultText.Parse(text);
        if (passwords.Count == 0)
        {
            throw new VaultException(vault.Id is null ? "it is encrypted, and no vault password was given" : $"it is encrypted for the vault id '{vault.Id}', and no vault password was given", 0, HowToGive);
        }

        var own = vault.Id ?? VaultPassword.DefaultId;
        foreach (var password in passwords.OrderBy(password => password.Id != own))
        {
            if (vault.Open(password.Bytes) is { } content)
            {
                var opened = new VaultPlaintext(content, password);
                _opened[text] = opened;
                return opened;
            }
        }

        var tried = passwords.Count == 1 ? $"the vault password ({passwords[0].Id}) does not fit" : $"none of the {passwords.Count} vault passwords fits ({string.Join(", ", passwords.Select(password => password.Id))})";
        throw new VaultException($"{tried}{(vault.Id is null ? "" : $"; it is encrypted for the id '{vault.Id}'")}", 0, "or the vault text is damaged");
    }

    /// <summary>The text of an encrypted value.</summary>
    /// <exception cref="VaultException">It cannot be decrypted, or is no text.</exception>
    public string OpenText(string text)
    {
        var opened = Open(text).Text;
        hide(opened);
        return opened;
    }
}

/// <summary>What was encrypted, and the password it was encrypted with.</summary>
public sealed class VaultPlaintext(byte[] content, VaultPassword password)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public ReadOnlySpan<byte> Content => content;

    public VaultPassword Password => password;

    /// <exception cref="VaultException">It is no UTF-8.</exception>
    public string Text
    {
        get
        {
            try
            {
                return Strict.GetString(content);
            }
            catch (DecoderFallbackException)
            {
                throw new VaultException("what is encrypted is no text in UTF-8", 0);
            }
        }
    }
}
