using GlanceOrch.Core.Inventories;

namespace GlanceOrch.Core.Tests.Inventories;

/// <summary>What ansible-inventory says of a file, we say: each folder of cases is read by both.</summary>
public sealed class OracleTests(AnsibleInventory ansible) : IClassFixture<AnsibleInventory>, IDisposable
{
    private readonly InventoryFolder _folder = new();

    public static TheoryData<string> Cases() => [.. OracleCases.All.Keys];

    public static TheoryData<string> GraphCases() => [.. OracleCases.All.Where(pair => pair.Value.GraphDiffers is null).Select(pair => pair.Key)];

    [AnsibleTheory]
    [MemberData(nameof(Cases))]
    public void The_list_is_that_of_ansible_inventory(string name)
    {
        var inventory = Load(name);
        ShouldBeSame(InventoryJson.List(inventory) + "\n", Ansible(name, "--list"));
    }

    [AnsibleTheory]
    [MemberData(nameof(GraphCases))]
    public void The_graph_is_that_of_ansible_inventory(string name)
    {
        var inventory = Load(name);
        ShouldBeSame(InventoryGraph.Text(inventory, inventory.All, withVariables: true), Ansible(name, "--graph", "--vars"));
    }

    [AnsibleTheory]
    [MemberData(nameof(Cases))]
    public void Ansible_reads_our_yaml_as_it_reads_the_original(string name)
    {
        var inventory = Load(name);
        using var other = new InventoryFolder();
        other.With("ours.yml", InventoryYaml.List(inventory));
        ShouldBeSame(ansible.Run(other.FullPath, "-i", "ours.yml", "--list"), InventoryJson.List(inventory) + "\n");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Says which lines differ: the texts are long.</summary>
    private static void ShouldBeSame(string ours, string theirs)
    {
        var (left, right) = (ours.Split('\n'), theirs.Split('\n'));
        var differences = Enumerable.Range(0, Math.Max(left.Length, right.Length))
            .Select(line => (Ours: left.ElementAtOrDefault(line), Ansible: right.ElementAtOrDefault(line)))
            .Where(pair => pair.Ours != pair.Ansible);
        string.Join('\n', differences).ShouldBeEmpty();
    }

    private Inventory Load(string name)
    {
        var oracleCase = OracleCases.All[name];
        foreach (var (path, content) in oracleCase.Files)
        {
            _folder.With(path, content);
        }

        var inventory = _folder.Load([.. oracleCase.Sources]);
        _folder.Diagnostics.HasErrors.ShouldBeFalse(string.Join('\n', _folder.Findings));
        return _folder.Load(inventory, oracleCase.Playbook ?? ""); // ansible-inventory reads the variable files of the current directory, too
    }

    private string Ansible(string name, params string[] options)
    {
        var oracleCase = OracleCases.All[name];
        string[] playbook = oracleCase.Playbook is { } directory ? ["--playbook-dir", directory] : [];
        return ansible.Run(_folder.FullPath, [.. oracleCase.Sources.SelectMany(source => (string[])["-i", source]), .. options, .. playbook]);
    }
}
