using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>What PostgreSQL keeps of a password: made and compared here, so that neither a check nor a change sends the password itself.</summary>
/// <remarks>https://www.postgresql.org/docs/current/catalog-pg-authid.html and RFC 5803.</remarks>
internal static class PostgresPassword
{
    private const string Scram = "SCRAM-SHA-256$";
    private const string Md5 = "md5";
    private const int Iterations = 4096; // The server's own default.

    /// <summary>The form a server keeps whose <c>password_encryption</c> is this.</summary>
    public static string Verifier(string user, string password, string encryption) =>
        encryption == "scram-sha-256" ? ScramVerifier(password, RandomNumberGenerator.GetBytes(16), Iterations) : Md5Hash(user, password);

    /// <summary>True when what the server keeps was made of this password; also for the older form it still takes.</summary>
    public static bool Matches(string kept, string user, string password)
    {
        if (!kept.StartsWith(Scram, StringComparison.Ordinal))
        {
            return kept.StartsWith(Md5, StringComparison.Ordinal) && kept == Md5Hash(user, password);
        }

        // SCRAM-SHA-256$iterations:salt$stored key:server key
        return kept[Scram.Length..].Split('$', ':') is [var count, var salt, _, _]
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) && iterations > 0
            && Convert.TryFromBase64String(salt, new byte[salt.Length], out _)
            && kept == ScramVerifier(password, Convert.FromBase64String(salt), iterations);
    }

    private static string ScramVerifier(string password, byte[] salt, int iterations)
    {
        // SASLprep is compatibility normalisation for what passwords consist of.
        var salted = Rfc2898DeriveBytes.Pbkdf2(password.Normalize(NormalizationForm.FormKC), salt, iterations, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Scram}{iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}");
    }

    private static string Md5Hash(string user, string password)
    {
#pragma warning disable CA5351 // The server's scheme, not our choice.
        return Md5 + Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(password + user)));
#pragma warning restore CA5351
    }
}
