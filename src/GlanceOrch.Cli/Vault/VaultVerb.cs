using System.Text;
using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Vault;

namespace GlanceOrch.Cli.Vault;

/// <summary><c>glance-orch vault</c>: encrypts, decrypts and edits files and values as <c>ansible-vault</c> does.</summary>
internal sealed class VaultVerb
{
    private static readonly string[] Actions = ["create", "decrypt", "edit", "encrypt", "encrypt-string", "rekey", "view"];

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Surroundings _surroundings;
    private readonly VaultOptions _options;
    private readonly VaultPasswords _sources;
    private readonly IReadOnlyList<string> _words;

    public VaultVerb(Surroundings surroundings, VaultOptions options)
    {
        _options = options;
        _words = [.. options.Words];
        _surroundings = ReadsInput && !surroundings.InputIsTerminal ? surroundings with { AskSecret = RefuseToAsk } : surroundings;
        _sources = new VaultPasswords(_surroundings);
    }

    private string Action => _options.Action.Replace('_', '-');

    /// <summary>What is worked on comes in on stdin.</summary>
    private bool ReadsInput => Action switch
    {
        "encrypt" or "decrypt" or "view" => _words.Count == 0 || _words.Contains("-", StringComparer.Ordinal),
        "encrypt-string" => _options.StdinName is not null || _words.Contains("-", StringComparer.Ordinal) || (_words.Count == 0 && !_options.Prompt),
        _ => false,
    };

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        try
        {
            await (Action switch
            {
                "encrypt" => EncryptAsync(cancellationToken),
                "decrypt" => DecryptAsync(cancellationToken),
                "view" => ViewAsync(cancellationToken),
                "edit" => EditAsync(stop, cancellationToken),
                "create" => CreateAsync(stop),
                "rekey" => RekeyAsync(),
                "encrypt-string" => EncryptStringAsync(cancellationToken),
                var other => throw new UsageException(
                    $"'vault {other}' is unknown; there are {string.Join(", ", Actions)}{Suggestions.Hint(other, Actions)}"),
            });
            return ExitCodes.Success;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(exception.Message);
        }
    }

    private async Task EncryptAsync(CancellationToken cancellationToken)
    {
        var inputs = await InputsAsync(cancellationToken);
        foreach (var input in inputs.Where(input => AnsibleVault.IsEncrypted(input.Content)))
        {
            throw new UsageException($"{input.Name} is encrypted already");
        }

        var password = Encrypting(_sources.Load(_options, areNew: true));
        await WriteAsync(inputs.Select(input => (input.Target, Encoding.ASCII.GetBytes(password.Encrypt(input.Content)))), cancellationToken);
        await SayAsync("Encryption successful");
    }

    private async Task DecryptAsync(CancellationToken cancellationToken)
    {
        var inputs = await InputsAsync(cancellationToken);
        var secrets = Reading();
        await WriteAsync([.. inputs.Select(input => (input.Target, Opened(input.Name, input.Content, secrets).Content.ToArray()))], cancellationToken);
        await SayAsync("Decryption successful");
    }

    private async Task ViewAsync(CancellationToken cancellationToken)
    {
        Need(_words.Count > 0, "'vault view' needs a FILE");
        var secrets = Reading();
        foreach (var input in await InputsAsync(cancellationToken))
        {
            await PrintAsync(Opened(input.Name, input.Content, secrets).Content.ToArray(), cancellationToken);
        }
    }

    private async Task EditAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        Need(_words.Count == 1, "'vault edit' takes one FILE");
        var path = _words[0];
        var original = await File.ReadAllBytesAsync(path, cancellationToken);
        var opened = Opened(path, original, Reading());
        var before = opened.Content.ToArray();
        var after = await new TextEditor(_surroundings).EditAsync(Path.GetFileName(path), before, stop);
        if (after.AsSpan().SequenceEqual(before))
        {
            await SayAsync($"{path} is as it was: nothing was changed in the editor");
            return;
        }

        var password = _options.EncryptVaultId is null ? opened.Password : Encrypting(_sources.Load(_options, areNew: false));
        var encrypted = Encoding.ASCII.GetBytes(password.Encrypt(after));
        if (!(await File.ReadAllBytesAsync(path, cancellationToken)).AsSpan().SequenceEqual(original))
        {
            var aside = $"{path}.{Guid.NewGuid():N}";
            SafeFile.Write(aside, encrypted, mayReplace: false);
            throw new UsageException($"{path} was changed by somebody else meanwhile and is left alone; your text is in {aside}, encrypted");
        }

        SafeFile.Write(path, encrypted);
    }

    private async Task CreateAsync(CancellationToken stop)
    {
        Need(_words.Count == 1, "'vault create' takes one FILE");
        var path = _words[0];
        Need(!File.Exists(path), $"{path} exists: use 'vault edit'");
        var password = Encrypting(_sources.Load(_options, areNew: true));
        var content = await new TextEditor(_surroundings).EditAsync(Path.GetFileName(path), [], stop);
        SafeFile.Write(path, Encoding.ASCII.GetBytes(password.Encrypt(content)), mayReplace: false);
    }

    /// <summary>All files are decrypted before the first is written: a password that does not fit one of them leaves all as they are.</summary>
    private async Task RekeyAsync()
    {
        Need(_words.Count > 0, "'vault rekey' needs a FILE");
        var secrets = Reading();
        var opened = _words.Select(path => (Path: path, Plain: Opened(path, File.ReadAllBytes(path), secrets))).ToList();
        var sources = RepeatedOptions.Split(_options.NewVaultId).Concat(RepeatedOptions.Split(_options.NewVaultPasswordFile)).Select(_sources.LoadNew).ToList();
        var password = Encrypting(sources);
        foreach (var (path, plain) in opened)
        {
            SafeFile.Write(path, Encoding.ASCII.GetBytes(password.Encrypt(plain.Content)));
        }

        await SayAsync("Rekey successful");
    }

    private async Task EncryptStringAsync(CancellationToken cancellationToken)
    {
        var unused = new Queue<string>(RepeatedOptions.Split(_options.Name));
        var words = _words.Where(word => word != "-").ToList();
        var values = new List<(string? Name, byte[] Value)>();
        if (_options.Prompt)
        {
            values.Add((unused.TryDequeue(out var name) ? name : null, Encoding.UTF8.GetBytes(_surroundings.AskSecret("Value to encrypt: "))));
        }

        if (ReadsInput)
        {
            // The names are those of the words first, as in ansible-vault.
            values.Add((_options.StdinName ?? (unused.Count > words.Count ? unused.Dequeue() : null), await ReadInputAsync(cancellationToken)));
        }

        foreach (var word in words)
        {
            values.Add((unused.TryDequeue(out var name) ? name : null, Encoding.UTF8.GetBytes(word)));
        }

        Need(unused.Count == 0, $"there is no value for the name '{string.Join("', '", unused)}'");

        foreach (var empty in values.Where(value => value.Value.Length == 0))
        {
            throw new UsageException($"the value{(empty.Name is null ? "" : $" of {empty.Name}")} is empty: it is not encrypted");
        }

        var password = Encrypting(_sources.Load(_options, areNew: true));
        var text = string.Concat(values.Select(value => Inline(value.Name, password.Encrypt(value.Value))));
        await WriteAsync([(_options.Output ?? "-", Encoding.UTF8.GetBytes(text))], cancellationToken);
        await SayAsync("Encryption successful");
    }

    /// <summary>A value to be put into a YAML file, in the shape ansible-vault gives it.</summary>
    private static string Inline(string? name, string vault) =>
        $"{(name is null ? "" : $"{name}: ")}!vault |\n{string.Concat(vault.TrimEnd('\n').Split('\n').Select(line => $"          {line}\n"))}";

    private static string RefuseToAsk(string question) => throw new UsageException(
        "stdin holds what to work on, so nothing can be asked for there: give --vault-password-file or --vault-id ID@FILE");

    private VaultSecrets Reading()
    {
        var passwords = _sources.Load(_options, areNew: false);
        return new VaultSecrets(passwords.Count > 0 ? passwords : [_sources.Ask(VaultPassword.DefaultId, isNew: false)], _ => { });
    }

    /// <summary>The password to encrypt with: the only one, or that of <c>--encrypt-vault-id</c>; without any, one that is asked for.</summary>
    private VaultPassword Encrypting(IReadOnlyList<VaultPassword> passwords)
    {
        var id = _options.EncryptVaultId ?? (_surroundings.Environment("ANSIBLE_VAULT_ENCRYPT_IDENTITY") is { Length: > 0 } set ? set : null);
        var ids = string.Join(", ", passwords.Select(password => password.Id).Distinct(StringComparer.Ordinal));
        if (passwords.Count == 0)
        {
            return _sources.Ask(id ?? VaultPassword.DefaultId, isNew: true);
        }

        return id is not null
            ? passwords.FirstOrDefault(password => password.Id == id) ?? throw new UsageException($"there is no password for the vault id '{id}'; there is {ids}")
            : passwords.Count == 1 ? passwords[0]
            : throw new UsageException($"there are passwords for several vault ids ({ids}): say with --encrypt-vault-id which one to encrypt with");
    }

    private static VaultPlaintext Opened(string name, byte[] content, VaultSecrets secrets)
    {
        try
        {
            return secrets.Open(Encoding.UTF8.GetString(content));
        }
        catch (VaultException exception)
        {
            throw new UsageException($"{name}: {exception.Message}{(exception.Hint is null ? "" : $"; {exception.Hint}")}");
        }
    }

    /// <summary>The files named, or what comes in on stdin; and where the result goes.</summary>
    private async Task<List<(string Name, string Target, byte[] Content)>> InputsAsync(CancellationToken cancellationToken)
    {
        var names = _words.Count == 0 ? ["-"] : _words;
        Need(_options.Output is null || names.Count == 1, "--output goes with one file only");
        var inputs = new List<(string, string, byte[])>();
        foreach (var name in names)
        {
            var content = name == "-" ? await ReadInputAsync(cancellationToken) : await File.ReadAllBytesAsync(name, cancellationToken);
            inputs.Add((name == "-" ? "stdin" : name, _options.Output ?? name, content));
        }

        return inputs;
    }

    private async Task<byte[]> ReadInputAsync(CancellationToken cancellationToken)
    {
        await using var input = _surroundings.OpenInput();
        using var content = new MemoryStream();
        await input.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    /// <summary>Everything is made before the first file is written.</summary>
    private async Task WriteAsync(IEnumerable<(string Target, byte[] Content)> results, CancellationToken cancellationToken)
    {
        foreach (var (target, content) in results.ToList())
        {
            if (target == "-")
            {
                await PrintAsync(content, cancellationToken);
            }
            else
            {
                SafeFile.Write(target, content);
            }
        }
    }

    private async Task PrintAsync(byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            await _surroundings.Out.WriteAsync(Strict.GetString(content).AsMemory(), cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            await _surroundings.Out.FlushAsync(cancellationToken);
            await using var output = _surroundings.OpenOutput();
            await output.WriteAsync(content, cancellationToken);
        }
    }

    private Task SayAsync(string text) => _surroundings.Error.WriteLineAsync(text);

    private static void Need(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new UsageException(otherwise);
        }
    }
}
