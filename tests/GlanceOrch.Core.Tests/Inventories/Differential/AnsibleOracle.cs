using System.Text.Json;

namespace GlanceOrch.Core.Tests.Inventories.Differential;

/// <summary>Ansible itself, in one process that answers one inventory after the other.</summary>
internal sealed class AnsibleOracle : IDisposable
{
    private readonly AnsibleProcess _process = new("ansible_oracle.py");

    /// <summary>What Ansible says: an error, or the inventory as JSON and the hosts of each pattern.</summary>
    public JsonElement Ask(DifferentialCase inventory, string directory) => _process.Ask(new
    {
        directory,
        sources = inventory.Sources,
        playbook = inventory.Playbook,
        patterns = inventory.Patterns,
        limits = inventory.Limits,
    });

    public void Dispose() => _process.Dispose();
}
