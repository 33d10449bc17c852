namespace GlanceOrch.Cli.Tests;

/// <summary><c>glance-orch inventory</c> against <c>ansible-inventory</c>, options and all.</summary>
public sealed class InventoryVerbTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public InventoryVerbTests()
    {
        _folder.Put("inventory/hosts", "lone\n[web]\nh1 a=1\nh2\n[empty]\n[db:children]\nweb\n[db:vars]\nx=1\n");
        _folder.Put("inventory/group_vars/web.yml", "port: 80\n");
        _folder.Put("inventory/host_vars/h2.yml", "own: 2\n");
        _folder.Put("plays/group_vars/web.yml", "port: 81\nlist: [1, two]\n");
    }

    public void Dispose() => _folder.Dispose();

    [AnsibleTheory]
    [InlineData("--list")]
    [InlineData("--list", "--export")]
    [InlineData("--list", "-e", "z=1")]
    [InlineData("--list", "--playbook-dir", "{folder}/plays")]
    [InlineData("--graph")]
    [InlineData("--graph", "db")]
    [InlineData("--graph", "empty")]
    [InlineData("--graph", "web", "--vars")]
    [InlineData("--graph", "-e", "z=1")]
    [InlineData("--host", "h1")]
    [InlineData("--host", "h1", "-e", "a=2", "-e", "z=3")]
    [InlineData("--host", "h1", "--playbook-dir", "{folder}/plays")]
    [InlineData("--host", "h1", "--yaml")]
    [InlineData("--host", "lone")]
    public async Task It_prints_what_Ansible_prints(params string[] words)
    {
        string[] options = [.. words.Select(word => word.Replace("{folder}", _folder.Path, StringComparison.Ordinal)), "-i", _folder["inventory"]];
        var (code, printed) = await InProcess.RunAsync(["inventory", .. options]);
        code.ShouldBe(ExitCodes.Success, printed);
        printed.ShouldBe(AnsibleCommand.Run("ansible-inventory", _folder.Path, options).Printed);
    }

    [Theory]
    [InlineData("group 'wbe' is not in the inventory; did you mean 'web'?", "--graph", "wbe")]
    [InlineData("host 'h3' is not in the inventory; did you mean 'h1'?", "--host", "h3")]
    [InlineData("--toml is not supported", "--list", "--toml")]
    [InlineData("--limit goes with play and exec", "--list", "-l", "h1")]
    [InlineData("--yaml goes with --list and --host", "--graph", "--yaml")]
    [InlineData("--export goes with --list as JSON", "--graph", "--export")]
    [InlineData("--vars goes with --graph", "--list", "--vars")]
    [InlineData("--vars goes with --graph", "--host", "h1", "--vars")]
    [InlineData("--extra-vars goes with --list and --host", "--graph", "--vars", "-e", "z=1")]
    [InlineData("--extra-vars goes with --list as JSON", "--list", "--yaml", "-e", "z=1")]
    [InlineData("'web': a group goes with --graph", "--list", "web")]
    [InlineData("give one of --list, --graph and --host", "--list", "--graph")]
    public async Task What_would_be_passed_over_is_refused(string words, params string[] options)
    {
        var (code, printed) = await InProcess.RunAsync(["inventory", .. options, "-i", _folder["inventory"]]);
        code.ShouldBe(ExitCodes.WrongInput, printed);
        printed.ShouldContain(words);
    }
}
