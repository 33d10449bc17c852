using System.Globalization;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>The state of a unit, as <c>systemctl show</c> gives it.</summary>
internal sealed record SystemdUnit
{
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(10);

    private static readonly string[] Properties =
        ["Id", "LoadState", "ActiveState", "SubState", "UnitFileState", "NRestarts", "ActiveEnterTimestampMonotonic", "NeedDaemonReload"];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public bool IsKnown => Value("LoadState") is not ("not-found" or "");

    public bool IsMasked => Value("LoadState") == "masked" || UnitFileState is "masked" or "masked-runtime";

    /// <summary>enabled, disabled, static, generated (made from an init script) ...; empty when systemd knows no file.</summary>
    public string UnitFileState => Value("UnitFileState");

    public string ActiveState => Value("ActiveState");

    public string SubState => Value("SubState");

    /// <summary>How often systemd has started it again by itself since it was last started by hand.</summary>
    public int Restarts => (int)Number("NRestarts");

    /// <summary>Up and not between two crashes.</summary>
    public bool IsRunning => ActiveState is "active" or "reloading" && !IsCrashing;

    public bool IsStopped => ActiveState is "inactive" or "failed";

    /// <summary>It dies and is started again, over and over. Systemd calls it active in between, so its age counts too.</summary>
    public bool IsCrashing =>
        SubState.StartsWith("auto-restart", StringComparison.Ordinal)
        || (Restarts > 1 && Age is { } age && age >= TimeSpan.Zero && age < Young);

    /// <summary>Negative in a container with an uptime of its own: the timestamp is on its host's clock.</summary>
    private TimeSpan? Age => Uptime - TimeSpan.FromMicroseconds(Number("ActiveEnterTimestampMonotonic"));

    public bool NeedsReload => Value("NeedDaemonReload") == "yes";

    /// <summary>How long the host is up, on the clock of the monotonic timestamps.</summary>
    private TimeSpan? Uptime { get; init; }

    public static Command Query(string name) => new()
    {
        Script = $"{ShellQuote.Join(["systemctl", "show", "-p", string.Join(',', Properties), "--", name])} && cat /proc/uptime",
    };

    /// <exception cref="ModuleException">The host has no systemd.</exception>
    public static SystemdUnit Parse(CommandResult result)
    {
        if (result.Status != 0)
        {
            throw new ModuleException(result.Status == 127 ? "the host has no systemd (no systemctl)" : CommandFailure.Message("systemctl show", result));
        }

        var lines = result.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var unit = new SystemdUnit
        {
            Uptime = lines is [.., var last] && double.TryParse(last.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : null,
        };
        foreach (var line in lines)
        {
            if (line.Split('=', 2) is [var name, var value])
            {
                unit._values[name] = value;
            }
        }

        return unit;
    }

    private string Value(string name) => _values.GetValueOrDefault(name, "");

    private long Number(string name) => long.TryParse(Value(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
