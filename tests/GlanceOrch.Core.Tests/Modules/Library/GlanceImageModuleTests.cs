using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Modules.Library;

public class GlanceImageModuleTests
{
    private static readonly Dictionary<string, string> Auth = new(StringComparer.Ordinal)
    {
        ["auth_url"] = "http://identity:5000/v3", ["username"] = "admin", ["password"] = "adminpw", ["project_name"] = "admin",
    };

    private static readonly GlanceImageModule.Args Cirros = new()
    {
        Auth = Auth, Name = "cirros", Url = "http://glance:9292/v2", Source = "/srv/cirros.img", ContainerFormat = "bare", DiskFormat = "raw",
    };

    private readonly FakeKeystone _keystone = new();
    private readonly FakeGlance _glance;
    private readonly FakeHost _host;
    private readonly GlanceImageModule _module = new(new KeystoneClients(TimeProvider.System), TimeProvider.System);

    public GlanceImageModuleTests()
    {
        _glance = new FakeGlance(_keystone);
        _host = new FakeHost { Http = new HttpClient(_glance) };
        _host.Directory("/srv").File("/srv/cirros.img", "the image's bytes");
        _host.AnswerWith("exec dd if=/srv/cirros.img bs=16777216 skip=0 count=1", prefix: true, _ => FakeHost.Result(_host.Text("/srv/cirros.img")));
    }

    [Fact]
    public async Task An_image_is_made_from_a_file_of_the_host()
    {
        var project = _keystone.Add("projects", new JsonObject { ["name"] = "demo", ["domain_id"] = "default" });
        var change = await _module.ConvergeAsync(
            Cirros with
            {
                Visibility = GlanceImageModule.ImageVisibility.Private, MinDisk = 1, MinRam = 64, Tags = ["b", "a"], Project = "demo", Store = "ceph",
                Id = "6f3f1a2e", Properties = new ScriptObject { ["os_distro"] = "cirros", ["hw_scsi"] = true, ["none"] = null },
            },
            _host);

        change.ShouldNotBeNull().Summary.ShouldBe("create image cirros");
        var image = _glance.Images.ShouldHaveSingleItem();
        _glance.Data["6f3f1a2e"].ShouldBe(Encoding.UTF8.GetBytes("the image's bytes"));
        _glance.LastStore.ShouldBe("ceph");
        ((string?)image["owner"], (string?)image["visibility"], (int?)image["min_ram"]).ShouldBe((project, "private", 64));
        image["tags"].ShouldNotBeNull().ToJsonString().ShouldBe("""["a","b"]""");
        ((string?)image["hw_scsi"]).ShouldBe("true");
        image.ContainsKey("none").ShouldBeFalse();
    }

    [Fact]
    public async Task An_address_that_never_answers_ends_at_the_timeout()
    {
        using var http = new HttpClient(new Silent("silent", _glance));
        var host = new FakeHost { Http = http };
        var failure = await Should.ThrowAsync<ModuleException>(
            () => _module.ConvergeAsync(Cirros with { Source = "http://silent/cirros.img", Timeout = TimeSpan.FromMilliseconds(200) }, host));
        failure.Message.ShouldBe("http://silent/cirros.img gave no answer within 0.2 s");
    }

    /// <summary>One of its hosts takes requests and says nothing.</summary>
    private sealed class Silent(string host, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await (request.RequestUri?.Host == host && request.Method == HttpMethod.Get ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask);
            return await base.SendAsync(request, cancellationToken);
        }
    }

    [Theory]
    [InlineData("http://files/cirros.img")]
    [InlineData("http://files/moved")]
    public async Task Or_from_an_address_redirects_included(string source)
    {
        await _module.ConvergeAsync(Cirros with { Source = source }, _host);
        _glance.Data["image1"].ShouldBe("from afar"u8.ToArray());
        ((string?)_glance.Images[0]["visibility"]).ShouldBe("public");
    }

    [Fact]
    public async Task What_differs_is_changed_and_what_nobody_named_stays()
    {
        _glance.Add("cirros", ("os_distro", "ubuntu"), ("keep", "1"), ("drop", "2"), ("tags", new JsonArray("x", "y")), ("visibility", "private"));
        var wanted = Cirros with { MinDisk = 2, Tags = ["y", "z"], Properties = new ScriptObject { ["os_distro"] = "cirros", ["drop"] = null, ["n"] = 5L, ["gone"] = null } };
        var change = await _module.ConvergeAsync(wanted, _host);
        change.ShouldNotBeNull().Differences.ShouldHaveSingleItem().ShouldBe(new Difference(
            "image cirros",
            "visibility: \"private\"\nmin_disk: 0\ntags: [\"x\",\"y\"]\nos_distro: \"ubuntu\"\ndrop: \"2\"\n",
            "visibility: \"public\"\nmin_disk: 2\ntags: [\"y\",\"z\"]\nos_distro: \"cirros\"\nn: \"5\"\n"));
        ((string?)_glance.Images[0]["keep"]).ShouldBe("1");
        _glance.Changes.ShouldBe(["PATCH /v2/images/image1"]);
    }

    [Fact]
    public async Task Tags_in_another_order_are_the_same()
    {
        _glance.Add("cirros", ("tags", new JsonArray("b", "a")));
        (await _module.Check(Cirros with { Tags = ["a", "b"] }, _host)).ShouldBeNull();
    }

    [Fact]
    public async Task An_upload_that_was_broken_off_is_made_up_for()
    {
        _glance.UploadFails = HttpStatusCode.Gone;
        var change = (await _module.Check(Cirros, _host)).ShouldNotBeNull();
        (await Should.ThrowAsync<ModuleException>(() => _module.ApplyAsync(change, _host, CancellationToken.None))).Message.ShouldBe(
            "PUT /v2/images/image1/file was answered with 410 Gone: 410 Gone 410 Gone Adding images to store is disabled");
        _glance.UploadFails = null;
        (await _module.ConvergeAsync(Cirros, _host)).ShouldNotBeNull().Summary.ShouldBe("upload image cirros");
        _glance.Images.ShouldHaveSingleItem();
        _glance.Data.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_format_of_data_cannot_change()
    {
        _glance.Add("cirros");
        (await Should.ThrowAsync<ModuleException>(() => _module.Check(Cirros with { DiskFormat = "qcow2" }, _host))).Message.ShouldBe(
            "image cirros (image1) has data of disk_format raw, which cannot be changed to qcow2: delete it first");
    }

    [Fact]
    public async Task A_name_that_several_have_needs_an_id()
    {
        _glance.Add("cirros");
        _glance.Add("cirros");
        (await Should.ThrowAsync<ModuleException>(() => _module.Check(Cirros, _host))).Message.ShouldBe("there are 2 images of the name 'cirros' (image1, image2): give id");
        (await _module.Check(Cirros with { Id = "image2" }, _host)).ShouldBeNull();
        (await _module.ConvergeAsync(Cirros with { Id = "image2", Name = "renamed" }, _host)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_unwanted_image_is_deleted()
    {
        _glance.Add("cirros");
        (await _module.ConvergeAsync(Cirros with { State = KeystoneState.Absent }, _host)).ShouldNotBeNull().Summary.ShouldBe("delete image cirros");
        _glance.Images.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_source_that_is_not_there_is_told_before_anything_is_made()
    {
        (await Should.ThrowAsync<ModuleException>(() => _module.Check(Cirros with { Source = "/srv/nothing" }, _host))).Message.ShouldBe("there is no file /srv/nothing on the host");
        (await Should.ThrowAsync<ModuleException>(() => _module.Check(Cirros with { Source = null }, _host))).Message.ShouldStartWith("image cirros does not exist");
        var change = (await _module.Check(Cirros with { Source = "http://files/nothing" }, _host)).ShouldNotBeNull();
        (await Should.ThrowAsync<ModuleException>(() => _module.ApplyAsync(change, _host, CancellationToken.None))).Message.ShouldBe("http://files/nothing was answered with 404 NotFound");
    }

    [Fact]
    public async Task The_catalogue_says_where_the_API_is()
    {
        _keystone.Catalogue = JsonNode.Parse("""
            [{"type":"image","endpoints":[{"interface":"public","region_id":"one","url":"http://glance:9292/"},{"interface":"public","region_id":"two","url":"http://elsewhere"},
              {"interface":"internal","region_id":"one","url":"http://internal"}]},{"type":"identity","endpoints":[{"interface":"public","region_id":"one","url":"http://identity"}]}]
            """) as JsonArray ?? [];
        (await Should.ThrowAsync<ModuleException>(() => _module.Check(Cirros with { Url = null }, _host))).Message.ShouldBe(
            "keystone's catalogue has 2 public endpoints of type image (http://glance:9292/, http://elsewhere); give auth's region_name, or url");
        _glance.Add("cirros");
        (await _module.Check(Cirros with { Url = null, Auth = new Dictionary<string, string>(Auth) { ["region_name"] = "one" } }, _host)).ShouldBeNull();
        (await Should.ThrowAsync<ModuleException>(() => _module.Check(Cirros with { Url = null, Auth = new Dictionary<string, string>(Auth) { ["region_name"] = "three" } }, _host)))
            .Message.ShouldBe("keystone's catalogue has no public endpoint of type image in region three; give url");
    }

    [Fact]
    public async Task A_token_that_Glance_does_not_take_any_more_is_replaced_once()
    {
        _glance.Add("cirros");
        _glance.RefusesOnce = true;
        (await _module.Check(Cirros, _host)).ShouldBeNull();
        _keystone.Log.Count(line => line == "POST /v3/auth/tokens").ShouldBe(2);
    }

    [Fact]
    public async Task A_smoke_test_leaves_nothing_behind()
    {
        var module = new GlanceSmokeTestModule(new KeystoneClients(TimeProvider.System), TimeProvider.System);
        var args = new GlanceSmokeTestModule.Args { Auth = Auth, Url = "http://glance:9292", Store = "fast", Size = 1000, Context = new FakeTaskContext() };
        var output = await module.Read(args, _host);
        output.Values["size"].ShouldBe(1000);
        _glance.Changes.ShouldBe(["POST /v2/images", "PUT /v2/images/image1/file", "DELETE /v2/images/image1"]);
        _glance.LastStore.ShouldBe("fast");
        _glance.Data["image1"].Length.ShouldBe(1000);
        _glance.Images.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("other bytes", "image image1 came back as other bytes: 11 of 65536")]
    [InlineData("", "GET /v2/images/image1/file: the API has no data of the image (204); a file store that is not shared?")]
    public async Task A_smoke_test_sees_what_does_not_come_back(string swapped, string message)
    {
        _glance.Swapped = Encoding.UTF8.GetBytes(swapped);
        var module = new GlanceSmokeTestModule(new KeystoneClients(TimeProvider.System), TimeProvider.System);
        var args = new GlanceSmokeTestModule.Args { Auth = Auth, Url = "http://glance:9292", Context = new FakeTaskContext() };
        (await Should.ThrowAsync<ModuleException>(() => module.Read(args, _host))).Message.ShouldBe(message);
        _glance.Images.ShouldBeEmpty("deleted all the same");
    }

    [Fact]
    public async Task A_dry_run_uploads_nothing()
    {
        var module = new GlanceSmokeTestModule(new KeystoneClients(TimeProvider.System), TimeProvider.System);
        var output = await module.Read(new() { Auth = Auth, Context = new FakeTaskContext { CheckMode = true } }, _host);
        output.Message.ShouldBe("not done in check mode");
        _glance.Log.ShouldBeEmpty();
        _keystone.Log.ShouldBeEmpty();
    }
}
