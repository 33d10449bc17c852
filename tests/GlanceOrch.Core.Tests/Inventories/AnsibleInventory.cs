namespace GlanceOrch.Core.Tests.Inventories;

/// <summary>The command <c>ansible-inventory</c>, each time in a process of its own that has Ansible loaded already.</summary>
public sealed class AnsibleInventory : IDisposable
{
    // only when asked: where Ansible is not installed, its tests are skipped
    private readonly Lazy<AnsibleProcess> _process = new(() => new AnsibleProcess("ansible_inventory.py"));

    /// <summary>What it prints when it is started in <paramref name="directory"/>.</summary>
    public string Run(string directory, params string[] arguments)
    {
        var answer = _process.Value.Ask(new { directory, arguments });
        answer.GetProperty("status").GetInt32().ShouldBe(0, answer.GetProperty("errors").GetString());
        return answer.GetProperty("output").GetString() ?? "";
    }

    public void Dispose()
    {
        if (_process.IsValueCreated)
        {
            _process.Value.Dispose();
        }
    }
}
