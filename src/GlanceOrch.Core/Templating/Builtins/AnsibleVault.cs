using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>Text encrypted as <c>ansible-vault</c> does it: format 1.1 (1.2 with a label), AES256.</summary>
/// <remarks>PBKDF2 with HMAC-SHA256 and 10,000 rounds gives 80 bytes: the key of AES-256 in counter mode, the key of the HMAC-SHA256 over the cipher text, the first counter.</remarks>
public static class AnsibleVault
{
    private const string Mark = "$ANSIBLE_VAULT";
    private const int LineLength = 80;
    private const int BlockLength = 16;

    /// <summary>True when the text begins as an encrypted one does.</summary>
    public static bool IsEncrypted(string text) => text.StartsWith(Mark + ";", StringComparison.Ordinal);

    /// <param name="content">What to encrypt.</param>
    /// <param name="password">The vault's password.</param>
    /// <param name="salt">Random bytes; the same salt gives the same text again.</param>
    /// <param name="label">The vault's id, null for none.</param>
    /// <returns>Lines of at most 80 characters, with a line break at the end.</returns>
    public static string Encrypt(ReadOnlySpan<byte> content, string password, ReadOnlySpan<byte> salt, string? label)
    {
        // PKCS #7: always at least one byte.
        var padding = BlockLength - (content.Length % BlockLength);
        var cipher = new byte[content.Length + padding];
        content.CopyTo(cipher);
        cipher.AsSpan(content.Length).Fill((byte)padding);

        var keys = new Keys(password, salt);
        keys.Crypt(cipher);
        var body = string.Join('\n', Convert.ToHexStringLower(salt), Convert.ToHexStringLower(keys.Sign(cipher)), Convert.ToHexStringLower(cipher));
        var hex = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(body));
        var text = new StringBuilder(label is null ? $"{Mark};1.1;AES256\n" : $"{Mark};1.2;AES256;{label}\n");
        for (var start = 0; start < hex.Length; start += LineLength)
        {
            text.Append(hex, start, Math.Min(LineLength, hex.Length - start)).Append('\n');
        }

        return text.ToString();
    }

    /// <exception cref="FormatException">It is no vault text, damaged, or the password is another one.</exception>
    public static byte[] Decrypt(string text, string password)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines is not [var header, ..] || header.Split(';') is not [Mark, "1.1" or "1.2", "AES256", ..])
        {
            throw new FormatException($"the text does not begin with {Mark};1.1;AES256");
        }

        if (Encoding.ASCII.GetString(Convert.FromHexString(string.Concat(lines[1..]))).Split('\n') is not [var salt, var signature, var body])
        {
            throw new FormatException("the vault text is damaged");
        }

        var keys = new Keys(password, Convert.FromHexString(salt));
        var content = Convert.FromHexString(body);
        if (!CryptographicOperations.FixedTimeEquals(keys.Sign(content), Convert.FromHexString(signature)))
        {
            throw new FormatException("the password is wrong, or the vault text is damaged");
        }

        keys.Crypt(content);
        var padding = content is [.., var last] ? last : 0;
        return padding is >= 1 and <= BlockLength && padding <= content.Length
            ? content[..^padding]
            : throw new FormatException("the vault text is damaged");
    }

    private sealed class Keys
    {
        private readonly byte[] _material;

        public Keys(string password, ReadOnlySpan<byte> salt) =>
            _material = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, 10_000, HashAlgorithmName.SHA256, 80);

        public byte[] Sign(ReadOnlySpan<byte> cipher) => HMACSHA256.HashData(_material.AsSpan(32, 32), cipher);

        /// <summary>Counter mode: encrypts and decrypts in place.</summary>
        public void Crypt(Span<byte> content)
        {
            using var aes = Aes.Create();
            aes.Key = _material[..32];
            var counter = BinaryPrimitives.ReadUInt128BigEndian(_material.AsSpan(64, BlockLength));
            Span<byte> block = stackalloc byte[BlockLength];
            for (var start = 0; start < content.Length; start += BlockLength)
            {
                BinaryPrimitives.WriteUInt128BigEndian(block, counter++);
                aes.EncryptEcb(block, block, PaddingMode.None);
                var part = content.Slice(start, Math.Min(BlockLength, content.Length - start));
                for (var i = 0; i < part.Length; i++)
                {
                    part[i] ^= block[i];
                }
            }
        }
    }
}
