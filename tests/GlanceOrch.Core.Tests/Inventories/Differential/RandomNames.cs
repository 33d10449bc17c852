namespace GlanceOrch.Core.Tests.Inventories.Differential;

/// <summary>Names of hosts, groups and variables. They are few, so that sources speak of the same ones.</summary>
internal sealed class RandomNames(Chance chance)
{
    public static IReadOnlyList<string> Groups { get; } = ["g1", "web", "db", "app_1", "eu-west", "prod", "Zed", "g10"];

    private static readonly string[] Plain = ["a", "b", "c1", "web1", "web2", "web10", "db-1", "h.example.com", "1.2.3.4", "10.0.0.7", "fe80::1", "localhost", "x_y", "A", "01"];

    public string Variable() => chance.Of("v", "w", "x", "port", "ansible_host", "ansible_user", "a_b", "http_port", "Y2");

    /// <summary>A host without a range, mostly one that is there.</summary>
    public string Host() => chance.Percent(15) ? chance.Of("x", "A", "_", "9") + chance.Soup("abcxyz019.-_", 5) : chance.Of(Plain);

    /// <summary>A host as a source may write it: with ranges, a port, brackets.</summary>
    public string HostText()
    {
        if (chance.Percent(4))
        {
            return chance.Of("[::1]:2022", "[fe80::2]:22", "::1", "2001:db8::5", "1.2.3.4:2222", "a:b", "h:022", "[1:3]");
        }

        var text = chance.Percent(35) ? Ranged() : Host();
        return chance.Percent(12) && !text.Contains("::", StringComparison.Ordinal) ? $"{text}:{chance.Of("22", "2222", "0", "65536")}" : text;
    }

    private string Ranged()
    {
        var text = chance.Of("n", "web", "db-", "", "z.");
        var first = text.Length == 0;
        text += Range();
        text += first ? "y" : chance.Of("", "", "", ".example.com", "-x", "y");
        return !first && chance.Percent(20) ? text + Range() : text;
    }

    private string Range()
    {
        if (chance.Percent(30))
        {
            var letters = chance.Of("abcdef", "UVWXYZ", "xyzABC");
            var from = chance.Below(3);
            return $"[{letters[from]}:{letters[from + chance.Below(3)]}{Step()}]";
        }

        var first = chance.Below(12);
        var last = first + chance.Below(4);
        return chance.Below(10) switch
        {
            0 => $"[{first:00}:{last:00}{Step()}]",
            1 => $"[{first:000}:{last:000}{Step()}]",
            2 => $"[:{chance.Below(4)}]",
            3 => $"[{last}:{first}:-1]",
            _ => $"[{first}:{last}{Step()}]",
        };
    }

    private string Step() => chance.Percent(25) ? chance.Of(":1", ":2", ":3", ":10", ":02") : "";
}
