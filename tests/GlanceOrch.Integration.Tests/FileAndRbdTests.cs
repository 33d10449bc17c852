using System.Security.Cryptography;

namespace GlanceOrch.Integration.Tests;

/// <summary>One API host that keeps images in files and in Ceph.</summary>
[Collection("hosts services, api1")]
public sealed class FileAndRbdTests(FileAndRbdTests.Site site) : IClassFixture<FileAndRbdTests.Site>
{
    [LabFact]
    public void Both_stores_are_deployed() => site.First.Status.ShouldBe(0, site.First.Output + site.First.Error);

    [LabFact]
    public void The_second_run_changes_nothing() => site.Second.Status.ShouldBe(0, site.Second.Output + site.Second.Error);

    [LabFact]
    public async Task An_image_is_copied_from_one_store_to_the_other()
    {
        var content = RandomNumberGenerator.GetBytes(1 << 20);
        using var glance = await GlanceApi.LogInAsync("api1");
        var id = await glance.UploadAsync(content);
        GlanceApi.Stores(await glance.ShowAsync(id)).ShouldBe(["fast"]);
        (await FileAsync(id)).ShouldBe($"{Convert.ToHexStringLower(SHA512.HashData(content))}\n");

        await glance.CopyAsync(id, "ceph");
        GlanceApi.Stores(await glance.ShowAsync(id)).ShouldBe(["fast", "ceph"], ignoreOrder: true);
        (await Lab.OnAsync("ceph1", $"rbd export images/{id} - | sha512sum | cut -d' ' -f1")).ShouldBe(await FileAsync(id));
        (await glance.ListAsync()).ShouldContain(id);
        SHA512.HashData(await glance.DownloadAsync(id)).ShouldBe(SHA512.HashData(content));

        await glance.DeleteAsync(id);
        (await Lab.OnAsync("ceph1", "rbd ls images")).ShouldNotContain(id);
        (await FileAsync(id)).ShouldBe("none\n");
    }

    private static Task<string> FileAsync(string id) =>
        Lab.OnAsync("api1", $"if [ -e /var/lib/glance/images/{id} ]; then sha512sum /var/lib/glance/images/{id} | cut -d' ' -f1; else echo none; fi");

    public sealed class Site(DeployedGlance glance) : StoreSite(glance, ["tests/lab/ceph.yml", "tests/lab/stores/file-and-rbd.yml"], moreHosts: "");
}
