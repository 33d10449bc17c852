using System.Text.RegularExpressions;

namespace GlanceOrch.Cli.Tests;

/// <summary>The folder of <see cref="PrecedenceFolder"/>, run once by this tool and once by Ansible.</summary>
public sealed partial class PrecedenceRuns : IAsyncLifetime
{
    private readonly TestFolder _folder = new();

    public Run Ours { get; private set; } = Run.Of("");

    /// <summary>Null where Ansible is not installed.</summary>
    public Run? Theirs { get; private set; }

    public async Task InitializeAsync()
    {
        var ours = _folder["ours"];
        PrecedenceFolder.Write(_folder, "ours", ansible: false);
        Ours = Run.Of((await InProcess.RunAsync(["play", Path.Combine(ours, "site.yml"), .. Options(ours)])).Printed);
        if (AnsibleCommand.Missing is null)
        {
            var theirs = _folder["theirs"];
            PrecedenceFolder.Write(_folder, "theirs", ansible: true);
            Theirs = Run.Of(AnsibleCommand.Run("ansible-playbook", theirs, ["site.yml", .. Options(theirs)]).Printed);
        }
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    private static IEnumerable<string> Options(string folder) =>
        ["-i", Path.Combine(folder, "inventory"), "-u", PrecedenceFolder.ValueAt("command line values"), .. PrecedenceFolder.ExtraVars.SelectMany(pair => new[] { "-e", pair })];

    /// <param name="Values">Of the variables by name.</param>
    public sealed partial record Run(IReadOnlyDictionary<string, string> Values, string Printed)
    {
        public static Run Of(string printed) => new(
            Pair().Matches(printed).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal), printed);

        [GeneratedRegex(@"<(?<name>\w+)=(?<value>[^>]*)>", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
        private static partial Regex Pair();
    }
}
