namespace GlanceOrch.Cli.Tests.Vault;

/// <summary>A folder with a password file, and both programs to use on its files.</summary>
internal sealed class VaultFolder : TestFolder
{
    public VaultFolder() => PasswordFile = Write("password", "a pass phrase\n");

    public string PasswordFile { get; }

    /// <summary>Answers to questions for passwords, in their order.</summary>
    public Queue<string> Answers { get; } = new();

    public List<string> Questions { get; } = [];

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public byte[] Input { get; set; } = [];

    public bool InputIsTerminal { get; set; } = true;

    public string Write(string name, string text, UnixFileMode? mode = null)
    {
        var path = Put(name, text);
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

    public Task<(int Code, string Out, string Error)> RunAsync(params IReadOnlyList<string> args) => RunAsync(CancellationToken.None, args);

    public Task<(int Code, string Out, string Error)> RunAsync(CancellationToken stop, params IReadOnlyList<string> args) => InProcess.RunAsync(
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
        stop,
        CancellationToken.None,
        args);

    /// <summary>Runs a program of Ansible in the folder; what it printed to stdout.</summary>
    public string Ansible(string program, params IReadOnlyList<string> args)
    {
        var (code, printed, errors) = AnsibleCommand.Run(program, Path, args);
        code.ShouldBe(0, printed + errors);
        return printed;
    }
}
