using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GlanceOrch.Core.Connections;

/// <summary>The arguments of ssh for one host. Pure; ssh takes the first value given for an option, so the order decides.</summary>
internal static class SshArguments
{
    // An option of the user's configuration that breaks our streams must lose, so these come first.
    private static readonly string[] Essential =
    [
        "-T", "-o", "RequestTTY=no", "-o", "RemoteCommand=none", "-o", "ForwardX11=no", "-o", "ControlMaster=auto",
    ];

    /// <summary>Arguments for a start that may make the shared connection.</summary>
    /// <param name="options">How to reach the host.</param>
    /// <param name="controlPath">Socket of the shared connection.</param>
    /// <param name="log">File for ssh's own words.</param>
    /// <param name="persist">How long the shared connection stays without use.</param>
    /// <param name="onlyShared">Use the shared connection or fail: nothing new is opened, nothing is asked.</param>
    public static IReadOnlyList<string> Session(ConnectionOptions options, string controlPath, string log, TimeSpan persist, bool onlyShared) =>
    [
        .. Essential,
        "-o", "ClearAllForwardings=yes",
        "-o", $"ControlPath={Escape(controlPath)}",
        "-o", string.Create(CultureInfo.InvariantCulture, $"ControlPersist={Math.Max(1, (int)persist.TotalSeconds)}"),
        "-E", log,
        .. Asking(options),
        .. onlyShared ? ["-o", "ProxyCommand=false", .. WithoutProxy(options.ExtraArguments)] : options.ExtraArguments,
        .. Target(options),
        "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=2",
        "-o", string.Create(CultureInfo.InvariantCulture, $"ConnectTimeout={Math.Max(1, (int)options.ConnectTimeout.TotalSeconds)}"),
        "-o", "LogLevel=INFO",
        "--", options.Address,
    ];

    /// <summary>Arguments for a word to the shared connection: <c>forward</c>, <c>cancel</c>, <c>exit</c>.</summary>
    public static IReadOnlyList<string> Control(ConnectionOptions options, string controlPath, string log, string word, params string[] more) =>
    [
        "-o", $"ControlPath={Escape(controlPath)}", "-E", log, "-o", "BatchMode=yes", "-o", "LogLevel=INFO",
        "-O", word, .. more, "--", options.Address,
    ];

    /// <summary>Arguments for <c>ssh -G</c>, which prints the configuration as it would be used.</summary>
    public static IReadOnlyList<string> Explain(ConnectionOptions options) =>
        ["-G", .. options.ExtraArguments, .. Target(options), "--", options.Address];

    /// <summary>A name for everything that makes the connection: ssh does not check that a shared one fits.</summary>
    public static string Identity(ConnectionOptions options, string program, string more)
    {
        string?[] parts =
        [
            program, options.Address, options.Port?.ToString(CultureInfo.InvariantCulture), options.User, options.PrivateKeyFile,
            more, .. options.ExtraArguments,
        ];
        var text = string.Join('\0', parts.Select(part => part is null ? "-" : "+" + part));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..20];
    }

    private static IEnumerable<string> Asking(ConnectionOptions options) => options.Password is null
        ? ["-o", "BatchMode=yes"]
        // One try: more would only repeat the same wrong password, and may lock the account.
        : ["-o", "BatchMode=no", "-o", "NumberOfPasswordPrompts=1"];

    private static IEnumerable<string> Target(ConnectionOptions options)
    {
        if (options.Port is { } port)
        {
            yield return "-o";
            yield return string.Create(CultureInfo.InvariantCulture, $"Port={port}");
        }

        if (options.User is { } user)
        {
            // -l takes the name as it is; -o would read quotes in it.
            yield return "-l";
            yield return user;
        }

        if (options.PrivateKeyFile is { } key)
        {
            yield return "-i";
            yield return key;
        }
    }

    /// <summary>The user's arguments without the ways to the host: they would outweigh <c>ProxyCommand=false</c>, or clash with it.</summary>
    private static IEnumerable<string> WithoutProxy(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var (word, next) = (arguments[i], i + 1 < arguments.Count ? arguments[i + 1] : "");
            if (word == "-J" || (word == "-o" && IsProxy(next)))
            {
                i++;
            }
            else if (!(word.StartsWith("-J", StringComparison.Ordinal) || (word.StartsWith("-o", StringComparison.Ordinal) && IsProxy(word[2..]))))
            {
                yield return word;
            }
        }
    }

    private static bool IsProxy(string option) =>
        option.TrimStart().StartsWith("ProxyCommand", StringComparison.OrdinalIgnoreCase)
        || option.TrimStart().StartsWith("ProxyJump", StringComparison.OrdinalIgnoreCase);

    // In a path option, % begins a token.
    private static string Escape(string path) => path.Replace("%", "%%", StringComparison.Ordinal);
}
