using System.Diagnostics;

namespace GlanceOrch.Tests;

/// <summary>Runs a command of Ansible, without a terminal and with nobody's configuration.</summary>
internal static class AnsibleCommand
{
    /// <summary>Why tests cannot ask Ansible; null: they can.</summary>
    public static string? Missing => Playbook is null ? "needs Ansible (Debian package ansible-core)" : null;

    /// <summary>The Python that Ansible was installed for: it may not be the first one on the path.</summary>
    public static string Python => File.ReadLines(Playbook ?? throw new InvalidOperationException(Missing)).First().TrimStart('#', '!').Trim().Split(' ')[0];

    private static string? Playbook =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "ansible-playbook")).FirstOrDefault(File.Exists);

    /// <param name="folder">The current directory and home of the command.</param>
    /// <returns>The exit code, and what it printed to each of its streams.</returns>
    public static (int Code, string Printed, string Errors) Run(string command, string folder, IReadOnlyList<string> arguments)
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
        var errors = process.StandardError.ReadToEndAsync(); // at the same time, so that it does not wait for us
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
}
