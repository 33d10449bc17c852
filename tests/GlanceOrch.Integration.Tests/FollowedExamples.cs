namespace GlanceOrch.Integration.Tests;

/// <summary>Follows the READMEs of <c>examples/</c> on hosts that have the services only, and keeps what each command did for the tests to judge.</summary>
/// <remarks>What a reader does by hand is done here: copy the folder, put host names into <c>inventory/hosts</c>. The commands run as written, in a shell.</remarks>
public sealed class FollowedExamples : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-examples-");

    private readonly Dictionary<string, List<Command>> _commands = new(StringComparer.Ordinal);

    internal Lab.Ended Prepared { get; private set; } = new(-1, "", "", default);

    /// <summary>What the commands of an example's README did, in their order; empty when the hosts could not be prepared.</summary>
    internal IReadOnlyList<Command> Of(string example) => _commands.GetValueOrDefault(example) ?? [];

    public async Task InitializeAsync()
    {
        if (LabExamplesTheoryAttribute.Missing is not null)
        {
            return;
        }

        // The first example brings the names and passwords of the services; those of the others are the same.
        var first = await CopyAsync("quickstart");
        var lab = Path.Combine(_folder.FullName, "lab.ini");
        await File.WriteAllTextAsync(lab, "[object_store]\nswift1\n");
        Prepared = await Lab.ToolAsync(
            "play", "tests/lab/services.yml", "tests/lab/swift.yml", "-i", Path.Combine(first, "inventory"), "-i", lab,
            "-e", "region=example-west-1 keystone_db_password=example-keystone swift_keystone_password=example-swift");
        if (Prepared.Status != 0)
        {
            Prepared = Prepared with { Error = Prepared.Error + await Lab.ServicesSayAsync() };
            return;
        }

        // That of the lab would hide whether the example makes it.
        await Lab.OnAsync("services", "rabbitmqctl -q delete_user glance");
        foreach (var example in new[] { "quickstart", "token-cache", "swift-store" })
        {
            var folder = await CopyAsync(example);
            _commands[example] = [];
            foreach (var line in FencedBlock.In(await File.ReadAllTextAsync(Path.Combine(folder, "README.md"))).Where(block => block.Mark == "run").SelectMany(block => block.Lines))
            {
                var path = $"{Path.GetDirectoryName(Lab.Tool)}:{Environment.GetEnvironmentVariable("PATH")}";
                var ended = await Lab.RunAsync("bash", ["-c", $"cd '{folder}' && {line}"], input: "", ("PATH", path));
                _commands[example].Add(new Command(line, ended));
            }
        }
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private async Task<string> CopyAsync(string example)
    {
        var source = Path.Combine(Lab.Root, "examples", example);
        var target = Path.Combine(_folder.FullName, example);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy) ?? target);
            File.Copy(file, copy, overwrite: true);
        }

        var hosts = Path.Combine(target, "inventory/hosts");
        var groups = (await File.ReadAllTextAsync(hosts)).Replace("services.example.org", "services", StringComparison.Ordinal).Replace("glance1.example.org", "api1", StringComparison.Ordinal);
        await File.WriteAllTextAsync(hosts, await File.ReadAllTextAsync(Lab.Inventory) + groups);
        return target;
    }

    /// <summary>A command line of a README, and what it did.</summary>
    internal sealed record Command(string Line, Lab.Ended Ended)
    {
        public string Printed => $"$ {Line}\n{Ended.Output}{Ended.Error}";

        /// <summary>The exit code the README promises behind a <c>#</c>; 0 where it says nothing.</summary>
        public int Promised => FencedBlock.PromisedCode(Line);
    }
}
