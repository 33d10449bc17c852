using System.Diagnostics;

namespace GlanceOrch.Cli.Tests;

/// <summary>Runs a command of Ansible, without a terminal and with nobody's configuration.</summary>
internal static class AnsibleCommand
{
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "ansible-playbook")));

    /// <param name="folder">The current directory and home of the command.</param>
    /// <returns>The exit code, and what it printed to its output stream.</returns>
    public static (int Code, string Printed) Run(string command, string folder, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["HOME"] = folder;
        start.Environment["ANSIBLE_NOCOLOR"] = "1";
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start");
        process.StandardInput.Close();
        process.ErrorDataReceived += (_, _) => { }; // read, so that it does not wait for us
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
