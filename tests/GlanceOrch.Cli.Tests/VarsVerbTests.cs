using System.Text.Json;

namespace GlanceOrch.Cli.Tests;

/// <summary><c>glance-orch vars</c>: what a host's variables are, and why.</summary>
public sealed class VarsVerbTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public VarsVerbTests()
    {
        _folder.Put("inventory/hosts", """
            [web]
            h port=1 db_password=canary1
            other
            [web:vars]
            kind=web
            [site:children]
            web
            [site:vars]
            kind=site
            url="http://{{ inventory_hostname }}:{{ port }}"
            [late]
            h
            [early]
            h
            [large]
            h
            [large:vars]
            size_class=large
            ansible_group_priority=10
            [small]
            h
            [small:vars]
            size_class=small
            """);
        _folder.Put("inventory/group_vars/all.yml", "port: 4\nlogin: { user: x, password: canary2 }\n");
        _folder.Put("inventory/group_vars/late.yml", "colour: red\nrank: 1\n");
        _folder.Put("inventory/group_vars/early.yml", "colour: blue\nrank: 2\n");
        _folder.Put("group_vars/web.yml", "port: 5\n");
        _folder.Put("inventory/host_vars/h.yml", "token_text: '{{ db_password }}!'\nneeds_facts: '{{ ansible_hostname }}'\n");
        _folder.Put("roles/one/defaults/main.yml", "port: 6\nsize: 1\n");
        _folder.Put("roles/two/defaults/main.yml", "size: 2\n");
        _folder.Put("roles/one/tasks/main.yml", "[]\n");
        _folder.Put("roles/two/tasks/main.yml", "[]\n");
        _folder.Put("site.yml", """
            - hosts: other
              vars: { who: first }
            - name: all of them
              hosts: web
              vars: { port: 7, who: play }
              vars_files: [more.yml]
              vars_prompt: [{ name: asked, default: nothing }]
              roles: [one, two]
            """);
        _folder.Put("more.yml", "who: file\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1", "h", "port")]
    [InlineData("4", "other", "port")]
    [InlineData("http://h:1", "h", "url")]
    [InlineData("\"http://h:1\"", "h", "url", "-o", "json")]
    [InlineData("web", "h", "kind")]
    [InlineData("9", "h", "port", "-e", "port=9")]
    [InlineData("7", "h", "port", "--playbook", "{folder}/site.yml")]
    [InlineData("5", "other", "port", "--playbook", "{folder}/site.yml")]
    [InlineData("file", "h", "who", "--playbook", "{folder}/site.yml")]
    [InlineData("first", "other", "who", "--playbook", "{folder}/site.yml")]
    [InlineData("file", "other", "who", "--playbook", "{folder}/site.yml", "--play", "all of them")]
    [InlineData("2", "h", "size", "--playbook", "{folder}/site.yml")]
    [InlineData("nothing", "h", "asked", "--playbook", "{folder}/site.yml")]
    [InlineData("me", "h", "ansible_user", "-u", "me")]
    [InlineData("local", "localhost", "ansible_connection")]
    [InlineData("********", "h", "db_password")]
    [InlineData("********!", "h", "token_text")]
    [InlineData("{\n    \"password\": \"********\",\n    \"user\": \"x\"\n}", "h", "login")]
    public async Task A_value_is_what_a_play_would_see(string expected, params string[] words)
    {
        var (code, printed) = await VarsAsync(words);
        code.ShouldBe(ExitCodes.Success, printed);
        printed.ShouldBe(expected + "\n");
    }

    [Theory]
    [InlineData("h", "kind", "* inventory/hosts:5:1 (inventory group variables of group 'web'): web", "wins: group 'web' is below group 'site'")]
    [InlineData("h", "kind", "inventory/hosts:9:1 (inventory group variables of group 'site'): site", "loses to {inventory/hosts:5:1 (inventory group variables of group 'web')}: group 'web' is below group 'site'")]
    [InlineData("h", "port", "* inventory/hosts:2:3 (inventory host variables): 1", "wins: inventory host variables beat inventory group_vars/all")]
    [InlineData("h", "port", "inventory/group_vars/all.yml:1:1 (inventory group_vars/all of group 'all'): 4", "loses to {inventory/hosts:2:3 (inventory host variables)}: inventory host variables beat inventory group_vars/all")]
    [InlineData("h", "colour", "* inventory/group_vars/late.yml:1:1 (inventory group_vars of group 'late'): red", "wins: of groups alike the one later by name wins, 'late' behind 'early'")]
    [InlineData("h", "size_class", "(inventory group variables of group 'large'): large", "wins: ansible_group_priority 10 of group 'large' beats 1 of group 'small'")]
    [InlineData("h", "inventory_hostname", "* names the tool sets itself: h", "wins: nothing else sets it")]
    public async Task Every_candidate_is_explained(string host, string name, string candidate, string why)
    {
        var (code, printed) = await VarsAsync(host, name, "--explain");
        code.ShouldBe(ExitCodes.Success, printed);
        var root = _folder.Path + "/";
        printed.Replace(root, "", StringComparison.Ordinal).ShouldContain(
            $"{candidate}\n        {why.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)}\n");
    }

    [Fact]
    public async Task With_a_playbook_its_own_files_and_roles_are_candidates()
    {
        var (code, printed) = await VarsAsync("h", "port", "--explain", "--playbook", "{folder}/site.yml", "-o", "json", "-e", "port=9");
        code.ShouldBe(ExitCodes.Success, printed);
        using var json = JsonDocument.Parse(printed);
        json.RootElement.GetProperty("value").GetString().ShouldBe("9");
        json.RootElement.GetProperty("candidates").EnumerateArray().Select(candidate => candidate.GetProperty("level").GetString()).ShouldBe(
            ["extra vars", "play vars", "inventory host variables", "playbook group_vars", "inventory group_vars/all", "role defaults"]);
        json.RootElement.GetProperty("candidates").EnumerateArray().Select(candidate => candidate.GetProperty("wins").GetBoolean()).ShouldBe([true, false, false, false, false, false]);
    }

    [Fact]
    public async Task A_file_beside_the_inventory_and_the_playbook_is_told_once()
    {
        _folder.Put("inventory/beside.retry", "- hosts: web\n"); // its name keeps it from being read as an inventory
        var (code, printed) = await VarsAsync("h", "colour", "--explain", "--playbook", "{folder}/inventory/beside.retry");
        code.ShouldBe(ExitCodes.Success, printed);
        printed.Split("late.yml:1:1 (").Length.ShouldBe(3, printed); // where it stands, and in the line of the one that loses
    }

    [Fact]
    public async Task Encrypted_files_of_the_playbook_are_read_and_masked()
    {
        var password = _folder.Put("password", "pw\n");
        (await InProcess.RunAsync("vault", "encrypt", _folder["more.yml"], "--vault-password-file", password)).Code.ShouldBe(ExitCodes.Success);
        var (code, printed) = await VarsAsync("h", "who", "--explain", "--playbook", "{folder}/site.yml", "--vault-password-file", password);
        code.ShouldBe(ExitCodes.Success, printed);
        printed.ShouldStartWith("who: ********\n");
    }

    [Fact]
    public async Task What_a_role_calls_secret_is_masked_under_any_name_of_the_host()
    {
        _folder.Put("roles/one/meta/argument_specs.yml", "argument_specs: { main: { options: { one_pin: { type: str, no_log: true } } } }\n");
        _folder.Put("roles/one/defaults/main.yml", "one_pin: canary9\n");
        _folder.Put("inventory/host_vars/h.yml", "one_pin: canary7\nsay: 'pin {{ one_pin }}'\n");
        foreach (var options in new string[][] { ["one_pin"], ["say"], ["one_pin", "--explain"], ["--explain", "-o", "json"], [] })
        {
            var (code, printed) = await VarsAsync(["h", .. options, "--playbook", "{folder}/site.yml"]);
            code.ShouldBe(ExitCodes.Success, printed);
            printed.ShouldContain("********");
            printed.ShouldNotContain("canary");
        }
    }

    [Fact]
    public async Task Of_several_vars_files_each_is_a_candidate_and_the_last_one_wins()
    {
        _folder.Put("last.yml", "who: last\n");
        _folder.Put("files.yml", "- hosts: h\n  vars_files: [more.yml, last.yml]\n");
        var (code, printed) = await VarsAsync("h", "who", "--explain", "--playbook", "{folder}/files.yml");
        code.ShouldBe(ExitCodes.Success, printed);
        printed.Replace(_folder.Path + "/", "", StringComparison.Ordinal).ShouldBe("""
            who: last
              * last.yml:1:1 (vars_files): last
                    wins: the later one of the same rung wins
                more.yml:1:1 (vars_files): file
                    loses to last.yml:1:1 (vars_files): the later one of the same rung wins

            """);
    }

    [Fact]
    public async Task Of_two_roles_the_later_one_wins()
    {
        var (_, printed) = await VarsAsync("h", "size", "--explain", "--playbook", "{folder}/site.yml");
        printed.ShouldContain("wins: role 'two' comes behind role 'one'\n");
    }

    [Fact]
    public async Task All_variables_come_as_JSON_and_those_that_need_more_are_reported()
    {
        var (code, printed) = await VarsAsync("h");
        code.ShouldBe(ExitCodes.WrongInput, printed);
        printed.ShouldContain("host_vars/h.yml:2:");
        printed.ShouldContain("error: 'needs_facts': the variable `ansible_hostname` is not defined");
        using var json = JsonDocument.Parse(printed[printed.IndexOf('{', StringComparison.Ordinal)..]);
        json.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["colour", "db_password", "kind", "login", "needs_facts", "port", "rank", "size_class", "token_text", "url"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("--explain")]
    [InlineData("--explain", "-o", "json")]
    [InlineData("-o", "json")]
    public async Task No_form_shows_a_secret(params string[] options)
    {
        var (_, printed) = await VarsAsync(["h", .. options]);
        printed.ShouldContain("db_password");
        printed.ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("host 'othr' is not in the inventory; did you mean 'other'?", "othr")]
    [InlineData("host 'h' has no variable 'colur'; did you mean 'colour'?", "h", "colur")]
    [InlineData("has no play 'all of then'; did you mean 'all of them'?", "h", "--playbook", "{folder}/site.yml", "--play", "all of then")]
    [InlineData("host 'localhost' takes part in no play", "localhost", "--playbook", "{folder}/site.yml")]
    [InlineData("--output takes human or json", "h", "-o", "yaml")]
    [InlineData("--play goes with --playbook", "h", "--play", "x")]
    public async Task What_is_not_there_is_wrong_input_with_the_nearest_name(string words, params string[] options)
    {
        var (code, printed) = await VarsAsync(options);
        code.ShouldBe(ExitCodes.WrongInput, printed);
        printed.ShouldContain(words);
    }

    private Task<(int Code, string Printed)> VarsAsync(params string[] words) => InProcess.RunAsync(
        ["vars", .. words.Select(word => word.Replace("{folder}", _folder.Path, StringComparison.Ordinal)), "-i", _folder["inventory"]]);
}
