using System.Security.Cryptography;
using System.Text;

namespace GlanceOrch.Core.Vault;

/// <summary>A vault text taken apart, not yet decrypted. Immutable.</summary>
/// <remarks>
/// After the header come lines of hexadecimal digits; what they spell is three lines of hexadecimal digits again: salt, signature, cipher text.
/// </remarks>
public sealed class VaultText
{
    private const int BlockLength = 16;
    private const int SignatureLength = 32;

    private readonly byte[] _salt;
    private readonly byte[] _signature;
    private readonly byte[] _cipher;

    private VaultText(string? id, byte[] salt, byte[] signature, byte[] cipher)
    {
        Id = id;
        _salt = salt;
        _signature = signature;
        _cipher = cipher;
    }

    /// <summary>The id in the header (format 1.2); null in format 1.1.</summary>
    public string? Id { get; }

    /// <summary>Takes a text apart. Blanks at the ends of lines, and empty lines, mean nothing.</summary>
    /// <exception cref="VaultException">It is none, or damaged; the place is the first that is wrong.</exception>
    public static VaultText Parse(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal) is var found and >= 0 ? found : text.Length;
        var id = Header(text[..end].TrimEnd());
        var body = Hex(Digits(text, end), text.Length, end);
        if (Encoding.ASCII.GetString(body).Split('\n') is not [var salt, var signature, var cipher])
        {
            throw new VaultException("the vault text is damaged: it does not hold salt, signature and cipher text", Start(text, end));
        }

        var parts = new VaultText(id, Inner(salt), Inner(signature), Inner(cipher));
        return parts._signature.Length == SignatureLength && parts._cipher.Length > 0 && parts._cipher.Length % BlockLength == 0 && parts._salt.Length > 0
            ? parts
            : throw new VaultException("the vault text is damaged: its parts have the wrong length", Start(text, end));

        byte[] Inner(string digits) => digits.All(char.IsAsciiHexDigit) && digits.Length % 2 == 0
            ? Convert.FromHexString(digits)
            : throw new VaultException("the vault text is damaged: its parts are not hexadecimal", Start(text, end));
    }

    /// <summary>The plaintext; null when the password is another one (or the text was tampered with: that cannot be told apart).</summary>
    public byte[]? Open(ReadOnlySpan<byte> password)
    {
        var keys = new VaultKeys(password, _salt);
        if (!CryptographicOperations.FixedTimeEquals(keys.Sign(_cipher), _signature))
        {
            return null;
        }

        var content = _cipher.ToArray();
        keys.Crypt(content);
        // The signature fits, so only a writer that does not pad gets beyond this.
        var padding = content[^1];
        return padding is >= 1 and <= BlockLength
            ? content[..^padding]
            : throw new VaultException("the vault text is damaged: it has no padding", 0);
    }

    private static string? Header(string line) => line.Split(';', 4) switch
    {
        [AnsibleVault.Mark, "1.1" or "1.2", AnsibleVault.Cipher] => null,
        [AnsibleVault.Mark, "1.1", AnsibleVault.Cipher, _] => null,
        [AnsibleVault.Mark, "1.2", AnsibleVault.Cipher, var id] => id,
        [AnsibleVault.Mark, "1.1" or "1.2", var cipher, ..] => throw new VaultException($"the cipher '{cipher}' is not known", AnsibleVault.Mark.Length + 5, "ansible-vault rekey makes it AES256"),
        [AnsibleVault.Mark, var version, ..] => throw new VaultException($"the vault format '{version}' is not known", AnsibleVault.Mark.Length + 1),
        _ => throw new VaultException($"the text does not begin with {AnsibleVault.Mark};1.1;AES256", 0),
    };

    private static string Digits(string text, int start)
    {
        var digits = new StringBuilder(text.Length - start);
        for (var i = start; i < text.Length; i++)
        {
            if (char.IsAsciiHexDigit(text[i]))
            {
                digits.Append(text[i]);
            }
            else if (!char.IsWhiteSpace(text[i]))
            {
                throw new VaultException($"the vault text is damaged: '{text[i]}' is no hexadecimal digit", i);
            }
        }

        return digits.ToString();
    }

    private static byte[] Hex(string digits, int textLength, int start) => digits.Length switch
    {
        0 => throw new VaultException("the vault text is damaged: nothing stands behind the header", start),
        var odd when odd % 2 == 1 => throw new VaultException("the vault text is damaged: it is cut off, a hexadecimal digit is missing", Math.Max(0, textLength - 1)),
        _ => Convert.FromHexString(digits),
    };

    private static int Start(string text, int end) => Math.Min(end + 1, text.Length);
}
