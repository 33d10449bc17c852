using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GlanceOrch.Core.Templating;

/// <summary><c>password_hash</c>: what <c>/etc/shadow</c> holds, by crypt's SHA-512 and SHA-256.</summary>
/// <remarks>As Ulrich Drepper's "Unix crypt using SHA-256 and SHA-512" describes them.</remarks>
internal static class PasswordHash
{
    private const string Digits = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int StandardRounds = 5000;
    private const int LongestSalt = 16;

    // A round hashes the password up to twice.
    private const int LongestPassword = 1024;

    public static void AddTo(ScriptObject called) => called.Define("", "password_hash text algorithm? salt? rounds?", call => Make(call));

    /// <summary>Without a salt the result is another one each time. The password and its hash are secrets.</summary>
    private static string Make(Invocation call)
    {
        var (mark, algorithm) = (call.TextOrNull(1) ?? "sha512") switch
        {
            "sha512" => ('6', HashAlgorithmName.SHA512),
            "sha256" => ('5', HashAlgorithmName.SHA256),
            var other => throw call.Error($"knows sha512 and sha256, not `{other}`"),
        };
        var salt = call.TextOrNull(2) ?? RandomNumberGenerator.GetString(Digits, LongestSalt);
        var rounds = call.Integer(3, StandardRounds);
        var password = Encoding.UTF8.GetBytes(call.Text(0));
        if (salt.Length is 0 or > LongestSalt || salt.AsSpan().ContainsAnyExcept(Digits))
        {
            throw call.Error("expects a salt of 1 to 16 letters, digits, points and slashes");
        }

        if (rounds is < 1000 or > 1_000_000)
        {
            throw call.Error("expects 1000 to 1000000 rounds");
        }

        if (password.Length > LongestPassword || password.Contains((byte)0))
        {
            throw call.Error($"expects a password of at most {LongestPassword} bytes, none of them NUL");
        }

        call.Evaluator.Work(call.Site, rounds * (50 + (password.Length / 4L)));
        var digest = Digest(algorithm, password, Encoding.ASCII.GetBytes(salt), rounds);
        var prefix = rounds == StandardRounds ? "" : string.Create(CultureInfo.InvariantCulture, $"rounds={rounds}$");
        var hash = $"${mark}${prefix}{salt}${Encode(digest)}";
        call.Evaluator.Options.Reader?.AddSecret(call.Text(0));
        call.Evaluator.Options.Reader?.AddSecret(hash);
        return hash;
    }

    private static byte[] Digest(HashAlgorithmName algorithm, byte[] password, byte[] salt, int rounds)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        var digest = Hash(password, salt, password);
        hash.AppendData(password);
        hash.AppendData(salt);
        hash.AppendData(Repeated(digest, password.Length));
        for (var bits = password.Length; bits > 0; bits >>= 1)
        {
            hash.AppendData((bits & 1) != 0 ? digest : password);
        }

        digest = hash.GetHashAndReset();
        var passwords = Repeated(Hash([.. Enumerable.Repeat(password, password.Length)]), password.Length);
        var salts = Repeated(Hash([.. Enumerable.Repeat(salt, 16 + digest[0])]), salt.Length);
        for (var round = 0; round < rounds; round++)
        {
            hash.AppendData(round % 2 != 0 ? passwords : digest);
            hash.AppendData(round % 3 != 0 ? salts : []);
            hash.AppendData(round % 7 != 0 ? passwords : []);
            hash.AppendData(round % 2 != 0 ? digest : passwords);
            digest = hash.GetHashAndReset();
        }

        return digest;

        byte[] Hash(params byte[][] parts)
        {
            Array.ForEach(parts, hash.AppendData);
            return hash.GetHashAndReset();
        }
    }

    private static byte[] Repeated(byte[] bytes, int length) => [.. Enumerable.Range(0, length).Select(i => bytes[i % bytes.Length])];

    /// <summary>crypt's base 64: three bytes from each third of the digest make four digits, and the thirds change places after each.</summary>
    private static string Encode(byte[] digest)
    {
        var text = new StringBuilder();
        var third = digest.Length / 3;
        var (a, b, c) = (0, third, 2 * third);
        for (var i = 0; i < third; i++)
        {
            Append(digest[a], digest[b], digest[c], 4);
            (a, b, c) = digest.Length == 64 ? (b + 1, c + 1, a + 1) : (c + 1, a + 1, b + 1);
        }

        if (digest.Length == 64)
        {
            Append(0, 0, digest[63], 2);
        }
        else
        {
            Append(0, digest[31], digest[30], 3);
        }

        return text.ToString();

        void Append(byte high, byte middle, byte low, int digits)
        {
            for (var value = (high << 16) | (middle << 8) | low; digits > 0; digits--, value >>= 6)
            {
                text.Append(Digits[value & 63]);
            }
        }
    }
}
