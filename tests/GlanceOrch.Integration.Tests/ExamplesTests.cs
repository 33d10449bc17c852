using Xunit.Abstractions;

namespace GlanceOrch.Integration.Tests;

/// <summary>The examples as their READMEs describe them. The fixture follows these once, in order; each test judges one part.</summary>
[Trait("Lab", "examples")]
public sealed class ExamplesTests(FollowedExamples examples, ITestOutputHelper output) : IClassFixture<FollowedExamples>
{
    [LabExamplesTheory]
    [InlineData("quickstart")]
    [InlineData("token-cache")]
    [InlineData("swift-store")]
    public void Every_command_of_the_readme_ends_as_it_says(string example)
    {
        examples.Prepared.Status.ShouldBe(0, examples.Prepared.Output + examples.Prepared.Error);
        var commands = examples.Of(example);
        commands.ShouldNotBeEmpty();
        foreach (var command in commands)
        {
            output.WriteLine($"{command.Ended.Duration.TotalSeconds,6:0.0} s  {command.Line}");
            command.Ended.Status.ShouldBe(command.Promised, command.Printed);
        }
    }

    [LabExamplesTheory]
    [InlineData("quickstart")]
    [InlineData("token-cache")]
    [InlineData("swift-store")]
    public void The_play_changes_something_once_and_then_nothing(string example)
    {
        var plays = examples.Of(example).Where(command => command.Line.Contains($"play {example}.yml", StringComparison.Ordinal)).ToList();
        plays.Count.ShouldBe(3);
        plays.ShouldAllBe(play => play.Ended.Status == 0);
        Lab.Recap(plays[1].Ended.Output, "api1", "changed").ShouldBeGreaterThan(0, plays[1].Printed);
        foreach (var host in new[] { "services", "api1" })
        {
            Lab.Recap(plays[2].Ended.Output, host, "changed").ShouldBe(0, plays[2].Printed);
        }
    }

    [LabExamplesTheory]
    [InlineData("quickstart", "play quickstart.yml -i inventory", "this release of Glance has no registry")]
    [InlineData("quickstart", "is-active", "active")]
    [InlineData("quickstart", "list_user_permissions", "/\t.*\t.*\t.*")]
    [InlineData("quickstart", "SHOW GRANTS", "GRANT ALL PRIVILEGES ON `glance`.* TO `glance`@`%`")]
    [InlineData("token-cache", "grep -E", "token_cache_time=300")]
    [InlineData("token-cache", "grep -E", "memcached_servers=127.0.0.1:11211")]
    [InlineData("swift-store", "grep -E", "user=services:glance")]
    public void What_the_readme_tells_to_look_at_is_there(string example, string command, string expected)
    {
        var printed = string.Concat(examples.Of(example).Where(each => each.Line.Contains(command, StringComparison.Ordinal)).Select(each => each.Printed));
        // Packaged files have blanks around the sign in some sections only.
        printed.Replace(" = ", "=", StringComparison.Ordinal).ShouldContain(expected);
    }

    [LabExamplesTheory]
    [InlineData("services", "rabbitmqctl -q list_users", "glance\t[administrator]")]
    [InlineData("services", "mysql -NB keystone -e \"SELECT count(*) FROM endpoint WHERE url = 'http://api1:9292' AND region_id = 'example-west-1'\"", "3")]
    [InlineData("services", "mysql -NB keystone -e \"SELECT count(*) FROM service WHERE type = 'image'\"", "1")]
    [InlineData("swift1", "find /srv/node/d1/containers -name '*.db' | wc -l", "1")]
    public async Task What_the_examples_make_is_on_the_hosts(string host, string command, string expected) =>
        (await Lab.OnAsync(host, command)).Split('\n').ShouldContain(expected);

    [LabExamplesTheory]
    [InlineData("example-only-12345")]
    [InlineData("example-only-admin")]
    public void No_password_is_in_any_output(string password)
    {
        foreach (var command in new[] { "quickstart", "token-cache", "swift-store" }.SelectMany(examples.Of))
        {
            command.Printed.ShouldNotContain(password);
        }
    }
}
