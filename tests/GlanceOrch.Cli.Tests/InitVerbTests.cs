using System.Text.RegularExpressions;

namespace GlanceOrch.Cli.Tests;

/// <summary><c>glance-orch init</c>, and that what it writes works.</summary>
public sealed partial class InitVerbTests : IDisposable
{
    private static readonly string[] Files = [".gitignore", "README.md", "inventories/production/group_vars/all.yml", "inventories/production/hosts", "site.yml"];

    private readonly TestFolder _folder = new();

    private string Site => _folder["new/site"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_writes_the_files_of_the_scaffold_names_them_and_says_what_comes_next()
    {
        var (code, printed, error) = await InProcess.RunAsync(usual => usual, "init", Site);
        code.ShouldBe(ExitCodes.Success, error);
        Written().ShouldBe(Files);
        foreach (var file in Files)
        {
            File.ReadAllText(Path.Combine(Site, file)).ShouldBe(File.ReadAllText(Path.Combine(InProcess.Root, "src/GlanceOrch.Cli/Scaffold", file)));
            printed.ShouldContain($"wrote {Path.Combine(Site, file)}\n");
        }

        printed.ShouldEndWith($"  cd {Site}\n  glance-orch lint site.yml\n  glance-orch play site.yml -i production --check --diff\n");
    }

    [Fact]
    public async Task What_it_writes_has_no_finding()
    {
        await InProcess.RunAsync("init", Site);
        var site = Path.Combine(Site, "site.yml");
        (await InProcess.RunAsync("lint", site)).ShouldBe((ExitCodes.Success, ""));
        (await InProcess.RunAsync("play", site, "-i", Path.Combine(Site, "inventories/production"), "--syntax-check")).ShouldBe((ExitCodes.Success, $"well-formed: {site}\n"));
    }

    [Fact]
    public async Task Nothing_runs_before_the_passwords_are_the_user_s_own()
    {
        await InProcess.RunAsync("init", Site);
        string[] run = ["play", Path.Combine(Site, "site.yml"), "-i", Path.Combine(Site, "inventories/production"), "-c", "local", "-t", "nothing"];
        var (code, printed) = await InProcess.RunAsync(run);
        code.ShouldBe(ExitCodes.WrongInput);
        printed.ShouldContain("a password is still the one that 'glance-orch init' wrote");
        printed.ShouldNotContain("PLAY [");

        var variables = Path.Combine(Site, "inventories/production/group_vars/all.yml");
        await File.WriteAllTextAsync(variables, Placeholder().Replace(await File.ReadAllTextAsync(variables), ": mine-now"));
        (code, printed) = await InProcess.RunAsync(run);
        code.ShouldBe(ExitCodes.Success, printed);
    }

    [Theory]
    [InlineData("site.yml")]
    [InlineData("inventories/production/hosts")]
    [InlineData("README.md", "site.yml")]
    public async Task Where_a_file_is_there_already_it_writes_nothing_and_names_it(params string[] there)
    {
        foreach (var file in there)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Site, file)) ?? "/");
            await File.WriteAllTextAsync(Path.Combine(Site, file), "mine");
        }

        var (code, printed, error) = await InProcess.RunAsync(usual => usual, "init", Site);
        code.ShouldBe(ExitCodes.WrongInput);
        printed.ShouldBeEmpty();
        error.ShouldBe($"glance-orch: nothing was written, as this is there already: {string.Join(", ", there.Select(file => Path.Combine(Site, file)))}\n");
        Written().ShouldBe(there);
        there.ShouldAllBe(file => File.ReadAllText(Path.Combine(Site, file)) == "mine");
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_is_left_alone()
    {
        Directory.CreateDirectory(Site);
        File.CreateSymbolicLink(Path.Combine(Site, "site.yml"), _folder["elsewhere"]);
        (await InProcess.RunAsync("init", Site)).Code.ShouldBe(ExitCodes.WrongInput);
        File.Exists(_folder["elsewhere"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Where_a_folder_cannot_be_made_it_leaves_nothing()
    {
        Directory.CreateDirectory(Site);
        await File.WriteAllTextAsync(Path.Combine(Site, "inventories"), "a file");
        var (code, printed) = await InProcess.RunAsync("init", Site);
        code.ShouldBe(ExitCodes.WrongInput);
        printed.ShouldStartWith("glance-orch: nothing was written: ");
        Written().ShouldBe(["inventories"]);
    }

    private string[] Written() =>
        [.. Directory.EnumerateFiles(Site, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Site, path)).Order(StringComparer.Ordinal)];

    [GeneratedRegex(": change-me\\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Placeholder();
}
