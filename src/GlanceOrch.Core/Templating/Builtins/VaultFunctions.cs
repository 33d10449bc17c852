using System.Security.Cryptography;
using System.Text;
using GlanceOrch.Core.Vault;

namespace GlanceOrch.Core.Templating;

/// <summary><c>vault</c> and <c>unvault</c>: text encrypted as <c>ansible-vault</c> does.</summary>
internal static class VaultFunctions
{
    private const int SaltLength = 32;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void AddTo(ScriptObject called)
    {
        called
            .Define("", "vault text secret salt? vault_id?", call => Vault(call))
            .Define("", "unvault text secret", call => Unvault(call));
    }

    /// <summary>Without a salt the result is another one each time.</summary>
    private static string Vault(Invocation call)
    {
        Hide(call, call.Text(0), call.Text(1));
        var salt = call.TextOrNull(2) is { } text ? Encoding.UTF8.GetBytes(text) : RandomNumberGenerator.GetBytes(SaltLength);
        return AnsibleVault.Encrypt(Encoding.UTF8.GetBytes(call.Text(0)), Encoding.UTF8.GetBytes(call.Text(1)), salt, call.TextOrNull(3));
    }

    private static string Unvault(Invocation call)
    {
        try
        {
            var text = Strict.GetString(AnsibleVault.Decrypt(call.Text(0), call.Text(1)));
            Hide(call, text, call.Text(1));
            return text;
        }
        catch (FormatException exception)
        {
            throw call.Error($"cannot decrypt: {exception.Message}");
        }
    }

    private static void Hide(Invocation call, params ReadOnlySpan<string> secrets)
    {
        foreach (var secret in secrets)
        {
            call.Evaluator.Options.Reader?.AddSecret(secret);
        }
    }
}
