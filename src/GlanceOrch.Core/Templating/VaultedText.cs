using GlanceOrch.Core.Vault;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Templating;

/// <summary>A value tagged <c>!vault</c>, not yet decrypted: one that nobody uses needs no password. Immutable.</summary>
/// <remarks>What it holds is data: as in Ansible, a template in it is not rendered.</remarks>
public sealed record VaultedText(YamlScalar Source)
{
    /// <exception cref="LocatedTemplateException">It cannot be decrypted; the place is in the user's file.</exception>
    public string Decrypt(VaultSecrets vault)
    {
        try
        {
            return vault.OpenText(Source.Text);
        }
        catch (VaultException exception)
        {
            throw new LocatedTemplateException(Source.Span, $"the value cannot be decrypted: {exception.Message}", exception.Hint, exception);
        }
    }

    /// <summary>As it stands in the file, encrypted.</summary>
    public override string ToString() => Source.Text;
}
