using System.Diagnostics;

namespace GlanceOrch.Cli.Tests.Vault;

/// <summary>A folder with a password file, and both programs to use on its files.</summary>
internal sealed class VaultFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-vault-");

    public VaultFolder() => PasswordFile = Write("password", "a pass phrase\n");

    public static bool HasAnsible => File.Exists("/usr/bin/ansible-vault");

    public string Path => _folder.FullName;

    public string PasswordFile { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Answers to questions for passwords, in their order.</summary>
    public Queue<string> Answers { get; } = new();

    public List<string> Questions { get; } = [];

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public byte[] Input { get; set; } = [];

    public bool InputIsTerminal { get; set; } = true;

    public string Write(string name, string text, UnixFileMode? mode = null)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? "/");
        File.WriteAllText(path, text);
        if (mode is { } bits && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, bits);
        }

        return path;
    }

    /// <summary>Writes a file that is encrypted with the folder's password.</summary>
    public async Task<string> WriteEncryptedAsync(string name, string text)
    {
        var path = Write(name, text);
        var (code, _, error) = await RunAsync("vault", "encrypt", "--vault-password-file", PasswordFile, path);
        code.ShouldBe(ExitCodes.Success, error);
        return path;
    }

    /// <summary>A line <c>name: !vault |</c> and those that follow, encrypted with the folder's password.</summary>
    public async Task<string> InlineAsync(string name, string value)
    {
        var (code, printed, error) = await RunAsync("vault", "encrypt-string", "--vault-password-file", PasswordFile, "-n", name, value);
        code.ShouldBe(ExitCodes.Success, error);
        return printed;
    }

    public string Read(string name) => File.ReadAllText(this[name]);

    public Task<(int Code, string Out, string Error)> RunAsync(params IReadOnlyList<string> args) => InProcess.RunAsync(
        usual => usual with
        {
            Environment = name => Environment.TryGetValue(name, out var value) ? value : usual.Environment(name),
            AskSecret = question =>
            {
                Questions.Add(question);
                return Answers.Dequeue();
            },
            InputIsTerminal = InputIsTerminal,
            OpenInput = () => new MemoryStream(Input),
        },
        args);

    /// <summary>Runs a program of Ansible in the folder; what it printed to stdout.</summary>
    public string Ansible(string program, params IReadOnlyList<string> args)
    {
        var start = new ProcessStartInfo(program, args) { WorkingDirectory = Path, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start).ShouldNotBeNull();
        var errors = process.StandardError.ReadToEndAsync();
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, printed + errors.GetAwaiter().GetResult());
        return printed;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
