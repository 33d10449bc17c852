using System.Diagnostics;
using System.Globalization;
using GlanceOrch.Core.Connections;

namespace GlanceOrch.Integration.Tests;

/// <summary>The running lab and the installed tool, as test.sh hands them over. The tests run inside the lab's network namespace.</summary>
internal static class Lab
{
    /// <summary>Inventory of the lab's hosts; the key and known_hosts stand in it.</summary>
    public static string Inventory => Environment.GetEnvironmentVariable("GLANCE_ORCH_TEST_INVENTORY") ?? "";

    /// <summary>The installed tool.</summary>
    public static string Tool => Environment.GetEnvironmentVariable("GLANCE_ORCH_TEST_TOOL") ?? "";

    /// <summary>Everything a host keeps, a line each, without what changes by itself: logs, runtime state, systemd's own notes of time and seed.</summary>
    /// <remarks>MariaDB and RabbitMQ rewrite their files when they please, RabbitMQ three minutes after its start: what they hold counts in their place.</remarks>
    private const string Tree = """
        systemctl is-system-running --wait >/dev/null || true # they may still start
        find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /var/log -o -path /var/lib/systemd -o -path /srv/pool \
          -o -path '/var/lib/mysql/*' -o -path '/var/lib/rabbitmq/mnesia/*' \) -prune \
          -o -printf '%p %y %m %U %G %l\n' -type f -exec sha256sum {} + | sort
        set -e -o pipefail
        if command -v mariadb-dump >/dev/null; then
          echo "MariaDB: $(mariadb-dump --all-databases --skip-dump-date --ignore-table=mysql.innodb_table_stats --ignore-table=mysql.innodb_index_stats | sha256sum)"
        fi
        if command -v rabbitmqctl >/dev/null; then
          echo "RabbitMQ: $(rabbitmqctl -q export_definitions - </dev/null)"
        fi
        """;

    /// <summary>Why tests cannot run here; null: they can.</summary>
    public static string? Missing =>
        Inventory.Length == 0 ? "GLANCE_ORCH_TEST_INVENTORY names no lab: run ./test.sh"
        : Tool.Length == 0 ? "GLANCE_ORCH_TEST_TOOL names no tool: run ./test.sh"
        : null;

    /// <summary>The repository's root.</summary>
    public static string Root => Repository.Root;

    /// <summary>The hosts of the inventory, which the tests of the transport reach without the tool.</summary>
    public static IReadOnlyDictionary<string, ConnectionOptions> Hosts { get; } = ReadHosts();

    /// <summary>The lab's own program; null where it is not at hand.</summary>
    public static string? Program { get; } =
        Path.Combine(Repository.Root, "tests/lab/lab") is var program && File.Exists(program) ? program : Environment.GetEnvironmentVariable("GLANCE_ORCH_TEST_LAB");

    public static ConnectionOptions Host(string name) => Hosts[name] with { ControlPersist = TimeSpan.Zero };

    /// <summary>Runs <c>lab WORD HOST</c>.</summary>
    public static async Task DoAsync(string word, string host)
    {
        using var process = Process.Start(Program ?? throw new InvalidOperationException("no lab"), [word, host]);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
    }

    /// <summary>Runs the tool in the repository's root.</summary>
    public static Task<Ended> ToolAsync(params IReadOnlyList<string> arguments) => RunAsync(Tool, arguments, input: "");

    /// <summary>Runs a command on a host over plain ssh, as root: what the tests see does not pass through the tool.</summary>
    public static async Task<string> OnAsync(string host, string command)
    {
        var lines = await File.ReadAllLinesAsync(Inventory);
        string Value(string name) => lines.First(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
        var address = lines.First(line => line.StartsWith(host + " ansible_host=", StringComparison.Ordinal)).Split('=')[1];
        string[] options = ["-F", "none", "-o", "BatchMode=yes", "-i", Value("ansible_ssh_private_key_file"), .. Value("ansible_ssh_common_args").Split(' ')];
        var ended = await RunAsync("ssh", [.. options, $"root@{address}", command], input: "");
        ended.Status.ShouldBe(0, $"{host}: {command}: {ended.Error}");
        return ended.Output;
    }

    /// <summary>What the host of the services says of itself, for the report of a play that failed on it.</summary>
    public static Task<string> ServicesSayAsync() => OnAsync("services", """
        uptime; free -m; systemctl --failed --no-legend
        mysql -e 'SHOW FULL PROCESSLIST'
        journalctl --no-pager -n 40 -u keystone -u mariadb -u rabbitmq-server
        tail -n 40 /var/log/keystone/*.log
        true
        """);

    /// <summary>All that the hosts keep.</summary>
    public static async Task<IReadOnlyList<string>> TreesAsync(params IReadOnlyList<string> hosts) =>
        [.. (await Task.WhenAll(hosts.Select(async host => (await OnAsync(host, Tree)).Split('\n').Select(line => $"{host}: {line}")))).SelectMany(lines => lines)];

    /// <summary>Lines that stand in only one of two lists; more than no line is expected of what was read.</summary>
    public static IEnumerable<string> Changes((IReadOnlyList<string> Before, IReadOnlyList<string> After) trees)
    {
        trees.Before.Count.ShouldBeGreaterThan(1000);
        return trees.Before.Except(trees.After, StringComparer.Ordinal).Select(line => "- " + line)
            .Concat(trees.After.Except(trees.Before, StringComparer.Ordinal).Select(line => "+ " + line));
    }

    public static async Task<Ended> RunAsync(string program, IReadOnlyList<string> arguments, string input, params IReadOnlyList<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Ended(process.ExitCode, await output, await error, clock.Elapsed);
    }

    /// <summary>One count of a host's line in the recap; -1 when the host has none.</summary>
    public static int Recap(string output, string host, string count)
    {
        var line = output.Split('\n').LastOrDefault(line => line.StartsWith(host + " ", StringComparison.Ordinal) && line.Contains(" : ok=", StringComparison.Ordinal));
        var word = line?.Split(' ').FirstOrDefault(word => word.StartsWith(count + "=", StringComparison.Ordinal));
        return word is null ? -1 : int.Parse(word[(count.Length + 1)..], CultureInfo.InvariantCulture);
    }

    private static Dictionary<string, ConnectionOptions> ReadHosts()
    {
        var hosts = new Dictionary<string, ConnectionOptions>(StringComparer.Ordinal);
        var lines = File.Exists(Inventory) ? File.ReadAllLines(Inventory) : [];
        string? Value(string key) => lines.FirstOrDefault(line => line.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..].Trim('\'', '"');
        foreach (var line in lines.Where(line => line.Contains(" ansible_host=", StringComparison.Ordinal)))
        {
            var words = line.Split(' ');
            hosts[words[0]] = new ConnectionOptions
            {
                HostName = words[0],
                Address = words.First(word => word.StartsWith("ansible_host=", StringComparison.Ordinal))["ansible_host=".Length..],
                User = Value("ansible_user"),
                PrivateKeyFile = Value("ansible_ssh_private_key_file"),
                ExtraArguments = Value("ansible_ssh_common_args")?.Split(' ') ?? [],
            };
        }

        return hosts;
    }

    internal sealed record Ended(int Status, string Output, string Error, TimeSpan Duration);
}
