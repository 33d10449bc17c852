using GlanceOrch.Core.Templating;

namespace GlanceOrch.Cli.Tests;

/// <summary>What we ship compiles: every play with every inventory, every role, every template.</summary>
public sealed class ContentTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-content-");

    public static TheoryData<string> Inventories => [.. Names("inventories")];

    public static TheoryData<string> Templates =>
        [.. Directory.EnumerateFiles(InProcess.Root, "*.sbn", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(InProcess.Root, path))
            .Where(path => path.StartsWith("roles/", StringComparison.Ordinal) || path.StartsWith("templates/", StringComparison.Ordinal) || path.StartsWith("tests/lab/", StringComparison.Ordinal))];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Inventories))]
    public async Task The_site_play_compiles_with_every_inventory(string inventory)
    {
        var (code, printed) = await InProcess.RunAsync("play", Path.Combine(InProcess.Root, "site.yml"), "-i", Path.Combine(InProcess.Root, "inventories", inventory), "--syntax-check");
        code.ShouldBe(ExitCodes.Success, printed);
        printed.ShouldNotContain("warning");
    }

    [Theory]
    [InlineData("services.yml")]
    [InlineData("modules.yml")]
    [InlineData("ceph.yml")]
    [InlineData("swift.yml")]
    [InlineData("stores/rbd-and-swift.yml")]
    [InlineData("stores/file-and-rbd.yml")]
    public async Task The_labs_plays_compile(string playbook)
    {
        var (code, printed) = await InProcess.RunAsync("play", Path.Combine(InProcess.Root, "tests/lab", playbook), "-i", Path.Combine(InProcess.Root, "inventories/lab"), "-e", "targets=all", "--syntax-check");
        code.ShouldBe(ExitCodes.Success, printed);
    }

    [Fact]
    public async Task Every_role_compiles_and_says_what_its_variables_are()
    {
        var roles = Names("roles");
        var playbook = Path.Combine(_folder.FullName, "roles.yml");
        await File.WriteAllTextAsync(playbook, $"- hosts: all\n  roles: [{string.Join(", ", roles)}]\n");
        var (code, printed) = await InProcess.RunAsync("lint", playbook);
        code.ShouldBe(ExitCodes.Success, printed);
        foreach (var role in roles)
        {
            File.Exists(Path.Combine(InProcess.Root, "roles", role, "meta/argument_specs.yml")).ShouldBeTrue(role);
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Every_template_parses(string path) =>
        new ScriptEngine().ParseTemplate(File.ReadAllText(Path.Combine(InProcess.Root, path)), path).Errors.ShouldBeEmpty();

    private static string[] Names(string folder) =>
        [.. Directory.EnumerateDirectories(Path.Combine(InProcess.Root, folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
