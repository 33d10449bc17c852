using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace GlanceOrch.Core.Tests.Inventories;

/// <summary>A script that has Ansible loaded and answers one line of JSON after the other: starting Ansible anew takes longer than most answers.</summary>
internal sealed class AnsibleProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts the script of that name in the folder of the caller's source file.</summary>
    public AnsibleProcess(string script, [CallerFilePath] string caller = "")
    {
        var start = new ProcessStartInfo(AnsibleCommand.Python, [Path.Combine(Path.GetDirectoryName(caller) ?? "", script)])
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

    public JsonElement Ask(object question)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(question));
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"Ansible stopped on\n{JsonSerializer.Serialize(question)}");
        return JsonDocument.Parse(answer).RootElement;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
