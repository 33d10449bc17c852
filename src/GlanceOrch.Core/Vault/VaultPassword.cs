using System.Text;

namespace GlanceOrch.Core.Vault;

/// <summary>A password and the id it is known by.</summary>
/// <remarks>No record: nothing is to print it.</remarks>
public sealed class VaultPassword(string id, byte[] password)
{
    /// <summary>What a password without an id is called, as Ansible has it.</summary>
    public const string DefaultId = "default";

    public VaultPassword(string id, string password)
        : this(id, Encoding.UTF8.GetBytes(password))
    {
    }

    public string Id { get; } = id;

    internal ReadOnlySpan<byte> Bytes => password;

    /// <summary>As text, for masking it in outputs.</summary>
    public string Text => Encoding.UTF8.GetString(password);

    /// <summary>Encrypts with this password; the id goes into the header unless it is the default one.</summary>
    public string Encrypt(ReadOnlySpan<byte> content) => AnsibleVault.Encrypt(content, password, Id == DefaultId ? null : Id);
}
