namespace GlanceOrch.Core.Tests.Inventories.Differential;

/// <summary>Host patterns.</summary>
internal sealed class RandomPatterns(Chance chance, RandomNames names)
{
    /// <summary>A line of a file of limits: one term, for Ansible takes it for one.</summary>
    public string Line() => chance.Of("", "", "!", "&") + Term();

    public string Pattern()
    {
        var count = chance.Of(1, 1, 1, 2, 2, 3, 4);
        var text = "";
        var separator = chance.Of(",", ":");
        for (var term = 0; term < count; term++)
        {
            var sign = chance.Below(term == 0 ? 12 : 4) switch { 0 => "!", 1 => "&", _ => "" };
            text += (term == 0 ? "" : chance.Percent(90) ? separator : chance.Of(", ", " , ", ":", ",")) + sign + Term();
        }

        // To Ansible no address can stand beside a colon.
        return text.Replace("fe80::1", "b", StringComparison.Ordinal);
    }

    private string Term() => chance.Below(12) switch
    {
        0 => "all",
        1 => chance.Of("*", "ungrouped", "localhost", "127.0.0.1"),
        2 => chance.Of("web*", "*1", "?", "??", "[ab]", "[!a]", "w[e]b?", "*.com", "n[0-9]", "g*", "*e*", "h.*", "[a-c]*", "e[tu]-*"),
        3 => chance.Of("~web.*", "~(a|b)$", "~^g", "~.*1$", "~w", "~[ab]", "~web[12]", "~n\\d+", "~.", "~z$", "~(web|db)"),
        4 or 5 => $"{Name()}[{Subscript()}]",
        6 => $"{chance.Of("web*", "*", "all", "g*")}[{Subscript()}]",
        _ => Name(),
    };

    private string Name() => chance.Percent(60) ? chance.Of(RandomNames.Groups) : chance.Percent(30) ? chance.Of("n1", "n2", "web3", "n03", "nope") : names.Host();

    private string Subscript() => chance.Of("0", "1", "2", "-1", "-2", "0:0", "0:1", "1:2", "1:", ":1", "2:1", "0-1", "1-", "9", "0:9");
}
