using System.Diagnostics;
using System.Text;
using GlanceOrch.Core.Templating;
using Xunit.Abstractions;

namespace GlanceOrch.Core.Tests.Templating;

public sealed class AnsibleVaultTests(ITestOutputHelper output) : IDisposable
{
    private static readonly byte[] Salt = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-vault-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("s3cret")]
    [InlineData("exactly sixteen!")]
    [InlineData("äöü {{ x }}\nsecond line\n")]
    public void What_was_encrypted_is_decrypted(string text)
    {
        var vault = AnsibleVault.Encrypt(Encoding.UTF8.GetBytes(text), "password", Salt, label: null);
        AnsibleVault.IsEncrypted(vault).ShouldBeTrue();
        vault.Split('\n').ShouldAllBe(line => line.Length <= 80);
        Encoding.UTF8.GetString(AnsibleVault.Decrypt(vault, "password")).ShouldBe(text);
        Should.Throw<FormatException>(() => AnsibleVault.Decrypt(vault, "passwort")).Message.ShouldContain("password is wrong");
    }

    [Theory]
    [InlineData("")]
    [InlineData("$ANSIBLE_VAULT;1.1;AES256")]
    [InlineData("$ANSIBLE_VAULT;1.1;AES256\n00")]
    [InlineData("$ANSIBLE_VAULT;1.1;AES256\nnothex")]
    [InlineData("$ANSIBLE_VAULT;9.9;AES256\n00")]
    public void What_is_no_vault_text_is_a_format_error(string text)
    {
        Should.Throw<FormatException>(() => AnsibleVault.Decrypt(text, "password"));
    }

    [Fact]
    public void Ansible_and_this_program_read_each_other()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "ansible-vault"))))
        {
            output.WriteLine("skipped: there is no ansible-vault on the PATH");
            return;
        }

        const string Text = "from both sides: ä {{ x }}\n";
        var password = Write("password", "a pass phrase\n");
        Run("decrypt", "--vault-password-file", password, Write("ours", AnsibleVault.Encrypt(Encoding.UTF8.GetBytes(Text), "a pass phrase", Salt, label: null)));
        File.ReadAllText(Path.Combine(_folder.FullName, "ours")).ShouldBe(Text);
        Run("decrypt", "--vault-id", $"prod@{password}", Write("labelled", AnsibleVault.Encrypt(Encoding.UTF8.GetBytes(Text), "a pass phrase", Salt, "prod")));
        File.ReadAllText(Path.Combine(_folder.FullName, "labelled")).ShouldBe(Text);
        Run("encrypt", "--vault-password-file", password, Write("theirs", Text));
        Encoding.UTF8.GetString(AnsibleVault.Decrypt(File.ReadAllText(Path.Combine(_folder.FullName, "theirs")), "a pass phrase")).ShouldBe(Text);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static void Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("ansible-vault", arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start).ShouldNotBeNull();
        var printed = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, printed);
    }
}
