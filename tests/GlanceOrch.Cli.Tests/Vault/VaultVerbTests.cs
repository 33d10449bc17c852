using System.Text;

namespace GlanceOrch.Cli.Tests.Vault;

public sealed class VaultVerbTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Program = OwnerOnly | UnixFileMode.UserExecute;

    private readonly VaultFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [AnsibleFact]
    public async Task Ansible_vault_and_this_program_read_each_others_files_and_values()
    {
        var ours = await _folder.WriteEncryptedAsync("ours", "from us: ä\n");
        _folder.Ansible("ansible-vault", "view", "--vault-password-file", _folder.PasswordFile, ours).ShouldBe("from us: ä\n");
        var theirs = _folder.Write("theirs", "from them: ä\n");
        _folder.Ansible("ansible-vault", "encrypt", "--vault-id", $"prod@{_folder.PasswordFile}", theirs);
        _folder.Read("theirs").ShouldStartWith("$ANSIBLE_VAULT;1.2;AES256;prod\n");
        (await _folder.RunAsync("vault", "view", "--vault-password-file", _folder.PasswordFile, theirs)).Out.ShouldBe("from them: ä\n");

        var inline = await _folder.InlineAsync("ours", "inline from us");
        var other = _folder.Ansible("ansible-vault", "encrypt_string", "--vault-password-file", _folder.PasswordFile, "inline from them", "-n", "theirs");
        _folder.Write("group_vars/all.yml", inline + other.TrimEnd() + "\n");
        _folder.Write("hosts", "a ansible_connection=local\n");
        _folder.Ansible("ansible", "-i", "hosts", "a", "--vault-password-file", _folder.PasswordFile, "-m", "debug", "-a", "msg='{{ ours }} {{ theirs }}'")
            .ShouldContain("inline from us inline from them");
        _folder.Write("site.yml", """
            - hosts: a
              gather_facts: false
              tasks:
                - assert: { that: [ours == "inline from us", theirs == "inline from them"] }
            """);
        var (code, printed, error) = await _folder.RunAsync("play", _folder["site.yml"], "-i", _folder["hosts"], "--vault-password-file", _folder.PasswordFile);
        code.ShouldBe(ExitCodes.Success, printed + error);
    }

    [Fact]
    public async Task A_file_keeps_its_mode_and_a_new_one_is_for_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode Shared = OwnerOnly | UnixFileMode.GroupRead;
        var file = _folder.Write("file", "text", Shared);
        await SucceedAsync("vault", "encrypt", file);
        File.GetUnixFileMode(file).ShouldBe(Shared);
        await SucceedAsync("vault", "decrypt", file);
        File.GetUnixFileMode(file).ShouldBe(Shared);
        await SucceedAsync("vault", "encrypt", file, "--output", _folder["new"]);
        File.GetUnixFileMode(_folder["new"]).ShouldBe(OwnerOnly);
        _folder.Read("file").ShouldBe("text");
    }

    [Fact]
    public async Task A_link_is_followed_and_stays_a_link()
    {
        _folder.Write("file", "text");
        File.CreateSymbolicLink(_folder["link"], "file");
        await SucceedAsync("vault", "encrypt", _folder["link"]);
        new FileInfo(_folder["link"]).LinkTarget.ShouldBe("file");
        _folder.Read("file").ShouldStartWith("$ANSIBLE_VAULT;1.1;AES256\n");
    }

    [Fact]
    public async Task A_dash_is_stdin_and_stdout()
    {
        _folder.Input = "from a pipe"u8.ToArray();
        var encrypted = await SucceedAsync("vault", "encrypt", "-");
        _folder.Input = Encoding.ASCII.GetBytes(encrypted);
        (await SucceedAsync("vault", "decrypt", "--output", "-", "-")).ShouldBe("from a pipe");
        (await SucceedAsync("vault", "view", "-")).ShouldBe("from a pipe");
        (await SucceedAsync("vault", "decrypt")).ShouldBe("from a pipe");
    }

    [Fact]
    public async Task What_is_encrypted_is_not_encrypted_again_and_what_is_not_is_not_decrypted()
    {
        var plain = _folder.Write("plain", "text");
        var file = await _folder.WriteEncryptedAsync("file", "text");
        var before = _folder.Read("file");
        (await FailAsync("vault", "encrypt", plain, file)).ShouldContain($"{file} is encrypted already");
        _folder.Read("plain").ShouldBe("text");
        _folder.Read("file").ShouldBe(before);
        (await FailAsync("vault", "decrypt", file, plain)).ShouldContain($"{plain}: the text does not begin with $ANSIBLE_VAULT");
        _folder.Read("file").ShouldBe(before);
    }

    [Fact]
    public async Task Rekeying_changes_all_files_or_none()
    {
        var first = await _folder.WriteEncryptedAsync("first", "one");
        var second = await _folder.WriteEncryptedAsync("second", "two");
        var other = _folder.Write("other", "another phrase");
        await SucceedAsync("vault", "rekey", "--new-vault-id", $"prod@{other}", first);
        _folder.Read("first").ShouldStartWith("$ANSIBLE_VAULT;1.2;AES256;prod\n");

        var before = _folder.Read("second");
        (await FailAsync("vault", "rekey", "--new-vault-password-file", other, second, first)).ShouldContain($"{first}: the vault password (default) does not fit");
        _folder.Read("second").ShouldBe(before);
        (await SucceedAsync("vault", "view", "--vault-id", $"x@{other}", first, second)).ShouldBe("onetwo");
    }

    [Fact]
    public async Task The_editor_works_on_a_private_file_in_memory_that_is_gone_afterwards()
    {
        var file = await _folder.WriteEncryptedAsync("file.yml", "key: old\n");
        _folder.Environment["EDITOR"] = Editor($"stat -f -c %T \"$1\" >{_folder["log"]}; stat -c %a \"$1\" >>{_folder["log"]}; echo \"$1\" >>{_folder["log"]}; sed -i s/old/new/ \"$1\"");
        await SucceedAsync("vault", "edit", file);
        (await SucceedAsync("vault", "view", file)).ShouldBe("key: new\n");
        var log = _folder.Read("log").Split('\n');
        log[0].ShouldBe("tmpfs");
        log[1].ShouldBe("600");
        log[2].ShouldEndWith("/file.yml");
        Directory.Exists(Path.GetDirectoryName(log[2])).ShouldBeFalse();
    }

    [Theory]
    [InlineData("true", ExitCodes.Success, "is as it was")]
    [InlineData("sed -i s/old/new/ \"$1\"; exit 3", ExitCodes.WrongInput, "ended with 3: nothing was written")]
    public async Task A_file_that_was_not_changed_or_whose_editor_failed_stays_as_it_is(string script, int expected, string message)
    {
        var file = await _folder.WriteEncryptedAsync("file", "key: old\n");
        var before = File.ReadAllBytes(file);
        _folder.Environment["EDITOR"] = Editor(script);
        var (code, _, error) = await _folder.RunAsync("vault", "edit", "--vault-password-file", _folder.PasswordFile, file);
        code.ShouldBe(expected);
        error.ShouldContain(message);
        File.ReadAllBytes(file).ShouldBe(before);
    }

    [Fact]
    public async Task A_file_that_somebody_else_changed_meanwhile_is_left_alone_and_nothing_is_lost()
    {
        var file = await _folder.WriteEncryptedAsync("file", "key: old\n");
        _folder.Environment["EDITOR"] = Editor($"echo mine >\"$1\"; echo theirs >{file}");
        (await FailAsync("vault", "edit", file)).ShouldContain("your text is in");
        _folder.Read("file").ShouldBe("theirs\n");
        var aside = Directory.GetFiles(_folder.Path, "file.?*").Single(path => path != file);
        (await SucceedAsync("vault", "view", aside)).ShouldBe("mine\n");
    }

    [Fact]
    public async Task A_signal_ends_the_editor_and_removes_the_plaintext()
    {
        var file = await _folder.WriteEncryptedAsync("file", "key: old\n");
        var before = _folder.Read("file");
        _folder.Environment["EDITOR"] = Editor($"echo \"$1\" >{_folder["log.new"]}; mv {_folder["log.new"]} {_folder["log"]}; exec sleep 600");
        using var stop = new CancellationTokenSource();
        var editing = _folder.RunAsync(stop.Token, "vault", "edit", "--vault-password-file", _folder.PasswordFile, file);
        while (!File.Exists(_folder["log"]) && !editing.IsCompleted)
        {
            await Task.Yield();
        }

        File.Exists(_folder.Read("log").Trim()).ShouldBeTrue();
        await stop.CancelAsync();
        var (code, _, error) = await editing;
        code.ShouldBe(ExitCodes.Interrupted);
        error.ShouldContain("nothing was written");
        Directory.Exists(Path.GetDirectoryName(_folder.Read("log").Trim())).ShouldBeFalse();
        _folder.Read("file").ShouldBe(before);
    }

    [Fact]
    public async Task A_new_file_is_made_in_the_editor()
    {
        _folder.Environment["EDITOR"] = Editor("echo made >\"$1\"");
        await SucceedAsync("vault", "create", _folder["new"]);
        (await SucceedAsync("vault", "view", _folder["new"])).ShouldBe("made\n");
        (await FailAsync("vault", "create", _folder["new"])).ShouldContain("exists");
    }

    [Fact]
    public async Task Several_strings_get_their_names_and_those_without_come_without()
    {
        var printed = await SucceedAsync("vault", "encrypt-string", "--name", "one", "-n", "two", "first", "second", "third");
        printed.Split('\n').Where(line => line.Contains("!vault", StringComparison.Ordinal)).ShouldBe(["one: !vault |", "two: !vault |", "!vault |"]);
        printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains("!vault", StringComparison.Ordinal))
            .ShouldAllBe(line => line.StartsWith("          ", StringComparison.Ordinal));
        _folder.Input = "from a pipe"u8.ToArray();
        (await SucceedAsync("vault", "encrypt_string", "--stdin-name", "piped")).ShouldStartWith("piped: !vault |\n          $ANSIBLE_VAULT;1.1;AES256\n");
        _folder.Answers.Enqueue("typed");
        (await SucceedAsync("vault", "encrypt-string", "-p", "-n", "asked")).ShouldStartWith("asked: !vault |\n");
        (await FailAsync("vault", "encrypt-string", "")).ShouldContain("is empty");
    }

    [Theory]
    [InlineData("a, b", "--stdin-name", "a", "-n", "b", "value")]
    [InlineData("a, b, c", "--stdin-name", "a", "-n", "b", "-n", "c", "first", "second")]
    [InlineData("a", "-n", "a", "-")]
    [InlineData(", b, c", "-n", "b", "-n", "c", "first", "-", "second")]
    [InlineData("asked, a, b", "--prompt", "--stdin-name", "a", "-n", "asked", "-n", "b", "value")]
    public async Task Each_name_is_that_of_one_value_however_the_others_come_in(string names, params string[] words)
    {
        _folder.Input = "from a pipe"u8.ToArray();
        _folder.Answers.Enqueue("typed");
        var printed = await SucceedAsync(["vault", "encrypt-string", .. words]);
        string.Join(", ", printed.Split('\n').Where(line => line.EndsWith("!vault |", StringComparison.Ordinal)).Select(line => line.Split(':', '!')[0])).ShouldBe(names);
    }

    [Fact]
    public async Task A_name_without_a_value_is_an_error() =>
        (await FailAsync("vault", "encrypt-string", "-n", "a", "-n", "b", "value")).ShouldContain("there is no value for the name 'b'");

    [Theory]
    [InlineData("encrypt")]
    [InlineData("decrypt", "-")]
    [InlineData("view", "-")]
    [InlineData("view", "-J", "-")]
    [InlineData("encrypt-string", "--stdin-name", "a")]
    [InlineData("encrypt-string", "--prompt", "--stdin-name", "a")]
    public async Task What_comes_through_a_pipe_is_never_taken_for_a_password(params string[] words)
    {
        var encrypted = _folder.Read(Path.GetFileName(await _folder.WriteEncryptedAsync("file", "text")));
        _folder.Input = words[0] is "view" or "decrypt" ? Encoding.ASCII.GetBytes(encrypted) : "text"u8.ToArray();
        _folder.InputIsTerminal = false;
        var (code, printed, error) = await _folder.RunAsync(["vault", .. words]);
        code.ShouldBe(ExitCodes.WrongInput);
        printed.ShouldBeEmpty();
        error.ShouldContain("give --vault-password-file");
        _folder.Questions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_password_may_come_through_a_pipe_where_nothing_else_does()
    {
        var file = await _folder.WriteEncryptedAsync("file", "text");
        _folder.InputIsTerminal = false;
        _folder.Answers.Enqueue("a pass phrase");
        (await _folder.RunAsync("vault", "view", file)).Out.ShouldBe("text");
    }

    [Fact]
    public async Task Passwords_come_from_scripts_the_environment_and_the_terminal()
    {
        var file = await _folder.WriteEncryptedAsync("file", "text");
        var script = _folder.Write("script", "#!/bin/sh\necho 'a pass phrase'\n", Program);
        var client = _folder.Write("keyring-client.sh", "#!/bin/sh\n[ \"$1 $2\" = '--vault-id prod' ] && echo 'a pass phrase'\n", Program);
        await ViewAsync("--vault-password-file", script);
        await ViewAsync("--vault-id", $"prod@{client}");
        await ViewAsync("--vault-pass-file", _folder.PasswordFile);
        _folder.Environment["ANSIBLE_VAULT_PASSWORD_FILE"] = _folder.PasswordFile;
        await ViewAsync();
        _folder.Environment.Clear();
        _folder.Environment["ANSIBLE_VAULT_IDENTITY_LIST"] = $"dev@{_folder.Write("wrong", "wrong")}, prod@{_folder.PasswordFile}";
        await ViewAsync();
        _folder.Environment.Clear();
        _folder.Answers.Enqueue("a pass phrase");
        await ViewAsync("--ask-vault-password");
        _folder.Answers.Enqueue("a pass phrase");
        await ViewAsync("--vault-id", "prod@prompt");
        _folder.Answers.Enqueue("a pass phrase");
        await ViewAsync();
        _folder.Questions.ShouldBe(["Vault password: ", "Vault password (prod): ", "Vault password: "]);

        async Task ViewAsync(params string[] options)
        {
            var (code, printed, error) = await _folder.RunAsync(["vault", "view", .. options, file]);
            code.ShouldBe(ExitCodes.Success, error);
            printed.ShouldBe("text");
        }
    }

    [Fact]
    public async Task A_source_without_a_password_is_an_error()
    {
        foreach (var (source, message) in new[]
        {
            (_folder["nowhere"], "Could not find file"), (_folder.Write("empty", "\n"), "there is none in it"),
            (_folder.Write("failing", "#!/bin/sh\nexit 4\n", Program), "ended with 4"), (_folder.Write("no-program", "secret\n", Program), "must not be executable"),
        })
        {
            var (code, _, error) = await _folder.RunAsync("vault", "view", "--vault-password-file", source, _folder["file"]);
            code.ShouldBe(ExitCodes.WrongInput);
            error.ShouldContain(message);
        }
    }

    [Fact]
    public async Task A_new_password_is_typed_twice_and_several_ids_need_a_choice()
    {
        var file = _folder.Write("file", "text");
        _folder.Answers.Enqueue("one");
        _folder.Answers.Enqueue("other");
        (await _folder.RunAsync("vault", "encrypt", file)).Error.ShouldContain("the passwords differ");
        string[] two = ["--vault-id", $"dev@{_folder.PasswordFile}", "--vault-id", $"prod@{_folder.Write("other", "other")}"];
        (await _folder.RunAsync(["vault", "encrypt", .. two, file])).Error.ShouldContain("several vault ids (dev, prod): say with --encrypt-vault-id");
        (await _folder.RunAsync(["vault", "encrypt", .. two, "--encrypt-vault-id", "stage", file])).Error.ShouldContain("no password for the vault id 'stage'");
        _folder.Read("file").ShouldBe("text");
        (await _folder.RunAsync(["vault", "encrypt", .. two, "--encrypt-vault-id", "prod", file])).Code.ShouldBe(ExitCodes.Success);
        _folder.Read("file").ShouldStartWith("$ANSIBLE_VAULT;1.2;AES256;prod\n");
    }

    [Fact]
    public async Task An_unknown_action_is_an_error_with_the_nearest_one() =>
        (await FailAsync("vault", "encript", "x")).ShouldContain("did you mean 'encrypt'?");

    private string Editor(string script) => _folder.Write("editor", $"#!/bin/sh\n{script}\n", Program);

    private async Task<string> SucceedAsync(params string[] args)
    {
        var (code, printed, error) = await _folder.RunAsync([.. args, "--vault-password-file", _folder.PasswordFile]);
        code.ShouldBe(ExitCodes.Success, error);
        return printed;
    }

    private async Task<string> FailAsync(params string[] args)
    {
        var (code, _, error) = await _folder.RunAsync([.. args, "--vault-password-file", _folder.PasswordFile]);
        code.ShouldBe(ExitCodes.WrongInput, error);
        return error;
    }
}
