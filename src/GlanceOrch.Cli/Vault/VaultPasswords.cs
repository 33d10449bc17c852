using System.ComponentModel;
using System.Diagnostics;
using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Core.Vault;

namespace GlanceOrch.Cli.Vault;

/// <summary>Gets the vault passwords that the command line and the environment name: from files, from scripts, from the person at the terminal.</summary>
internal sealed class VaultPasswords(Surroundings surroundings)
{
    /// <summary>All passwords, in Ansible's order: the environment's ids, <c>--vault-id</c>, password files, the one that is asked for.</summary>
    /// <param name="options">Where the passwords are from.</param>
    /// <param name="areNew">They are to encrypt with: whoever types one types it twice.</param>
    /// <exception cref="UsageException">A source is not there, or gives nothing.</exception>
    public IReadOnlyList<VaultPassword> Load(VaultReadingOptions options, bool areNew)
    {
        var files = RepeatedOptions.Split(options.VaultPasswordFile);
        if (files.Count == 0 && Variable("ANSIBLE_VAULT_PASSWORD_FILE") is { } file)
        {
            files = [file];
        }

        IEnumerable<(string Id, string Source)> sources =
        [
            .. (Variable("ANSIBLE_VAULT_IDENTITY_LIST") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Identity),
            .. RepeatedOptions.Split(options.VaultId).Select(Identity),
            .. files.Select(path => (VaultPassword.DefaultId, path)),
            .. options.AskVaultPass ? [(VaultPassword.DefaultId, "prompt")] : Array.Empty<(string, string)>(),
        ];
        return [.. sources.Select(source => Load(source.Id, source.Source, areNew))];
    }

    /// <summary>The password to write with, of <c>ID@SOURCE</c> or of a source alone.</summary>
    /// <exception cref="UsageException">The source is not there, or gives nothing.</exception>
    public VaultPassword LoadNew(string identity)
    {
        var (id, source) = Identity(identity);
        return Load(id, source, isNew: true);
    }

    /// <summary>Asks for a password, twice for a new one.</summary>
    /// <exception cref="UsageException">Nothing was typed, or not twice the same.</exception>
    public VaultPassword Ask(string id, bool isNew)
    {
        var name = $"vault password{(id == VaultPassword.DefaultId ? "" : $" ({id})")}: ";
        var typed = surroundings.AskSecret(isNew ? $"New {name}" : char.ToUpperInvariant(name[0]) + name[1..]).Trim();
        if (isNew && surroundings.AskSecret($"Confirm new {name}").Trim() != typed)
        {
            throw new UsageException("the passwords differ");
        }

        return typed.Length > 0 ? Known(new VaultPassword(id, typed)) : throw new UsageException("a vault password cannot be empty");
    }

    private static (string Id, string Source) Identity(string text) =>
        text.IndexOf('@', StringComparison.Ordinal) is var at and > 0 ? (text[..at], text[(at + 1)..]) : (VaultPassword.DefaultId, text.TrimStart('@'));

    private VaultPassword Load(string id, string source, bool isNew)
    {
        if (source is "prompt" or "prompt_ask_vault_pass")
        {
            return Ask(id, isNew);
        }

        var path = source is ['~', '/', ..] && Variable("HOME") is { } home ? Path.Combine(home, source[2..]) : Path.GetFullPath(source);
        try
        {
            var password = IsExecutable(path) ? Run(path, id) : Trimmed(File.ReadAllBytes(path));
            return password.Length > 0
                ? Known(new VaultPassword(id, password))
                : throw new UsageException($"vault password from '{source}': there is none in it");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"vault password from '{source}': {exception.Message}");
        }
    }

    /// <summary>Whoever sees the password sees the secrets: it is one itself.</summary>
    private VaultPassword Known(VaultPassword password)
    {
        surroundings.Secrets.Add(password.Text);
        return password;
    }

    private static bool IsExecutable(string path) => !OperatingSystem.IsWindows() && File.Exists(path)
        && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None;

    /// <summary>A script prints the password. One whose name ends in <c>-client</c> is told for which id.</summary>
    private static byte[] Run(string path, string id)
    {
        var start = new ProcessStartInfo(path) { UseShellExecute = false, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(path).EndsWith("-client", StringComparison.Ordinal))
        {
            start.ArgumentList.Add("--vault-id");
            start.ArgumentList.Add(id);
        }

        try
        {
            using var process = Process.Start(start) ?? throw new UsageException($"vault password script '{path}' does not start");
            using var printed = new MemoryStream();
            process.StandardOutput.BaseStream.CopyTo(printed);
            process.WaitForExit();
            return process.ExitCode == 0
                ? Trimmed(printed.ToArray())
                : throw new UsageException($"vault password script '{path}' ended with {process.ExitCode}");
        }
        catch (Win32Exception exception)
        {
            throw new UsageException($"vault password script '{path}' cannot be run: {exception.Message}; a file that holds the password itself must not be executable");
        }
    }

    private static byte[] Trimmed(byte[] content) => content.AsSpan().Trim(" \t\r\n\v\f"u8).ToArray();

    private string? Variable(string name) => surroundings.Environment(name) is { Length: > 0 } value ? value : null;
}
