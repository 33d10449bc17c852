using System.Text;
using GlanceOrch.Core.Vault;

namespace GlanceOrch.Core.Tests.Vault;

public sealed class VaultSecretsTests
{
    private readonly List<string> _hidden = [];

    [Fact]
    public void The_password_of_the_texts_own_id_comes_first_and_then_the_others()
    {
        var secrets = Secrets(("dev", "one"), ("prod", "two"), ("old", "three"));
        secrets.Open(Vault("three", "prod")).Password.Id.ShouldBe("old");
        secrets.Open(Vault("two", "prod")).Password.Id.ShouldBe("prod");
        secrets.Open(Vault("one", id: null)).Password.Id.ShouldBe("dev");
    }

    [Fact]
    public void A_password_that_does_not_fit_is_named_by_its_id_and_never_shown()
    {
        var exception = Should.Throw<VaultException>(() => Secrets(("dev", "one-password"), ("prod", "two-password")).Open(Vault("x", "stage")));
        exception.Message.ShouldBe("none of the 2 vault passwords fits (dev, prod); it is encrypted for the id 'stage'");
    }

    [Fact]
    public void Without_passwords_it_is_said_how_to_give_one()
    {
        var exception = Should.Throw<VaultException>(() => VaultSecrets.None.Open(Vault("x", "stage")));
        exception.Message.ShouldBe("it is encrypted for the vault id 'stage', and no vault password was given");
        exception.Hint.ShouldNotBeNull().ShouldContain("--vault-password-file");
    }

    [Fact]
    public void What_is_decrypted_is_hidden_from_outputs()
    {
        Secrets(("default", "x")).OpenText(Vault("x", id: null)).ShouldBe("the plaintext");
        _hidden.ShouldBe(["the plaintext"]);
    }

    [Fact]
    public void What_is_no_text_is_said_to_be_none() =>
        Should.Throw<VaultException>(() => Secrets(("default", "x")).OpenText(AnsibleVault.Encrypt([0xff, 0xfe], "x"u8, id: null))).Message.ShouldContain("UTF-8");

    private VaultSecrets Secrets(params (string Id, string Password)[] passwords) =>
        new([.. passwords.Select(password => new VaultPassword(password.Id, password.Password))], _hidden.Add);

    private static string Vault(string password, string? id) => AnsibleVault.Encrypt("the plaintext"u8, Encoding.UTF8.GetBytes(password), id);
}
