using System.Text;
using GlanceOrch.Cli.Tests.Vault;

namespace GlanceOrch.Cli.Tests.Canary;

/// <summary>A secret for each way that secrets come in, and then a search for them wherever something comes out.</summary>
/// <remarks>The hosts are this machine; on real hosts the integration tests do the same.</remarks>
public sealed class CanaryTests : IDisposable
{
    private readonly VaultFolder _folder = new();
    private readonly string _mark = $"canary{Guid.NewGuid():N}";
    private readonly DateTime _started = DateTime.UtcNow;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("human", "-D", "-vvv")]
    [InlineData("human", "-C", "-D")]
    [InlineData("jsonl", "-D", "-vvv")]
    [InlineData("json", "-D", "-vvv")]
    [InlineData("yaml", "-D", "-vvv")]
    [InlineData("junit", "-D", "-vvv")]
    public async Task No_secret_comes_out_anywhere(string format, params string[] options)
    {
        await WriteAsync();
        _folder.Answers.Enqueue(Secret("login"));
        _folder.Answers.Enqueue(Secret("become"));
        string printed, error;
        var watch = new ProcessWatch(_mark);
        await using (watch)
        {
            (_, printed, error) = await _folder.RunAsync(
            [
                "play", _folder["site.yml"], _folder["broken.yml"], "-i", _folder["hosts"], "--vault-password-file", _folder.PasswordFile, "-k", "-K",
                "-e", $"api_password={Secret("extra")}", "-e", $"@{_folder["extra.yml"]}", "-o", format, .. options,
            ]);
        }

        foreach (var text in new[] { printed, error })
        {
            Seen(text).ShouldBeEmpty(text);
        }

        // What should be there is: the test would find nothing in an empty output.
        (printed.Split("********").Length > 15).ShouldBeTrue(printed + error);
        watch.Found.ShouldBeEmpty();
        watch.Rounds.ShouldBeGreaterThan(0);
        FilesLeft().ShouldBeEmpty();
    }

    [Fact]
    public async Task Findings_before_the_run_show_no_secret()
    {
        await WriteAsync();
        _folder.Write("wrong.yml", $$$"""
            - hosts: here
              gather_facts: false
              roles: [typed]
              tasks:
                - file: { path: "{{ nowhere", mode: {{{Secret("mode")}}} }
            """);
        _folder.Write("roles/typed/meta/argument_specs.yml", """
            argument_specs:
              main:
                options:
                  api_thing: { type: int, no_log: true }
                  extra_thing: { type: int }
            """);
        var (code, printed, error) = await _folder.RunAsync(
            "play", _folder["wrong.yml"], "-i", _folder["hosts"], "--vault-password-file", _folder.PasswordFile, "-e", $"api_thing={Secret("thing")}", "-e", $"@{_folder["extra.yml"]}");
        code.ShouldBe(ExitCodes.WrongInput);
        error.ShouldContain("api_thing");
        error.ShouldContain("extra_thing");
        Seen((printed + error).Replace(Secret("mode"), "", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private string Secret(string way) => $"{_mark}/{way}+ä'x\"";

    /// <summary>The mark in a text, as it is or in an encoding that anybody can undo.</summary>
    private IEnumerable<string> Seen(string text)
    {
        var joined = new string([.. text.Where(c => !char.IsWhiteSpace(c))]);
        var half = _mark[..24];
        string[] forms = [half, .. Enumerable.Range(0, 3).Select(before => Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('x', before) + half))[4..^4])];
        return forms.Where(form => text.Contains(form, StringComparison.Ordinal) || joined.Contains(form, StringComparison.Ordinal));
    }

    /// <summary>Files outside of the test's own folder that were written meanwhile and hold a secret.</summary>
    private IEnumerable<string> FilesLeft()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device };
        string[] roots = [Path.GetTempPath(), "/dev/shm", "/run/user", Path.Combine(AppContext.BaseDirectory, "state"), Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".glance-orch")];
        return roots.Where(Directory.Exists).SelectMany(root => new DirectoryInfo(root).EnumerateFiles("*", options))
            .Where(file => !file.FullName.StartsWith(_folder.Path, StringComparison.Ordinal) && file is { Length: > 0 and < 10_000_000 } && file.LastWriteTimeUtc >= _started && Holds(file))
            .Select(file => file.FullName);
    }

    private bool Holds(FileInfo file)
    {
        try
        {
            return File.ReadAllBytes(file.FullName).AsSpan().IndexOf(Encoding.ASCII.GetBytes(_mark)) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // gone again
        }
    }

    private async Task WriteAsync()
    {
        _folder.Write("hosts", $"""
            [all:vars]
            closed_password='{Secret("inventory").Replace("'", "", StringComparison.Ordinal)}'
            [here]
            local ansible_connection=local ansible_become_method=sudo
            [away]
            remote ansible_host=127.0.0.1 ansible_port=1 ansible_connection=ssh
            """);
        _folder.Write("group_vars/here.yml", await _folder.InlineAsync("inline", Secret("inline")));
        await _folder.WriteEncryptedAsync("host_vars/local.yml", $"whole: {Yaml(Secret("whole"))}\nsome:\n  - member: {Yaml(Secret("member"))}\n");
        await _folder.WriteEncryptedAsync("extra.yml", $"extra_thing: {Yaml(Secret("extra-file"))}\n");
        await _folder.WriteEncryptedAsync("files/secret.txt", $"first {Secret("copied")}\n{Secret("copied-too")}\n");
        await _folder.WriteEncryptedAsync("templates/secret.sbn", $"{{{{ whole }}}} {Secret("template")}\n");
        _folder.Write("templates/open.sbn", "plain\nof_value = {{ inline }}\nencoded = {{ inline | string.base64_encode }} {{ whole | html.url_encode }}\njson = {{ some | to_json }}\n");
        _folder.Write("roles/private/meta/argument_specs.yml", """
            argument_specs:
              main:
                options:
                  of_role: { type: str, no_log: true }
                  mapping: { type: dict, options: { inner: { type: str, no_log: true } } }
            """);
        _folder.Write("roles/private/tasks/main.yml", """
            - debug: { msg: "{{ of_role }} and {{ mapping.inner }}" }
            - debug: { var: mapping }
            """);
        _folder.Write("for-no-log", Secret("no-log"));
        _folder.Write("site.yml", $$$"""
            - name: "play {{ api_password }}"
              hosts: here
              gather_facts: false
              ignore_errors: true
              vars:
                of_role: {{{Yaml(Secret("role"))}}}
                mapping: { inner: {{{Yaml(Secret("inner"))}}} }
                token: {{{Yaml(Secret("named"))}}}
                plain_password: {{{Yaml(Secret("password"))}}}
              roles: [private]
              tasks:
                - name: "task {{ inline }}"
                  debug: { msg: "{{ inline }} {{ whole }} {{ some }} {{ extra_thing }} {{ api_password }} {{ plain_password }} {{ closed_password }}" }
                - copy: { src: secret.txt, dest: {{{_folder["copied"]}}} }
                - template: { src: secret.sbn, dest: {{{_folder["rendered"]}}}, mode: "0600" }
                - template: { src: open.sbn, dest: {{{_folder["open"]}}}, mode: "0600" }
                - shell: "base64 -w 13 {{{_folder["copied"]}}}; cat {{{_folder["open"]}}} {{{_folder["copied"]}}}; cat {{{_folder["open"]}}} >&2; exit 7"
                - shell: cat {{{_folder["for-no-log"]}}}
                  register: hidden
                  no_log: true
                - debug: { var: hidden }
                - debug: { msg: "{{ item }}" }
                  loop: ["{{ whole }}", "{{ hidden.stdout }}"]
                - fail: { msg: "it failed with {{ inline }}" }
                - assert: { that: [whole == "something else"], fail_msg: "it is {{ whole }}" }
                - file: { path: {{{_folder["copied"]}}}, mode: "{{ whole }}" }
                - debug: { msg: "{{ whole | string.to_int + 1 }} {{ whole.member.member }}" }
                - command: "{{ inline }}/no-such-program"
                  args: { chdir: "/nowhere/{{ whole }}" }
                  when: false
                - uri: { url: "http://127.0.0.1:1/", url_username: me, url_password: "{{ whole }}", headers: { X-Token: "{{ inline }}" }, method: POST, body: "{{ some }}", body_format: json }
                - uri: "http://127.0.0.1:1/?q={{ whole | html.url_encode }}"
                - mysql_user: { name: x, password: "{{ inline }}", login_password: "{{ whole }}" }
                - command: id -u
                  become: true
                  changed_when: false
                - set_fact: { kept: "{{ whole }}" }
                - debug: { msg: "{{ kept }} {{ hostvars.local.inline }}" }
                - set_fact: { taken: "{{ hidden.stdout }}" }
                  no_log: true
                - debug: { msg: "{{ taken }}" }
              handlers: []
            - hosts: away
              gather_facts: false
              tasks:
                - command: true
            """);
        _folder.Write("broken.yml", """
            - hosts: here
              gather_facts: false
              tasks:
                - debug: { msg: "{{ inline }}" }
                - fail: { msg: "last words {{ whole }}" }
            """);
    }

    private static string Yaml(string text) => System.Text.Json.JsonSerializer.Serialize(text, System.Text.Json.JsonSerializerOptions.Default);
}
