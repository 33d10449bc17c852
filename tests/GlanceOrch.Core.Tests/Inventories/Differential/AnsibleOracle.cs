using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace GlanceOrch.Core.Tests.Inventories.Differential;

/// <summary>Ansible itself, in one process that answers one inventory after the other.</summary>
internal sealed class AnsibleOracle : IDisposable
{
    private readonly Process _process;

    public AnsibleOracle([CallerFilePath] string here = "")
    {
        var start = new ProcessStartInfo(Interpreter(), [Path.Combine(Path.GetDirectoryName(here) ?? "", "ansible_oracle.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        // Sets of groups come in an order that differs from run to run; this at least repeats one.
        start.Environment["PYTHONHASHSEED"] = "0";
        start.WorkingDirectory = "/"; // where no ansible.cfg lies
        _process = Process.Start(start) ?? throw new InvalidOperationException("python did not start");
    }

    /// <summary>What Ansible says: an error, or the inventory as JSON and the hosts of each pattern.</summary>
    public JsonElement Ask(DifferentialCase inventory, string directory)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(new
        {
            directory,
            sources = inventory.Sources,
            playbook = inventory.Playbook,
            patterns = inventory.Patterns,
            limits = inventory.Limits,
        }));
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"the oracle stopped on\n{inventory}");
        return JsonDocument.Parse(answer).RootElement;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>The Python that Ansible was installed for: it may not be the first one on the path.</summary>
    private static string Interpreter()
    {
        var tool = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(directory => Path.Combine(directory, "ansible-inventory")).First(File.Exists);
        return File.ReadLines(tool).First().TrimStart('#', '!').Trim().Split(' ')[0];
    }
}
