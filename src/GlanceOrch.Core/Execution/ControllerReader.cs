using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Vault;

namespace GlanceOrch.Core.Execution;

/// <summary>What templates of a playbook read of the controller. Commands run beside the playbook, and passwords are kept there.</summary>
/// <param name="places">Where files are searched.</param>
internal sealed class ControllerReader(string playbookDirectory, IReadOnlyList<string> places, SecretMasker secrets, VaultSecrets vault) : IControllerReader
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Path.GetFullPath(playbookDirectory);
    private readonly Lock _passwords = new();

    public string File(string path)
    {
        var candidates = SearchPlaces.Candidates(path, places);
        try
        {
            var text = System.IO.File.ReadAllText(candidates.FirstOrDefault(System.IO.File.Exists)
                ?? throw new ControllerReadException($"finds no file `{path}`; searched {string.Join(", ", candidates)}"));
            return AnsibleVault.IsEncrypted(text) ? vault.OpenText(text) : text;
        }
        catch (VaultException exception)
        {
            throw new ControllerReadException($"cannot read `{path}`: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ControllerReadException($"cannot read `{path}`: {exception.Message}", exception);
        }
    }

    public string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    public string Pipe(string command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command])
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new ControllerReadException("cannot start /bin/sh");
        using var kill = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        process.StandardInput.Close();
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? output
            : throw new ControllerReadException($"ran `{command}`, which ended with {process.ExitCode}: {errors.ToString().Trim()}");
    }

    public string Password(string path, int length, string characters)
    {
        var full = Path.Combine(_folder, path);
        try
        {
            string password;
            // Hosts ask at the same time: one makes the file, the others read it.
            lock (_passwords)
            {
                password = full == "/dev/null" ? RandomNumberGenerator.GetString(characters, length)
                    : System.IO.File.Exists(full) ? FirstLine(full)
                    : Make(full, RandomNumberGenerator.GetString(characters, length));
            }

            secrets.Add(password);
            return password;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ControllerReadException($"cannot keep `{path}`: {exception.Message}", exception);
        }
    }

    public void AddSecret(string secret) => secrets.Add(secret);

    /// <summary>Ansible writes a salt behind the password.</summary>
    private static string FirstLine(string path) => System.IO.File.ReadAllText(path).Split('\n')[0].Split(" salt=")[0].TrimEnd();

    /// <summary>The whole file appears at once; another run that was faster wins.</summary>
    private static string Make(string path, string password)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new ControllerReadException("needs file modes, which this system does not have");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/", OwnerOnly | UnixFileMode.UserExecute);
        var temporary = $"{path}.{Guid.NewGuid():N}";
        using (var stream = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            stream.Write(Encoding.UTF8.GetBytes(password + "\n"));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            System.IO.File.Move(temporary, path, overwrite: false);
            return password;
        }
        catch (IOException) when (System.IO.File.Exists(path))
        {
            System.IO.File.Delete(temporary);
            return FirstLine(path);
        }
    }
}
