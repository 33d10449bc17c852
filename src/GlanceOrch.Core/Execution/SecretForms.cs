using System.Text;

namespace GlanceOrch.Core.Execution;

/// <summary>The forms a secret is looked for in.</summary>
internal static class SecretForms
{
    /// <summary>The secret itself, and what base64 makes of it wherever it stands in a longer text.</summary>
    /// <remarks>
    /// Base64 turns three bytes into four characters, so a secret inside a longer text comes out in one of three ways. The characters at both ends that
    /// also hold bits of its neighbours are left out.
    /// </remarks>
    public static IEnumerable<string> Of(string secret)
    {
        yield return secret;
        var bytes = Encoding.UTF8.GetBytes(secret);
        var whole = Convert.ToBase64String(bytes);
        yield return whole;
        foreach (var form in Enumerable.Range(0, 3).Select(before => Inside(bytes, before)).Append(whole.TrimEnd('=')))
        {
            yield return form;
            if (form.AsSpan().ContainsAny('+', '/'))
            {
                yield return form.Replace('+', '-').Replace('/', '_'); // base64url
            }
        }
    }

    private static string Inside(byte[] secret, int before)
    {
        var start = before switch { 0 => 0, 1 => 2, _ => 3 };
        var end = (before + secret.Length) * 8 / 6;
        return Convert.ToBase64String([.. new byte[before], .. secret])[start..end];
    }
}
