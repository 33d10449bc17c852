using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GlanceOrch.Core.Vault;

/// <summary>What a password and a salt give: PBKDF2 with HMAC-SHA256 and 10,000 rounds makes 80 bytes, the key of AES-256 in counter mode, the key of the HMAC-SHA256 over the cipher text, the first counter.</summary>
internal sealed class VaultKeys
{
    private const int Rounds = 10_000;
    private const int BlockLength = 16;

    private readonly byte[] _material;

    public VaultKeys(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt) =>
        _material = Rfc2898DeriveBytes.Pbkdf2(password, salt, Rounds, HashAlgorithmName.SHA256, 80);

    public byte[] Sign(ReadOnlySpan<byte> cipher) => HMACSHA256.HashData(_material.AsSpan(32, 32), cipher);

    /// <summary>Counter mode, which .NET does not have: encrypts and decrypts in place.</summary>
    public void Crypt(Span<byte> content)
    {
        using var aes = Aes.Create();
        aes.Key = _material[..32];
        var counter = BinaryPrimitives.ReadUInt128BigEndian(_material.AsSpan(64, BlockLength));
        // All counters at once: a call for each block would cost more than its encryption.
        var blocks = new byte[(content.Length + BlockLength - 1) / BlockLength * BlockLength];
        for (var start = 0; start < blocks.Length; start += BlockLength)
        {
            BinaryPrimitives.WriteUInt128BigEndian(blocks.AsSpan(start), counter++);
        }

        aes.EncryptEcb(blocks, blocks, PaddingMode.None);
        for (var i = 0; i < content.Length; i++)
        {
            content[i] ^= blocks[i];
        }
    }
}
