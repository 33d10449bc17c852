namespace GlanceOrch.Core.Connections;

/// <summary>Picks from what ssh, sudo or a shell said the words that tell why it failed.</summary>
internal static class SshWords
{
    private static readonly string[] Noise =
    [
        "Warning: Permanently added", "debug1:", "debug2:", "debug3:", "Authenticated to ", "Transferred: ", "Bytes per second", "OpenSSH_",
        "Connection to ", "Shared connection to ", "Killed by signal", "Connection closed by UNKNOWN", "Control socket connect(", "ControlSocket ",
        "Pseudo-terminal will not be allocated", "Authorized uses only", "It is also possible", "Someone could be", "Please contact",
        "Add correct host key", "The fingerprint for", "SHA256:", "IT IS POSSIBLE", "remove with:", "ssh-keygen -f", "Host key for ",
        "Password authentication is disabled", "Keyboard-interactive authentication is disabled", "** WARNING", "** This session", "** The server may",
    ];

    // What never gets better by trying again, and may lock an account.
    private static readonly string[] Final =
    [
        "Permission denied", "Host key verification failed", "Too many authentication failures", "Bad configuration option", "terminating,",
        "REMOTE HOST IDENTIFICATION HAS CHANGED", "no matching ", "unix_listener: path", "cannot start ",
    ];

    /// <summary>The telling lines joined by "; ", at most three; empty when there is none.</summary>
    public static string OneLine(string log)
    {
        var lines = log.Split('\n')
            .Select(line => line.Trim().Trim('@').Trim())
            // What ends in a colon is a question, not an answer.
            .Where(line => line.Length > 0 && !line.EndsWith(':') && !Noise.Any(noise => line.StartsWith(noise, StringComparison.Ordinal) && !IsTelling(line)))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        // The last words tell most; a verdict that stands alone needs its reason before it.
        return string.Join("; ", lines.TakeLast(3));
    }

    /// <summary>What to do about a refusal that a terminal would have been asked about; empty when there is nothing to say.</summary>
    public static string Hint(string words) =>
        words.Contains("REMOTE HOST IDENTIFICATION HAS CHANGED", StringComparison.Ordinal) ? ""
        : words.Contains("Host key verification failed", StringComparison.Ordinal) ? "; ssh asks nobody here: connect once by hand to accept the key, or put it into known_hosts"
        : words.Contains("Permission denied", StringComparison.Ordinal) ? "; ssh asks nobody here: load the key with ssh-add or name it with --private-key, or give a password with --ask-pass"
        : "";

    /// <summary>True when another try would fail in the same way.</summary>
    public static bool IsFinal(string message) => Final.Any(word => message.Contains(word, StringComparison.Ordinal));

    // "Connection to 10.0.0.1 timed out" tells; "Connection to 10.0.0.1 closed." does not.
    private static bool IsTelling(string line) =>
        line.StartsWith("Connection to ", StringComparison.Ordinal) && !line.Contains(" closed", StringComparison.Ordinal);
}
