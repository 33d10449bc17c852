using System.Security.Cryptography;
using System.Text;

namespace GlanceOrch.Core.Vault;

/// <summary>Text encrypted as <c>ansible-vault</c> does it: format 1.1 (1.2 with an id), AES256.</summary>
public static class AnsibleVault
{
    internal const string Mark = "$ANSIBLE_VAULT";
    internal const string Cipher = "AES256";

    private const int LineLength = 80;
    private const int BlockLength = 16;
    private const int SaltLength = 32;

    private static ReadOnlySpan<byte> MarkBytes => "$ANSIBLE_VAULT;"u8;

    /// <summary>True when the text begins as an encrypted one does.</summary>
    public static bool IsEncrypted(string text) => text.StartsWith(Mark + ";", StringComparison.Ordinal);

    /// <summary>True when the content begins as an encrypted one does.</summary>
    public static bool IsEncrypted(ReadOnlySpan<byte> content) => content.StartsWith(MarkBytes);

    /// <summary>Encrypts with a new random salt.</summary>
    public static string Encrypt(ReadOnlySpan<byte> content, ReadOnlySpan<byte> password, string? id) =>
        Encrypt(content, password, RandomNumberGenerator.GetBytes(SaltLength), id);

    /// <param name="content">What to encrypt.</param>
    /// <param name="password">The vault's password.</param>
    /// <param name="salt">Random bytes; the same salt gives the same text again.</param>
    /// <param name="id">The vault's id, null for none.</param>
    /// <returns>Lines of at most 80 characters, with a line break at the end.</returns>
    public static string Encrypt(ReadOnlySpan<byte> content, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, string? id)
    {
        // PKCS #7: always at least one byte.
        var padding = BlockLength - (content.Length % BlockLength);
        var cipher = new byte[content.Length + padding];
        content.CopyTo(cipher);
        cipher.AsSpan(content.Length).Fill((byte)padding);

        var keys = new VaultKeys(password, salt);
        keys.Crypt(cipher);
        var body = string.Join('\n', Convert.ToHexStringLower(salt), Convert.ToHexStringLower(keys.Sign(cipher)), Convert.ToHexStringLower(cipher));
        var hex = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(body));
        var text = new StringBuilder(id is null ? $"{Mark};1.1;{Cipher}\n" : $"{Mark};1.2;{Cipher};{id}\n");
        for (var start = 0; start < hex.Length; start += LineLength)
        {
            text.Append(hex, start, Math.Min(LineLength, hex.Length - start)).Append('\n');
        }

        return text.ToString();
    }

    /// <exception cref="VaultException">It is no vault text, damaged, or the password is another one.</exception>
    public static byte[] Decrypt(string text, string password) =>
        VaultText.Parse(text).Open(Encoding.UTF8.GetBytes(password)) ?? throw new VaultException("the password is wrong, or the vault text is damaged", 0);
}
