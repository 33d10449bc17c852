using System.Diagnostics;
using System.Text;
using System.Text.Json;
using GlanceOrch.Core.Vault;

namespace GlanceOrch.Core.Tests.Vault;

public sealed class AnsibleVaultTests
{
    private static readonly byte[] Salt = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];
    private static readonly byte[] Password = "password"u8.ToArray();

    [Theory]
    [InlineData("")]
    [InlineData("s3cret")]
    [InlineData("exactly sixteen!")]
    [InlineData("äöü {{ x }}\nsecond line\n")]
    public void What_was_encrypted_is_decrypted(string text)
    {
        var vault = AnsibleVault.Encrypt(Encoding.UTF8.GetBytes(text), Password, Salt, id: null);
        AnsibleVault.IsEncrypted(vault).ShouldBeTrue();
        vault.Split('\n').ShouldAllBe(line => line.Length <= 80);
        Encoding.UTF8.GetString(AnsibleVault.Decrypt(vault, "password")).ShouldBe(text);
        Should.Throw<FormatException>(() => AnsibleVault.Decrypt(vault, "passwort")).Message.ShouldContain("password is wrong");
    }

    [Fact]
    public void A_new_salt_is_taken_each_time() =>
        AnsibleVault.Encrypt("text"u8, Password, id: null).ShouldNotBe(AnsibleVault.Encrypt("text"u8, Password, id: null));

    [Theory]
    [InlineData("", 0, "does not begin with")]
    [InlineData("plain: text", 0, "does not begin with")]
    [InlineData("$ANSIBLE_VAULT", 0, "does not begin with")]
    [InlineData("$ANSIBLE_VAULT;9.9;AES256\n00", 15, "format '9.9'")]
    [InlineData("$ANSIBLE_VAULT;1.0;AES\n00", 15, "format '1.0'")]
    [InlineData("$ANSIBLE_VAULT;1.1;AES\n00", 19, "cipher 'AES'")]
    [InlineData("$ANSIBLE_VAULT;1.1;AES256", 25, "nothing stands behind")]
    [InlineData("$ANSIBLE_VAULT;1.1;AES256\n00", 26, "does not hold salt")]
    [InlineData("$ANSIBLE_VAULT;1.1;AES256\n000", 28, "a hexadecimal digit is missing")]
    [InlineData("$ANSIBLE_VAULT;1.1;AES256\n0x", 27, "'x' is no hexadecimal digit")]
    [InlineData("$ANSIBLE_VAULT;1.1;AES256\n30300a30300a3030", 26, "wrong length")]
    [InlineData("$ANSIBLE_VAULT;1.1;AES256\n30300a300a3030", 26, "not hexadecimal")]
    public void What_is_damaged_is_reported_where(string text, int offset, string message)
    {
        var exception = Should.Throw<VaultException>(() => VaultText.Parse(text));
        exception.Message.ShouldContain(message);
        exception.Offset.ShouldBe(offset);
    }

    [Fact]
    public void No_single_changed_digit_goes_unnoticed()
    {
        var vault = AnsibleVault.Encrypt("some content"u8, Password, Salt, id: null);
        for (var i = 26; i < vault.Length - 1; i += 13)
        {
            var changed = vault.ToCharArray();
            changed[i] = changed[i] switch { '\n' => '0', '3' => '2', _ => '3' };
            Should.Throw<VaultException>(() => AnsibleVault.Decrypt(new string(changed), "password"));
        }
    }

    [Fact]
    public void The_id_and_blanks_around_the_lines_mean_nothing_to_the_text()
    {
        var vault = AnsibleVault.Encrypt("text"u8, Password, Salt, "prod");
        vault.ShouldStartWith("$ANSIBLE_VAULT;1.2;AES256;prod\n");
        VaultText.Parse(vault).Id.ShouldBe("prod");
        var moved = string.Join("\r\n", vault.Split('\n').Select((line, index) => index == 0 ? line + " " : "   " + line)) + "\n\n";
        Encoding.UTF8.GetString(AnsibleVault.Decrypt(moved, "password")).ShouldBe("text");
    }

    [AnsibleFact]
    public void Two_hundred_random_texts_go_from_either_program_to_the_other()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("GLANCE_ORCH_TEST_SEED"), out var set) ? set : 5;
        var random = new Random(seed);
        using var ansible = new AnsibleVaultProcess();
        for (var round = 0; round < 200; round++)
        {
            var content = new byte[random.Next(4) == 0 ? random.Next(5000) : random.Next(64)];
            random.NextBytes(content);
            var password = new byte[random.Next(1, 40)];
            random.NextBytes(password);
            var id = random.Next(3) == 0 ? null : $"id-{random.Next(100)}";
            var ours = AnsibleVault.Encrypt(content, password, id);
            ansible.Ask("decrypt", id, password, Encoding.ASCII.GetBytes(ours)).ShouldBe(content, $"seed {seed}, round {round}");

            var theirs = Encoding.ASCII.GetString(ansible.Ask("encrypt", id, password, content));
            VaultText.Parse(theirs).Id.ShouldBe(id);
            VaultText.Parse(theirs).Open(password).ShouldBe(content, $"seed {seed}, round {round}");
        }
    }

    /// <summary>Ansible's own vault, in one long process: JSON lines in and out.</summary>
    private sealed class AnsibleVaultProcess : IDisposable
    {
        private const string Program = """
            import base64, json, sys
            from ansible.parsing.vault import VaultLib, VaultSecret
            for line in sys.stdin:
                ask = json.loads(line)
                vault = VaultLib([(ask['id'] or 'default', VaultSecret(base64.b64decode(ask['password'])))])
                content = base64.b64decode(ask['content'])
                answer = vault.encrypt(content, vault_id=ask['id']) if ask['action'] == 'encrypt' else vault.decrypt(content)
                print(base64.b64encode(answer).decode(), flush=True)
            """;

        private readonly Process _python = Process.Start(new ProcessStartInfo(AnsibleCommand.Python, ["-c", Program])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }).ShouldNotBeNull();

        public byte[] Ask(string action, string? id, byte[] password, byte[] content)
        {
            _python.StandardInput.WriteLine(JsonSerializer.Serialize(new { action, id, password, content }));
            return Convert.FromBase64String(_python.StandardOutput.ReadLine().ShouldNotBeNull());
        }

        public void Dispose()
        {
            _python.StandardInput.Close();
            _python.WaitForExit();
            _python.Dispose();
        }
    }
}
