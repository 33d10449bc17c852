using GlanceOrch.Core.Execution;

namespace GlanceOrch.Core.Tests.Execution;

public sealed class SecretMaskerTests
{
    [Theory]
    [InlineData("s3cret/x", "a s3cret/x b", "a ******** b")]
    [InlineData("s3cret/x", "czNjcmV0L3g=", "********")]
    [InlineData("s3cret/x", "mysql://u:s3cret%2Fx@h", "mysql://u:********@h")]
    [InlineData("quo\"te", """{"p":"quo\"te"}""", """{"p":"********"}""")]
    [InlineData("abc", "abc is too short to be one", "abc is too short to be one")]
    [InlineData("line one is\nline two is", "+line two is", "+********")]
    public void A_secret_is_masked_in_each_of_its_forms(string secret, string text, string masked)
    {
        var secrets = new SecretMasker();
        secrets.Add(secret);
        secrets.Apply(text).ShouldBe(masked);
    }

    [Fact]
    public void The_longest_secret_is_masked_first()
    {
        var secrets = new SecretMasker();
        secrets.Add("pass");
        secrets.Add("passport");
        secrets.Apply("passport pass").ShouldBe("******** ********");
    }

    [Fact]
    public void Thousands_of_secrets_are_all_masked()
    {
        var secrets = new SecretMasker();
        for (var i = 10_000; i < 13_000; i++)
        {
            secrets.Add($"secret-{i}");
            secrets.Apply($"<secret-{i}>").ShouldBe("<********>");
        }

        secrets.Apply("<secret-10000> <secret-12999> <secret-9999>").ShouldBe("<********> <********> <secret-9999>");
    }
}
