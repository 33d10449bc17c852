namespace GlanceOrch.Core.Text;

/// <summary>Which names promise a secret behind them.</summary>
public static class SecretNames
{
    private static readonly string[] Parts = ["password", "passwd", "secret"];
    private static readonly string[] Ends = ["_pass", "_token", "private_key", "access_key"];

    /// <summary>True for names whose values are secret by convention: with password, passwd or secret in them, or ending in _token, private_key, ...</summary>
    /// <remarks>Names of files (<c>vault_password_file</c>) are none: a path is no secret.</remarks>
    public static bool Contains(string name) =>
        !name.EndsWith("_file", StringComparison.OrdinalIgnoreCase)
        && (Array.Exists(Parts, part => name.Contains(part, StringComparison.OrdinalIgnoreCase))
            || Array.Exists(Ends, end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase)));
}
