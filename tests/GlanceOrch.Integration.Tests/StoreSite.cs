namespace GlanceOrch.Integration.Tests;

/// <summary>Sets up the services behind some stores, brings Glance from the deployed site's files to these stores, and back at the end.</summary>
public abstract class StoreSite(DeployedGlance glance, IReadOnlyList<string> playbooks, string moreHosts) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-stores-");

    internal Lab.Ended First { get; private set; } = new(-1, "", "", default);

    internal Lab.Ended Second { get; private set; } = new(-1, "", "", default);

    private string Inventory => Path.Combine(_folder.FullName, "hosts.ini");

    public async Task InitializeAsync()
    {
        if (Lab.Missing is not null)
        {
            return;
        }

        await File.WriteAllTextAsync(Inventory, $"{await File.ReadAllTextAsync(glance.Inventory)}\n{moreHosts}\n");
        var variables = Directory.CreateDirectory(Path.Combine(_folder.FullName, "group_vars"));
        File.Copy(Path.Combine(Lab.Root, "inventories/lab/group_vars/all.yml"), Path.Combine(variables.FullName, "all.yml"));
        First = await PlayAsync(playbooks);
        if (First.Status == 0)
        {
            Second = await PlayAsync(playbooks, "--detailed-exitcode");
        }
    }

    public async Task DisposeAsync()
    {
        if (Lab.Missing is null)
        {
            (await Lab.ToolAsync("play", "site.yml", "-i", glance.Inventory)).Status.ShouldBe(0);
        }

        _folder.Delete(recursive: true);
    }

    internal Task<Lab.Ended> PlayAsync(IReadOnlyList<string> books, params IReadOnlyList<string> options) =>
        Lab.ToolAsync(["play", .. books, "-i", Inventory, .. options]);
}
