namespace GlanceOrch.Cli.Tests.Vault;

/// <summary>Encrypted files and values wherever a play reads them, on hosts that are this machine.</summary>
public sealed class VaultedPlayTests : IDisposable
{
    private readonly VaultFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_kind_of_file_may_be_encrypted()
    {
        await _folder.WriteEncryptedAsync("hosts.ini", "a ansible_connection=local of_inventory=inventory-value\n[web]\na\n");
        await _folder.WriteEncryptedAsync("group_vars/web/vault.yml", "of_group: group-value\n");
        await _folder.WriteEncryptedAsync("host_vars/a.yml", "of_host: \"{{ of_group }}-host\"\n");
        await _folder.WriteEncryptedAsync("more.yml", "of_vars_files: files-value\n");
        await _folder.WriteEncryptedAsync("included.yml", "of_include_vars: include-value\n");
        await _folder.WriteEncryptedAsync("extra.yml", "of_extra: extra-value\n");
        await _folder.WriteEncryptedAsync("roles/one/defaults/main.yml", "of_defaults: defaults-value\n");
        await _folder.WriteEncryptedAsync("roles/one/vars/main.yml", "of_vars: vars-value\n");
        await _folder.WriteEncryptedAsync("roles/one/tasks/main.yml", "- assert: { that: of_vars + of_defaults == 'vars-valuedefaults-value' }\n");
        await _folder.WriteEncryptedAsync("tasks.yml", "- set_fact: { of_tasks: tasks-value }\n");
        await _folder.WriteEncryptedAsync("files/file.txt", "copied-value\n");
        await _folder.WriteEncryptedAsync("files/looked-up.txt", "lookup-value\n");
        await _folder.WriteEncryptedAsync("templates/file.sbn", "{{ of_group }} rendered-value\n");
        _folder.Write("site.yml", $$$"""
            - hosts: web
              gather_facts: false
              vars:
            {{{Indented(await _folder.InlineAsync("inline", "inline {{ x }} value"))}}}
                list:
                  - member: "{{ inline }}"
              vars_files: [more.yml]
              roles: [one]
              tasks:
                - import_tasks: tasks.yml
                - include_vars: included.yml
                - copy: { src: file.txt, dest: {{{_folder["copied"]}}} }
                - copy: { src: file.txt, dest: {{{_folder["as-it-is"]}}}, decrypt: false }
                - template: { src: file.sbn, dest: {{{_folder["rendered"]}}} }
                - copy:
                    dest: {{{_folder["values"]}}}
                    content: |
                      {{ [inline, list[0].member, of_inventory, of_group, of_host, of_vars_files, of_include_vars, of_extra, of_tasks] | array.join "," }}
                      {{ file 'looked-up.txt' }}
            """);
        var (code, printed, error) = await _folder.RunAsync(
            "play", _folder["site.yml"], "-i", _folder["hosts.ini"], "-e", $"@{_folder["extra.yml"]}", "-D", "-v", "--vault-password-file", _folder.PasswordFile);
        code.ShouldBe(ExitCodes.Success, printed + error);
        _folder.Read("values").ShouldBe("""
            inline {{ x }} value,inline {{ x }} value,inventory-value,group-value,group-value-host,files-value,include-value,extra-value,tasks-value
            lookup-value
            """);
        _folder.Read("copied").ShouldBe("copied-value\n");
        _folder.Read("as-it-is").ShouldStartWith("$ANSIBLE_VAULT;");
        _folder.Read("rendered").ShouldBe("group-value rendered-value\n");
        (printed + error).ShouldNotContain("-value");
        (printed + error).ShouldNotContain("inline {{ x }}");
    }

    [Fact]
    public async Task A_value_that_nobody_uses_needs_no_password()
    {
        _folder.Write("site.yml", $$$"""
            - hosts: a,
              gather_facts: false
              connection: local
              vars:
            {{{Indented(await _folder.InlineAsync("inline", "the value"))}}}
              tasks:
                - debug: { msg: well }
                - debug: { msg: "{{ inline }}" }
                  tags: use
            """);
        var (code, printed, _) = await _folder.RunAsync("play", _folder["site.yml"], "-i", "a,", "--skip-tags", "use");
        code.ShouldBe(ExitCodes.Success, printed);
        (code, printed, _) = await _folder.RunAsync("play", _folder["site.yml"], "-i", "a,");
        code.ShouldBe(ExitCodes.TaskFailed);
        printed.ShouldContain($"{_folder["site.yml"]}:5:13: the value cannot be decrypted: it is encrypted, and no vault password was given; give --vault-password-file");
    }

    [Fact]
    public async Task A_damaged_value_is_reported_where_it_stands_before_any_host_is_touched()
    {
        _folder.Write("site.yml", """
            - hosts: a,
              connection: local
              vars:
                inline: !vault |
                  $ANSIBLE_VAULT;1.1;AES256
                  3830x437
              tasks: []
            """);
        var (code, printed, error) = await _folder.RunAsync("play", _folder["site.yml"], "-i", "a,");
        code.ShouldBe(ExitCodes.WrongInput, printed);
        error.ShouldContain("site.yml:6:11: error GO6001: the vault text is damaged: 'x' is no hexadecimal digit");
    }

    [Fact]
    public async Task Findings_in_an_encrypted_file_do_not_show_its_lines()
    {
        var file = await _folder.WriteEncryptedAsync("vars.yml", "key: hidden-value\nkey: other-value\n");
        _folder.Write("site.yml", $"- hosts: a,\n  vars_files: [{file}]\n");
        var (code, _, error) = await _folder.RunAsync("play", _folder["site.yml"], "-i", "a,", "--vault-password-file", _folder.PasswordFile);
        code.ShouldBe(ExitCodes.WrongInput);
        error.ShouldContain("vars.yml:2:1: error GO1002: key 'key' stands twice");
        error.ShouldNotContain("-value");
    }

    [AnsibleFact]
    public async Task The_inventory_lists_encrypted_values_as_ansible_inventory_does()
    {
        _folder.Write("hosts.yml", $"all:\n  hosts:\n    a:\n{Indented(await _folder.InlineAsync("inline", "the value"), 6)}\n      plain: visible\n");
        var theirs = _folder.Ansible("ansible-inventory", "-i", "hosts.yml", "--list");
        (await _folder.RunAsync("inventory", "-i", _folder["hosts.yml"], "--list")).Out.ShouldBe(theirs);
        var (code, yaml, error) = await _folder.RunAsync("inventory", "-i", _folder["hosts.yml"], "--list", "--yaml");
        code.ShouldBe(ExitCodes.Success, error);
        _folder.Write("again.yml", yaml);
        _folder.Ansible("ansible-inventory", "-i", "again.yml", "--list").ShouldBe(theirs);
        (await _folder.RunAsync("inventory", "-i", _folder["again.yml"], "--list")).Out.ShouldBe(theirs);
    }

    private static string Indented(string text, int by = 4) =>
        string.Join('\n', text.TrimEnd('\n').Split('\n').Select(line => new string(' ', by) + line));
}
