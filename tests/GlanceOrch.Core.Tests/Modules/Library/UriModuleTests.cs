using System.Net;
using System.Text;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Modules.Library;

public class UriModuleTests
{
    private readonly Server _server = new();
    private readonly FakeHost _host;
    private readonly UriModule _module = new(TimeProvider.System);

    public UriModuleTests() => _host = new FakeHost { Http = new HttpClient(_server) };

    [Theory]
    [InlineData("GET", true)]
    [InlineData("head", true)]
    [InlineData("POST", false)]
    [InlineData("DELETE", false)]
    public void Methods_that_change_nothing_are_reads(string method, bool isRead) =>
        _module.IsRead(new() { Url = "http://x/", Method = method }).ShouldBe(isRead);

    [Fact]
    public async Task An_answer_gives_status_headers_and_json()
    {
        _server.Answers["GET http://x/v2"] = _ => Answer(HttpStatusCode.OK, """{"versions":[{"id":"v2.16"}]}""", ("X-Openstack-Request-Id", "req-1"));
        var values = (await _module.Read(new() { Url = "http://x/v2" }, _host)).Values;
        values["status"].ShouldBe(200);
        values["x_openstack_request_id"].ShouldBe("req-1");
        values["json"].ShouldBeOfType<ScriptObject>()["versions"].ShouldBeOfType<ScriptArray>().Count.ShouldBe(1);
        values.ShouldNotContainKey("content");
    }

    [Fact]
    public async Task Another_status_fails_with_its_values_for_until()
    {
        _server.Answers["GET http://x/health"] = _ => Answer(HttpStatusCode.ServiceUnavailable, "DISABLED BY FILE");
        var e = await Should.ThrowAsync<ModuleException>(() => _module.Read(new() { Url = "http://x/health?token=abc", StatusCode = ["200", "300"] }, _host));
        e.Message.ShouldBe("Status code was 503 and not [200, 300]: GET http://x/health");
        e.Values.ShouldNotBeNull()["status"].ShouldBe(503);
        e.Values["content"].ShouldBe("DISABLED BY FILE");
    }

    [Theory]
    [InlineData("text/html; charset=windows-1252", "gr\u00fcn")]
    [InlineData("text/html; charset=nobody-knows", "gr\ufffdn")]
    public async Task Any_charset_is_read(string type, string text)
    {
        _server.Answers["GET http://x/old"] = _ =>
        {
            var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([.. "gr"u8, 0xFC, .. "n"u8]) };
            answer.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            return answer;
        };
        (await _module.Read(new() { Url = "http://x/old", ReturnContent = true }, _host)).Values["content"].ShouldBe(text);
    }

    [Fact]
    public async Task A_redirect_elsewhere_and_a_method_that_is_none_are_failures()
    {
        _server.Answers["GET http://x/files"] = _ => Answer(HttpStatusCode.Found, "", ("Location", "ftp://x/files"));
        (await Should.ThrowAsync<ModuleException>(() => _module.Read(new() { Url = "http://x/files" }, _host))).Message
            .ShouldBe("http://x/files redirects to ftp, which is neither http nor https");
        Should.Throw<ModuleException>(() => _module.IsRead(new() { Url = "http://x/", Method = "GE T" })).Message.ShouldBe("'GE T' is no method of HTTP");
        _module.IsRead(new() { Url = "http://x/", Method = "GET " }).ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_there_is_status_minus_one()
    {
        var e = await Should.ThrowAsync<ModuleException>(() => _module.Read(new() { Url = "http://user:pw@nobody/a" }, _host));
        e.Message.ShouldStartWith("GET http://nobody/a: ");
        e.Values.ShouldNotBeNull()["status"].ShouldBe(-1);
    }

    [Fact]
    public async Task A_post_is_a_change_that_sends_its_body()
    {
        _server.Answers["POST http://x/v3/auth/tokens"] = _ => Answer(HttpStatusCode.Created, "{}", ("X-Subject-Token", "t1"));
        UriModule.Args args = new()
        {
            Url = "http://x/v3/auth/tokens",
            Method = "POST",
            BodyFormat = BodyFormat.Json,
            Body = new ScriptObject { ["auth"] = new ScriptObject { ["n"] = 1 } },
            StatusCode = ["201"],
        };
        var change = (await _module.Check(args, _host)).ShouldNotBeNull();
        change.Summary.ShouldBe("POST http://x/v3/auth/tokens");
        change.IsPredictable.ShouldBeFalse();
        change.ToString().ShouldNotContain("auth\":");
        _server.Log.ShouldBeEmpty();

        var output = await _module.ApplyAsync(change, _host, CancellationToken.None);
        output.Values["x_subject_token"].ShouldBe("t1");
        _server.Log.ShouldBe(["POST http://x/v3/auth/tokens application/json {\"auth\":{\"n\":1}}"]);
    }

    [Fact]
    public async Task A_form_is_encoded()
    {
        _server.Answers["POST http://x/f"] = _ => Answer(HttpStatusCode.OK, "");
        var change = await _module.Check(new() { Url = "http://x/f", Method = "POST", BodyFormat = BodyFormat.FormUrlencoded, Body = new ScriptObject { ["a b"] = "c&d", ["n"] = new ScriptArray([1, 2]) } }, _host);
        await _module.ApplyAsync(change.ShouldNotBeNull(), _host, CancellationToken.None);
        _server.Log.ShouldBe(["POST http://x/f application/x-www-form-urlencoded a%20b=c%26d&n=1&n=2"]);
    }

    [Fact]
    public async Task Safe_redirects_are_followed_without_the_login_to_another_host()
    {
        var headers = new List<string?>();
        _server.Answers["GET http://x/"] = _ => Answer(HttpStatusCode.Found, "", ("Location", "/two"));
        _server.Answers["GET http://x/two"] = request =>
        {
            headers.Add(request.Headers.Authorization?.ToString());
            return Answer(HttpStatusCode.MovedPermanently, "", ("Location", "http://y/three"));
        };
        _server.Answers["GET http://y/three"] = request =>
        {
            headers.Add(request.Headers.Authorization?.ToString());
            headers.Add(request.Headers.Contains("X-Auth-Token") ? "token" : null);
            return Answer(HttpStatusCode.OK, "there");
        };
        var output = await _module.Read(new()
        {
            Url = "http://x/",
            UrlUsername = "u",
            UrlPassword = "p",
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Auth-Token"] = "t" },
            ReturnContent = true,
        }, _host);
        output.Values["content"].ShouldBe("there");
        output.Values["url"].ShouldBe("http://y/three");
        headers.ShouldBe(["Basic dTpw", null, null]);
    }

    [Fact]
    public async Task Redirects_can_be_left()
    {
        _server.Answers["GET http://x/"] = _ => Answer(HttpStatusCode.Found, "", ("Location", "/two"));
        (await _module.Read(new() { Url = "http://x/", FollowRedirects = FollowRedirects.None, StatusCode = ["302"] }, _host)).Values["location"].ShouldBe("/two");
    }

    [Theory]
    [InlineData("x/y")]
    [InlineData("ftp://x/y")]
    public async Task An_address_of_another_kind_is_refused(string url) =>
        (await Should.ThrowAsync<ModuleException>(() => _module.Read(new() { Url = url }, _host))).Message.ShouldBe($"url must be an http or https address, not '{url}'");

    private static HttpResponseMessage Answer(HttpStatusCode status, string body, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, body.StartsWith('{') ? "application/json" : "text/plain") };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    private sealed class Server : HttpMessageHandler
    {
        public Dictionary<string, Func<HttpRequestMessage, HttpResponseMessage>> Answers { get; } = new(StringComparer.Ordinal);

        public List<string> Log { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var line = $"{request.Method} {request.RequestUri?.GetLeftPart(UriPartial.Path)}";
            var body = request.Content is null ? "" : $" {request.Content.Headers.ContentType?.MediaType} {await request.Content.ReadAsStringAsync(cancellationToken)}";
            Log.Add(line + body);
            var response = Answers.TryGetValue(line, out var answer) ? answer(request) : throw new HttpRequestException("refused");
            response.RequestMessage = request;
            return response;
        }
    }
}
