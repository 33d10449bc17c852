using System.Security.Cryptography;

namespace GlanceOrch.Integration.Tests;

/// <summary>An API host with Apache in front and PostgreSQL behind.</summary>
[Collection("hosts services, api1")]
[Trait("Lab", "second")]
public sealed class PostgresqlAndApacheTests(PostgresqlAndApacheTests.Site site) : IClassFixture<PostgresqlAndApacheTests.Site>
{
    [LabFact]
    public void It_is_deployed() => site.First.Status.ShouldBe(0, site.First.Output + site.First.Error);

    [LabFact]
    public void The_second_run_changes_nothing() => site.Second.Status.ShouldBe(0, site.Second.Output + site.Second.Error);

    [LabFact]
    public async Task An_image_is_kept()
    {
        (await Lab.OnAsync("api2", "ss -Hltnp 'sport = :9292'")).ShouldContain("apache2");
        var content = RandomNumberGenerator.GetBytes(1 << 20);
        using var glance = await GlanceApi.LogInAsync("api2");
        var id = await glance.UploadAsync(content);
        (await Lab.OnAsync("services", $"cd / && su postgres -c \"psql -Atd glance -c \\\"SELECT status FROM images WHERE id = '{id}'\\\"\"")).ShouldBe("active\n");
        (await glance.ListAsync()).ShouldContain(id);
        SHA512.HashData(await glance.DownloadAsync(id)).ShouldBe(SHA512.HashData(content));
        await glance.DeleteAsync(id);
        (await glance.ListAsync()).ShouldNotContain(id);
    }

    public sealed class Site(DeployedGlance glance) : StoreSite(glance, ["tests/lab/stores/postgresql-and-apache.yml"], moreHosts: "[apache]\napi2");
}
