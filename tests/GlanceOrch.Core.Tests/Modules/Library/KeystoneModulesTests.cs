using System.Net;
using System.Text.Json.Nodes;
using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules.Library;

public class KeystoneModulesTests
{
    private static readonly Dictionary<string, string> Auth = new(StringComparer.Ordinal)
    {
        ["auth_url"] = "http://identity:5000/v3/",
        ["username"] = "admin",
        ["password"] = "adminpw",
        ["project_name"] = "admin",
    };

    private readonly FakeKeystone _keystone = new();
    private readonly KeystoneClients _clients = new(TimeProvider.System);
    private readonly FakeHost _host;

    public KeystoneModulesTests() => _host = new FakeHost { Http = new HttpClient(_keystone) };

    [Fact]
    public async Task What_glance_needs_is_made_once_and_then_left_alone()
    {
        (await Deploy()).ShouldBe([
            "create keystone project services",
            "create keystone role service",
            "create keystone user glance",
            "give keystone user glance the role admin, service on project services",
            "create keystone service glance",
            "create keystone region example-west-1",
            "create keystone endpoint glance public in example-west-1, create keystone endpoint glance internal in example-west-1, create keystone endpoint glance admin in example-west-1",
        ]);
        _keystone.Log.Clear();

        (await Deploy()).ShouldBeEmpty();
        _keystone.Changes.ShouldBeEmpty();
        _keystone.Log.Count(line => line == "POST /v3/auth/tokens").ShouldBe(1, "only glance's own password is tried: the admin's token is still good");
        _keystone["endpoints"].Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 6)]
    public async Task A_dry_run_waits_once_for_a_keystone_that_does_not_answer(bool checkMode, int requests)
    {
        _keystone.Silences = int.MaxValue;
        var module = new KeystoneRoleModule(new KeystoneClients(new FastTime()));
        for (var task = 1; task <= 2; task++)
        {
            var failure = await Should.ThrowAsync<ModuleException>(module.CheckAsync(
                new() { Auth = Auth, Name = "service", Context = new FakeTaskContext { CheckMode = checkMode } }, _host, CancellationToken.None));
            failure.Message.ShouldBe("keystone at http://identity:5000/v3 gave no answer within 100 s (POST /v3/auth/tokens, sent 3 times)");
        }

        _keystone.Log.Count.ShouldBe(requests);
    }

    [Fact]
    public async Task A_login_or_a_read_that_gets_no_answer_is_sent_again_and_a_change_is_not()
    {
        var clients = new KeystoneClients(new FastTime());
        _keystone.Silences = 1;
        (await new KeystoneRoleModule(clients).Check(new() { Auth = Auth, Name = "service" }, _host)).ShouldNotBeNull();
        _keystone.Log[..2].ShouldBe(["silence", "POST /v3/auth/tokens"]);

        _keystone.Log.Clear();
        _keystone.Silences = 1;
        var change = (await new KeystoneRoleModule(clients).Check(new() { Auth = Auth, Name = "service" }, _host)).ShouldNotBeNull();
        _keystone.Log.ShouldBe(["silence", "GET /v3/roles?name=service"]);

        _keystone.Silences = 1;
        var failure = await Should.ThrowAsync<ModuleException>(() => new KeystoneRoleModule(clients).ApplyAsync(change, _host, CancellationToken.None));
        failure.Message.ShouldBe("keystone at http://identity:5000/v3 gave no answer within 100 s (POST /v3/roles)");
    }

    private async Task<IReadOnlyList<string>> Deploy()
    {
        if (!_keystone["roles"].Any(role => role["name"]?.GetValue<string>() == "admin"))
        {
            _keystone.Add("roles", new JsonObject { ["name"] = "admin", ["description"] = null });
        }

        Change?[] changes =
        [
            await new KeystoneProjectModule(_clients).ConvergeAsync(new() { Auth = Auth, Name = "services", Description = "Services" }, _host),
            await new KeystoneRoleModule(_clients).ConvergeAsync(new() { Auth = Auth, Name = "service" }, _host),
            await new KeystoneUserModule(_clients).ConvergeAsync(Glance, _host),
            await new KeystoneRoleAssignmentModule(_clients).ConvergeAsync(new() { Auth = Auth, User = "glance", Project = "services", Role = ["admin", "service"] }, _host),
            await new KeystoneServiceModule(_clients).ConvergeAsync(new() { Auth = Auth, Name = "glance", Type = "image", Description = "OpenStack Image Service" }, _host),
            await new KeystoneRegionModule(_clients).ConvergeAsync(new() { Auth = Auth, Name = "example-west-1" }, _host),
            await new KeystoneEndpointModule(_clients).ConvergeAsync(Endpoints, _host),
        ];
        return [.. changes.OfType<Change>().Select(change => change.Summary)];
    }

    private static KeystoneUserModule.Args Glance => new()
    {
        Auth = Auth,
        Name = "glance",
        Password = "glancepw",
        Email = "glance@localhost",
        DefaultProject = "services",
    };

    private static KeystoneEndpointModule.Args Endpoints => new()
    {
        Auth = Auth,
        Service = "glance",
        Region = "example-west-1",
        PublicUrl = "http://public:9292",
        InternalUrl = "http://internal:9292",
        AdminUrl = "http://internal:9292",
    };

    [Fact]
    public async Task Only_a_wrong_password_is_set()
    {
        await Deploy();
        _keystone.Log.Clear();

        var change = await new KeystoneUserModule(_clients).ConvergeAsync(Glance with { Password = "another" }, _host);

        change.ShouldNotBeNull().Summary.ShouldBe("change keystone user glance (password)");
        change.ToString().ShouldNotContain("another\"");
        string.Concat(change.Differences.Select(d => d.Before + d.After)).ShouldNotContain("glancepw");
        _keystone.Changes.ShouldHaveSingleItem().ShouldStartWith("PATCH /v3/users/");
        (await new KeystoneUserModule(_clients).Check(Glance with { UpdatePassword = UpdatePassword.OnCreate }, _host)).ShouldBeNull();
    }

    [Fact]
    public async Task A_changed_address_does_not_touch_the_password()
    {
        await Deploy();
        (await new KeystoneUserModule(_clients).ConvergeAsync(Glance with { Email = "ops@example.com" }, _host))
            .ShouldNotBeNull().Summary.ShouldBe("change keystone user glance (email)");
        _keystone["users"].Single(user => user["name"]?.GetValue<string>() == "glance")["password"].ShouldNotBeNull().GetValue<string>().ShouldBe("glancepw");
    }

    [Fact]
    public async Task A_disabled_user_is_enabled_together_with_its_password()
    {
        await Deploy();
        await new KeystoneUserModule(_clients).ConvergeAsync(Glance with { Enabled = false }, _host);
        (await new KeystoneUserModule(_clients).ConvergeAsync(Glance with { Password = "new" }, _host))
            .ShouldNotBeNull().Summary.ShouldBe("change keystone user glance (enabled, password)");
    }

    [Fact]
    public async Task A_wrong_url_is_changed_in_place_and_the_others_stay()
    {
        await Deploy();
        _keystone.Log.Clear();
        var change = await new KeystoneEndpointModule(_clients).ConvergeAsync(Endpoints with { PublicUrl = "https://public" }, _host);
        var difference = change.ShouldNotBeNull().Differences.ShouldHaveSingleItem();
        difference.Before.ShouldBe("url: \"http://public:9292\"\n");
        difference.After.ShouldBe("url: \"https://public\"\n");
        _keystone.Changes.ShouldHaveSingleItem().ShouldStartWith("PATCH /v3/endpoints/");
    }

    [Fact]
    public async Task One_endpoint_can_be_given_by_interface_and_url()
    {
        await Deploy();
        (await new KeystoneEndpointModule(_clients).Check(
            new() { Auth = Auth, ServiceType = "image", Region = "example-west-1", Interface = EndpointInterface.Internal, Url = "http://internal:9292" }, _host)).ShouldBeNull();
        (await new KeystoneEndpointModule(_clients).ConvergeAsync(
            new() { Auth = Auth, Service = "glance", Region = "example-west-1", Interface = EndpointInterface.Admin, State = KeystoneState.Absent }, _host)).ShouldNotBeNull();
        _keystone["endpoints"].Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_region_that_does_not_exist_is_an_error_and_not_made()
    {
        await Deploy();
        var e = await Should.ThrowAsync<ModuleException>(() => new KeystoneEndpointModule(_clients).Check(Endpoints with { Region = "exmaple-west-1" }, _host));
        e.Message.ShouldBe("there is no keystone region 'exmaple-west-1'; keystone_region makes it");
    }

    [Fact]
    public async Task Duplicates_are_an_error_with_their_ids()
    {
        await Deploy();
        var id = _keystone.Add("services", new JsonObject { ["name"] = "glance", ["type"] = "image" });
        var e = await Should.ThrowAsync<ModuleException>(() => new KeystoneServiceModule(_clients).Check(new() { Auth = Auth, Name = "glance", Type = "image" }, _host));
        e.Message.ShouldContain("there are 2 of keystone service glance");
        e.Message.ShouldContain(id);
    }

    [Fact]
    public async Task A_second_service_of_a_type_under_another_name_is_refused()
    {
        await Deploy();
        var e = await Should.ThrowAsync<ModuleException>(() => new KeystoneServiceModule(_clients).Check(new() { Auth = Auth, Name = "glance2", Type = "image" }, _host));
        e.Message.ShouldContain("already a keystone service of type image, named 'glance'");
    }

    [Fact]
    public async Task What_shall_be_absent_is_deleted_once()
    {
        await Deploy();
        (await new KeystoneRoleAssignmentModule(_clients).ConvergeAsync(
            new() { Auth = Auth, User = "glance", Project = "services", Role = ["service"], State = KeystoneState.Absent }, _host)).ShouldNotBeNull();
        _keystone.Assignments.ShouldHaveSingleItem();
        (await new KeystoneUserModule(_clients).ConvergeAsync(Glance with { State = KeystoneState.Absent }, _host)).ShouldNotBeNull();
        (await new KeystoneRoleAssignmentModule(_clients).Check(
            new() { Auth = Auth, User = "glance", Project = "services", Role = ["admin"], State = KeystoneState.Absent }, _host)).ShouldBeNull();
    }

    [Fact]
    public async Task A_system_role_is_given_to_a_user()
    {
        await Deploy();
        (await new KeystoneRoleAssignmentModule(_clients).ConvergeAsync(new() { Auth = Auth, User = "glance", System = true, Role = ["admin"] }, _host)).ShouldNotBeNull();
        _keystone.Assignments.ShouldContain(key => key.StartsWith("system/users/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exclusive_takes_surplus_roles_away_and_leaves_other_places_alone()
    {
        await Deploy();
        var module = new KeystoneRoleAssignmentModule(_clients);
        await new KeystoneRoleModule(_clients).ConvergeAsync(new() { Auth = Auth, Name = "reader" }, _host);
        var wanted = new KeystoneRoleAssignmentModule.Args { Auth = Auth, User = "glance", Project = "services", Role = ["admin"], Exclusive = true };
        await module.ConvergeAsync(wanted with { Role = ["reader"], Project = null, System = true }, _host);
        (await module.ConvergeAsync(wanted, _host)).ShouldNotBeNull().Summary.ShouldBe("take the role service on project services from keystone user glance");
        var change = (await module.ConvergeAsync(wanted with { Role = ["reader", "reader"] }, _host)).ShouldNotBeNull();
        change.Summary.ShouldBe("give keystone user glance the role reader on project services, take the role admin on project services from keystone user glance");
        change.Differences.ShouldHaveSingleItem().ShouldBe(new Difference("keystone user glance on project services", "role: admin\n", "role: reader\n"));
        (await module.Check(wanted with { Role = ["reader"], Project = null, System = true }, _host)).ShouldBeNull();
    }

    [Fact]
    public async Task A_role_for_nobody_known_is_an_error() =>
        (await Should.ThrowAsync<ModuleException>(() => new KeystoneRoleAssignmentModule(_clients).Check(
            new() { Auth = Auth, User = "glance", System = true, Role = ["admin"] }, _host))).Message.ShouldStartWith("there is no keystone ");

    [Fact]
    public async Task A_token_that_ran_out_is_replaced_once()
    {
        await Deploy();
        _keystone.RevokeAllTokens();
        (await new KeystoneProjectModule(_clients).Check(new() { Auth = Auth, Name = "services" }, _host)).ShouldBeNull();
    }

    [Fact]
    public async Task Checks_at_the_same_time_share_token_and_lookups()
    {
        await Deploy();
        var clients = new KeystoneClients(TimeProvider.System);
        _keystone.Log.Clear();
        await Task.WhenAll(
            new KeystoneProjectModule(clients).Check(new() { Auth = Auth, Name = "services" }, _host),
            new KeystoneRoleAssignmentModule(clients).Check(new() { Auth = Auth, User = "glance", Project = "services", Role = ["admin"] }, _host));
        _keystone.Log.Count(line => line == "POST /v3/auth/tokens").ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_login_is_told_without_the_password()
    {
        var auth = new Dictionary<string, string>(Auth, StringComparer.Ordinal) { ["password"] = "hunter2" };
        var e = await Should.ThrowAsync<ModuleException>(() => new KeystoneRoleModule(_clients).Check(new() { Auth = auth, Name = "x" }, _host));
        e.Message.ShouldBe("keystone at http://identity:5000/v3 does not take the login of 'admin' (POST /v3/auth/tokens: 401)");

        // The failure is not remembered: Keystone may have learned the password since.
        _keystone["users"][0]["password"] = "hunter2";
        (await new KeystoneRoleModule(_clients).Check(new() { Auth = auth, Name = "x" }, _host)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_error_names_request_and_status_and_never_what_was_sent()
    {
        await Deploy();
        _keystone.Instead["POST /v3/users"] = (HttpStatusCode.BadRequest, """{"error":{"message":"Invalid input for field/attribute password. Value: secretpw"}}""");
        var e = await Should.ThrowAsync<ModuleException>(() => new KeystoneUserModule(_clients).ConvergeAsync(new() { Auth = Auth, Name = "nova", Password = "secretpw" }, _host));
        e.Message.ShouldBe("keystone at http://identity:5000/v3 answered 400 BadRequest to POST /v3/users");
    }

    [Fact]
    public async Task An_object_made_by_somebody_else_meanwhile_is_checked_again()
    {
        var change = await new KeystoneRoleModule(_clients).Check(new() { Auth = Auth, Name = "service" }, _host);
        _keystone.Add("roles", new JsonObject { ["name"] = "service" });
        await Should.ThrowAsync<HostChangedException>(() => new KeystoneRoleModule(_clients).ApplyAsync(change.ShouldNotBeNull(), _host, CancellationToken.None));
    }

    [Theory]
    [InlineData("auth_ulr", "x", "auth has no member 'auth_ulr'; did you mean 'auth_url'?")]
    [InlineData("username", "", "auth: username is missing")]
    [InlineData("auth_url", "identity:5000", "auth: auth_url must be an http or https address, not 'identity:5000'")]
    [InlineData("system_scope", "some", "auth: system_scope can only be 'all'")]
    public async Task A_wrong_login_mapping_is_told(string key, string value, string message)
    {
        var auth = new Dictionary<string, string>(Auth, StringComparer.Ordinal) { [key] = value };
        (await Should.ThrowAsync<ModuleException>(() => new KeystoneRoleModule(_clients).Check(new() { Auth = auth, Name = "x" }, _host)))
            .Message.ShouldBe(message);
    }

    [Fact]
    public async Task The_id_of_what_was_made_is_in_the_result()
    {
        var module = new KeystoneProjectModule(_clients);
        var change = await module.Check(new() { Auth = Auth, Name = "services" }, _host);
        var output = await module.ApplyAsync(change.ShouldNotBeNull(), _host, CancellationToken.None);
        output.Values["id"].ShouldBe(_keystone["projects"][^1]["id"]?.GetValue<string>());
    }
}
