using System.Security.Cryptography;
using System.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>Hashes and base64 of texts, in UTF-8.</summary>
internal static class Encoded
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Hash(HashAlgorithmName algorithm, string text) =>
        Convert.ToHexStringLower(CryptographicOperations.HashData(algorithm, Encoding.UTF8.GetBytes(text)));

    public static string Hmac(HashAlgorithmName algorithm, string key, string text) =>
        Convert.ToHexStringLower(CryptographicOperations.HmacData(algorithm, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));

    public static string ToBase64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static string FromBase64(Invocation call, string text)
    {
        try
        {
            return Strict.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException)
        {
            throw call.Error("expects base64 text");
        }
        catch (ArgumentException)
        {
            throw call.Error("finds bytes that are no UTF-8 text");
        }
    }
}
