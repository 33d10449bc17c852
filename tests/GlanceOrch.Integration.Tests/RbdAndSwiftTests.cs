using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace GlanceOrch.Integration.Tests;

/// <summary>Two API hosts with images in a real Ceph cluster and in real Swift.</summary>
[Collection("hosts services, api1")]
public sealed class RbdAndSwiftTests(RbdAndSwiftTests.Site site, ITestOutputHelper output) : IClassFixture<RbdAndSwiftTests.Site>
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(1 << 20);

    [LabFact]
    public void Both_stores_are_set_up_and_deployed()
    {
        site.First.Status.ShouldBe(0, site.First.Output + site.First.Error);
        output.WriteLine($"first run: {site.First.Duration.TotalSeconds:0.0} s");
    }

    [LabFact]
    public void The_second_run_changes_nothing()
    {
        site.Second.Status.ShouldBe(0, site.Second.Output + site.Second.Error);
        output.WriteLine($"second run: {site.Second.Duration.TotalSeconds:0.0} s");
    }

    [LabFact]
    public async Task An_image_is_kept_in_Ceph()
    {
        using var glance = await GlanceApi.LogInAsync("api1");
        var id = await glance.UploadAsync(Content);
        await ShouldBeThereAsync(glance, id, "ceph");
        (await Lab.OnAsync("ceph1", "rbd ls images")).Split('\n').ShouldContain(id);
        await glance.DeleteAsync(id);
        (await Lab.OnAsync("ceph1", "rbd ls images")).ShouldNotContain(id);
    }

    [LabFact]
    public async Task An_image_is_kept_in_Swift()
    {
        using var glance = await GlanceApi.LogInAsync("api1");
        var id = await glance.UploadAsync(Content, "objects");
        await ShouldBeThereAsync(glance, id, "objects");
        (await ObjectsAsync()).ShouldContain(id);
        await glance.DeleteAsync(id);
        (await ObjectsAsync()).ShouldNotContain(id);
    }

    [LabFact]
    public async Task What_one_host_took_another_gives_and_deletes()
    {
        using var first = await GlanceApi.LogInAsync("api1");
        using var second = await GlanceApi.LogInAsync("api2");
        var id = await first.UploadAsync(Content);
        await ShouldBeThereAsync(second, id, "ceph");
        await second.DeleteAsync(id);
        (await first.ListAsync()).ShouldNotContain(id);
        (await Lab.OnAsync("ceph1", "rbd ls images")).ShouldNotContain(id);
    }

    [LabFact]
    public async Task An_upload_is_told_over_RabbitMQ()
    {
        using var glance = await GlanceApi.LogInAsync("api1");
        var id = await glance.UploadAsync(Content);
        await glance.DeleteAsync(id);

        using var broker = new HttpClient { BaseAddress = new Uri("http://services:15672/api/") };
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes("glance:" + DeployedGlance.Variable("glance_rabbitmq_password")));
        broker.DefaultRequestHeaders.Add("Authorization", "Basic " + login);
        using var answer = await broker.PostAsync(
            "queues/%2F/notifications.info/get", GlanceApi.Json(new JsonObject { ["count"] = 100_000, ["ackmode"] = "ack_requeue_true", ["encoding"] = "auto" }));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());

        // A message of oslo.messaging is JSON in JSON.
        var messages = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var told = messages.EnumerateArray()
            .Select(message => JsonSerializer.Deserialize<JsonElement>(GlanceApi.Text(message, "payload")))
            .Select(envelope => JsonSerializer.Deserialize<JsonElement>(GlanceApi.Text(envelope, "oslo.message")))
            .Where(message => message.GetProperty("payload").GetRawText().Contains(id, StringComparison.Ordinal))
            .Select(message => GlanceApi.Text(message, "event_type")).ToList();
        told.ShouldContain("image.upload");
        told.ShouldContain("image.delete");
    }

    [LabFact]
    public async Task A_file_store_is_refused_on_two_hosts_before_any_is_touched()
    {
        var ended = await site.PlayAsync(["site.yml"], "-e", "{glance_api_enabled_backends: ['fast:file']}");
        ended.Status.ShouldBe(1, ended.Output + ended.Error);
        (ended.Output + ended.Error).ShouldContain("set glance_file_store_shared to true where they are");
    }

    [LabFact]
    public async Task A_pool_that_cannot_be_reached_fails_before_the_service_is_touched()
    {
        var starts = await Lab.OnAsync("api1", "systemctl show -p ExecMainStartTimestampMonotonic glance-api");
        var ended = await site.PlayAsync(["tests/lab/stores/rbd-and-swift.yml"], "--tags", "check", "-e", "{glance_backend_multistore_rbd: [{name: ceph, rbd_store_user: glance, rbd_store_pool: nowhere}]}");
        ended.Status.ShouldBe(2, ended.Output + ended.Error);
        ended.Output.ShouldContain("nowhere");
        (await Lab.OnAsync("api1", "systemctl show -p ExecMainStartTimestampMonotonic glance-api")).ShouldBe(starts);
    }

    private static async Task ShouldBeThereAsync(GlanceApi glance, string id, string store)
    {
        (await glance.ListAsync()).ShouldContain(id);
        var image = await glance.ShowAsync(id);
        GlanceApi.Text(image, "status").ShouldBe("active");
        GlanceApi.Text(image, "os_hash_value").ShouldBe(Convert.ToHexStringLower(SHA512.HashData(Content)));
        GlanceApi.Stores(image).ShouldBe([store]);
        SHA512.HashData(await glance.DownloadAsync(id)).ShouldBe(SHA512.HashData(Content));
    }

    /// <summary>What Swift itself lists in the container, to the user whose account it is in.</summary>
    private static async Task<string> ObjectsAsync()
    {
        using var user = await GlanceApi.LogInAsync("api1", "glance", DeployedGlance.Variable("glance_keystone_auth_password"), "services");
        using var swift = new HttpClient();
        swift.DefaultRequestHeaders.Add("X-Auth-Token", user.Token);
        return await swift.GetStringAsync(new Uri($"http://swift1:8080/v1/AUTH_{user.ProjectId}/glance"));
    }

    public sealed class Site(DeployedGlance glance)
        : StoreSite(glance, ["tests/lab/ceph.yml", "tests/lab/swift.yml", "tests/lab/stores/rbd-and-swift.yml"], "[glance_api]\napi2");
}
