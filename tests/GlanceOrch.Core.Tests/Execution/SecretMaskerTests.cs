using System.Diagnostics;
using System.Text;
using System.Text.Json;
using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Execution;

public sealed class SecretMaskerTests
{
    [Theory]
    [InlineData("s3cret/x", "a s3cret/x b", "a ******** b")]
    [InlineData("s3cret/x", "czNjcmV0L3g=", "********")]
    [InlineData("s3cret/x", "mysql://u:s3cret%2Fx@h", "mysql://u:********@h")]
    [InlineData("s3cret/x", "mysql://u:s3cret%2fx@h", "mysql://u:********@h")]
    [InlineData("s3cret/x", "mysql://u:%73%33cret%2fx@h", "mysql://u:********@h")]
    [InlineData("two words", "password=two+words&x=1", "password=********&x=1")]
    [InlineData("two words", "password=two%20words", "password=********")]
    [InlineData("münze+1", "m%C3%BCnze%2B1", "********")]
    [InlineData("quo\"te", """{"p":"quo\"te"}""", """{"p":"********"}""")]
    [InlineData("münze<", """{"p":"m\u00fcnze\u003C"}""", """{"p":"********"}""")]
    [InlineData("quo\"te", """{"text":"{\"p\":\"quo\\\"te\"}"}""", """{"text":"{\"p\":\"********\"}"}""")]
    [InlineData("it's me", @"echo 'it'\''s me' | x", "echo '********' | x")]
    [InlineData("it's me", "echo 'it'\"'\"'s me' | x", "echo '********' | x")]
    [InlineData("it's me", @"echo it\'s\ me | x", "echo ******** | x")]
    [InlineData("abc", "abc is too short to be one", "abc is too short to be one")]
    [InlineData("true", "true is a word", "true is a word")]
    [InlineData("line one is\nline two is", "+line two is", "+********")]
    [InlineData("line one is\nline two is", "line one is\nline two is", "********")]
    [InlineData("line one is\nline two is", "+line one is\n+line two is\n+", "+********\n+********\n+")]
    [InlineData("splitsecret", "a split\nsecret", "a ********")]
    [InlineData("splitsecret", "+ split\r\n+secret", "+ ********")]
    [InlineData("splitsecret", "is split\n    secret x", "is ******** x")]
    public void A_secret_is_masked_in_each_of_its_forms(string secret, string text, string masked)
    {
        var secrets = new SecretMasker();
        secrets.Add(secret);
        secrets.Apply(text).ShouldBe(masked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("xx")]
    [InlineData("user:")]
    public void A_secret_is_masked_inside_longer_base64(string before)
    {
        var secrets = new SecretMasker();
        secrets.Add("hunter2+2?>>>?");
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + "hunter2+2?>>>?" + " and what follows"));
        secrets.Apply(text).ShouldContain("********");
        Shown(secrets.Apply(text)).ShouldNotContain("hunter");
        Shown(secrets.Apply(text.Replace('+', '-').Replace('/', '_'))).ShouldNotContain("hunter");
        // As the command base64 prints it, and in a difference.
        Shown(secrets.Apply(string.Join('\n', text.Chunk(7).Select(part => new string(part))))).ShouldNotContain("unter");
        Shown(secrets.Apply(string.Join("\n+", text.Chunk(7).Select(part => new string(part))))).ShouldNotContain("unter");

        static string Shown(string masked) => string.Concat(masked.Split('*', '\n').Select(part => Encoding.Latin1.GetString(Convert.FromBase64String(
            new string([.. part.Where(char.IsAsciiLetterOrDigit)]) is var clean ? clean[..(clean.Length / 4 * 4)] : ""))));
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
    public void Secrets_that_overlap_are_masked_whole()
    {
        var secrets = new SecretMasker();
        secrets.Add("abcdef");
        secrets.Add("defghi");
        secrets.Apply("<abcdefghi>").ShouldBe("<********>");
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

    [Fact]
    public void In_values_texts_numbers_names_and_lists_of_lines_are_masked()
    {
        var secrets = new SecretMasker();
        secrets.Add("hunter22");
        secrets.Add("31337");
        var value = new ScriptObject
        {
            ["hunter22"] = new ScriptArray(["a hunter22", 31337L, 42, true]),
            ["stdout_lines"] = new ScriptArray(["it is hun", "ter22 and", "more"]),
        };
        var masked = secrets.Apply(value).ShouldBeOfType<ScriptObject>();
        masked["********"].ShouldBe(new ScriptArray(["a ********", "********", 42, true]));
        masked["stdout_lines"].ShouldBe(new ScriptArray(["it is ******** and", "more"]));
    }

    [Fact]
    public void What_random_secrets_look_like_in_JSON_URLs_and_base64_is_masked()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var secret = new string([.. Enumerable.Range(0, random.Next(6, 30)).Select(_ => "aZ9 \"'\\/+&=?%<>äß€\t$`;"[random.Next(22)])]).Trim();
            if (secret.Length < 6)
            {
                continue;
            }

            var secrets = new SecretMasker();
            secrets.Add(secret);
            string[] forms =
            [
                secret, JsonSerializer.Serialize(secret)[1..^1], Uri.EscapeDataString(secret), System.Net.WebUtility.UrlEncode(secret),
                Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), "'" + secret.Replace("'", @"'\''", StringComparison.Ordinal) + "'",
            ];
            foreach (var form in forms)
            {
                secrets.Apply($"<{form}>").ShouldContain("********", Case.Sensitive, $"{secret} as {form}");
                secrets.Apply($"<{form}>").Length.ShouldBeLessThan(13, $"{secret} as {form}");
            }
        }
    }

    [Fact]
    public async Task The_label_of_a_hidden_item_hides_no_ordinary_word()
    {
        using var run = new TestRun();
        await run.RunAsync("""
            - hosts: a
              gather_facts: false
              tasks:
                - copy: { dest: "/etc/{{ item.name }}", content: "{{ item.key }}" }
                  loop: [{ name: ceph, key: AQB+geheim }]
                  loop_control: { label: "{{ item.name }}" }
                  no_log: true
            """);
        run.Secrets.Apply("/etc/ceph has AQB+geheim").ShouldBe("/etc/ceph has ********");
    }

    [Fact]
    public void Thousands_of_secrets_that_begin_alike_are_found_and_cost_no_more_than_others()
    {
        var lines = Enumerable.Range(0, 20_000).Select(number => $"\"id\": {number:00000}").ToList();
        var secrets = new SecretMasker();
        secrets.Add(string.Join('\n', lines));
        secrets.Apply($"x {lines[7]} y {lines[19_999]}").ShouldBe("x ******** y ********");
        secrets.Apply("\"id\": none of them").ShouldBe("\"id\": none of them");
    }
}
